"""A text about the region to paste into a regional profile or plan, in the words of the report."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.region_report.content import known_cell
from kansrijkestart.dashboard.region_report.coverage import known_today, opening, undated_words
from kansrijkestart.dashboard.region_report.figures import rate_words
from kansrijkestart.dashboard.region_report.offer import nothing_runs, running_counts
from kansrijkestart.dashboard.region_report.record import uptake_words
from kansrijkestart.dashboard.selectors.region_moments import Known
from kansrijkestart.dashboard.selectors.region_report import LeadPart, RegionReport

MOST_NAMES = 8


@dataclass(frozen=True)
class Paragraph:
    """A heading with its sentences."""

    title: str
    text: str


def annex_of(report: RegionReport) -> list[Paragraph]:
    """Return the text: every number in it stands in the report too."""
    words = {"name": report.region.name, "day": day(report.now.on)}
    parts = [
        (_("Kansrijke Start in %(name)s, as on %(day)s") % words, opening(report)),
        (_("Beside last year"), _beside(report)),
    ]
    if report.lead:
        parts.append((_("Regional cooperation"), _together(report, report.lead)))
    parts += [(_("Interventions"), offered_words(report)), (_("Figures"), _figures(report))]
    parts.append((_("How to read this"), known_today(report)))
    return [Paragraph(title, text) for title, text in parts if text]


def _beside(report: RegionReport) -> str:
    """The numbers of last year, as far as these are recorded."""
    before = report.before
    told = [
        (_("municipalities where a coalition had started: %(count)s"), before.started),
        (_("municipalities where an intervention ran: %(count)s"), before.with_running),
    ]
    if report.lead:
        agreed = _("agreements of the region in force: %(count)s")
        told.append((agreed, before.regional_agreements))
    said = [words % {"count": known_words(number)} for words, number in told]
    if report.lead:
        partners = _("partners of the regional coalition: %(count)s")
        said.insert(2, partners % {"count": _partner_words(before.partners)})
    return _("On %(day)s: %(numbers)s.") % {"day": day(before.on), "numbers": "; ".join(said)}


def known_words(known: Known) -> str:
    """Write a number with of how many it is not known; what is not known at all is said so."""
    return known_cell(known).text


def _partner_words(known: Known) -> str:
    """Write how many partners there are; what is not known is of partners, not municipalities."""
    return known_cell(known, under=undated_words(known.unknown)).text


def _together(report: RegionReport, lead: LeadPart) -> str:
    if lead.record is None:
        return _("This region has no regional coalition in this site yet.")
    said = [
        _("The regional coalition has partners: %(partners)s, and agreements in force: %(agreed)s.")
        % {
            "partners": _partner_words(report.now.partners),
            "agreed": known_words(report.now.regional_agreements),
        }
    ]
    if lead.ambitions:
        names = "; ".join(one.title for one in lead.ambitions)
        ambitions = ngettext("Ambition: %(names)s.", "Ambitions: %(names)s.", len(lead.ambitions))
        said.append(ambitions % {"names": names})
    for table in lead.uptake:
        words = {"title": table.agreement.title, "uptake": uptake_words(table)}
        said.append(_("Agreement “%(title)s”: %(uptake)s.") % words)
    return " ".join(said)


def offered_words(report: RegionReport, most: int = MOST_NAMES) -> str:
    """Say what runs in most municipalities; empty for a region without municipalities."""
    matrix = report.now.matrix
    if not matrix.rows:
        return ""
    labels = {one.key: one.label for one in (*matrix.columns, *matrix.later) if one.intervention}
    counts = running_counts(matrix)
    found = sorted((key for key in labels if counts[key]), key=lambda key: -(counts[key] or 0))
    listed = ", ".join(f"{labels[key]} ({counts[key]})" for key in found[:most])
    if not listed:
        return nothing_runs(matrix)
    words = _("What runs most, with the number of municipalities: %(names)s.")
    return words % {"names": listed}


def _figures(report: RegionReport) -> str:
    """Rates that are shown, in sentences; what is hidden is not told here at all."""
    rows = [row for row in report.figures if row.region.figure and row.region.figure.is_shown]
    return " ".join(rate_words(report, row) for row in rows)
