"""The parts of the report, in order; who does not lead the region gets those of its open pages."""

from django.utils.translation import gettext as _

from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.region_report.content import Part
from kansrijkestart.dashboard.region_report.coverage import coverage_part, known_today, short_part
from kansrijkestart.dashboard.region_report.figures import figures_part
from kansrijkestart.dashboard.region_report.offer import interventions_part
from kansrijkestart.dashboard.region_report.pages import Pages
from kansrijkestart.dashboard.region_report.record import (
    agreements_part,
    ambitions_part,
    partners_part,
)
from kansrijkestart.dashboard.region_report.rounds import rounds_part
from kansrijkestart.dashboard.selectors.region_report import RegionReport


def parts_of(report: RegionReport) -> list[Part]:
    """Return the whole report; nothing in it that its reader may not open as a page."""
    pages = Pages(report)
    lead = report.lead
    return [
        short_part(report, pages),
        coverage_part(report, pages),
        *(
            [partners_part(report, lead, pages), ambitions_part(report, lead, pages)]
            if lead
            else []
        ),
        interventions_part(report, pages),
        *([agreements_part(report, lead, pages), rounds_part(report, lead, pages)] if lead else []),
        figures_part(report, pages),
        _reading(report),
    ]


def _reading(report: RegionReport) -> Part:
    """What a reader must know before using a number."""
    notes = [
        _("The numbers are of %(day)s, beside those of %(before)s.")
        % {"day": day(report.now.on), "before": day(report.before.on)},
        _(
            "Of a day of the past we know what has a day of its own in the record. What has none "
            "is “not recorded”: that is not a zero and not a no."
        ),
        _(
            "Of each municipality only what it shares with the region today is in here. “Does not "
            "share” is not the same as nothing recorded."
        ),
        _(
            "Partners and plans of local coalitions are not in here: there is no consent to share "
            "these with the region."
        ),
    ]
    if not report.is_running:
        notes.append(known_today(report))
    if report.lead is None:
        notes.append(
            _(
                "Partners, ambitions, agreements and questionnaires are in the report that the "
                "lead of the region makes."
            )
        )
    method = safe_reverse("monitoring:method")
    links = [(_("How we compare and why some figures are hidden"), method)] if method else []
    return Part("leeswijzer", _("How to read this"), notes=notes, links=links)
