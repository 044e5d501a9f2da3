"""What the record of the regional coalition holds: partners, ambitions, agreements and uptake.

Of local coalitions only what these share: there is no consent to share partners or plans.
"""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.selectors.uptake import UptakeTable
from coalitions.choices import Domain
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.region_report.content import (
    Cell,
    Part,
    Table,
    counted,
    not_recorded,
)
from kansrijkestart.dashboard.region_report.coverage import day_heads
from kansrijkestart.dashboard.region_report.pages import Pages
from kansrijkestart.dashboard.selectors.region_moments import Moment, Place, RegionalRecord
from kansrijkestart.dashboard.selectors.region_report import LeadPart, RegionReport


def without_coalition() -> str:
    return _("This region has no regional coalition in this site yet.")


def partners_part(report: RegionReport, lead: LeadPart, pages: Pages) -> Part:
    """The partners of the regional coalition by kind, and per municipality where they work."""
    title = _("Partners")
    notes = [
        _(
            "Of local coalitions no partners are counted: there is no consent to share these with "
            "the region."
        )
    ]
    record = lead.record
    if record is None:
        return Part("partners", title, [without_coalition()], notes=notes)
    partners = record.partners_on(report.now.on)
    if partners and lead.areas.unknown == len(partners):
        words = _("Of no partner a work area is recorded, so none counts per municipality.")
        notes.insert(0, words)
    elif lead.areas.unknown:
        words = ngettext(
            "Of %(count)s partner no work area is recorded; it counts in no municipality.",
            "Of %(count)s partners no work area is recorded; they count in no municipality.",
            lead.areas.unknown,
        )
        notes.insert(0, words % {"count": lead.areas.unknown})
    tables = [_kinds(report, record, pages)]
    if report.now.places and lead.areas.unknown < len(partners):
        tables.append(_where(report, lead, pages))
    return Part("partners", title, [], tables, notes)


def _kinds(report: RegionReport, record: RegionalRecord, pages: Pages) -> Table:
    both = (report.now, report.before)
    kinds = {row.partner_type_id: row.partner_type for row in record.partners}
    counts = [Counter(row.partner_type_id for row in record.partners_on(one.on)) for one in both]
    rows = [
        [
            Cell(kind.name, dutch=True),
            Cell(str(Domain(kind.domain).label)),
            *(
                _number(record, pages, moment, found[pk])
                for moment, found in zip(both, counts, strict=True)
            ),
        ]
        for pk, kind in kinds.items()
        if any(found[pk] for found in counts)
    ]
    head = [_("Kind of partner"), _("Domain"), *day_heads(report)]
    title = _("Partners of the regional coalition, by kind")
    empty = _("No partners of the regional coalition are recorded.")
    return Table("soorten", title, head, rows, [5, 3, 2, 2], empty, _("Partners per kind"))


def _number(record: RegionalRecord, pages: Pages, moment: Moment, number: int) -> Cell:
    """How many of a kind there were; none is only known of a record that was there then."""
    url = pages.partners(moment)
    is_known = number or (record.knows(moment.on) and not record.undated_on(moment.on))
    return counted(number, url) if is_known else not_recorded(url)


def _where(report: RegionReport, lead: LeadPart, pages: Pages) -> Table:
    url = pages.of_record("coalitions:partners")
    rows = [[Cell(one.municipality.name), _working(lead, one, url)] for one in report.now.places]
    head = [_("Municipality"), _("Partners of the regional coalition that work there")]
    return Table("werkgebied", _("Partners per municipality"), head, rows, [4, 4])


def _working(lead: LeadPart, one: Place, url: str) -> Cell:
    """How many work there; none is only known when the work area of every partner is."""
    number = lead.areas.per_place.get(one.municipality.pk, 0)
    return counted(number, url) if number or not lead.areas.unknown else not_recorded(url)


def ambitions_part(report: RegionReport, lead: LeadPart, pages: Pages) -> Part:
    """What the regional coalition wants; plans of local coalitions are not shared."""
    title = _("Ambitions")
    if lead.record is None:
        return Part("ambities", title, [without_coalition()])
    url = pages.of_record("coalitions:plan")
    rows = [
        [
            Cell(one.title, url=url),
            Cell(one.for_whom) if one.for_whom else not_recorded(),
            Cell(day(one.reach_by)) if one.reach_by else not_recorded(),
        ]
        for one in lead.ambitions
    ]
    head = [_("Ambition"), _("For whom"), _("Until when")]
    empty = _("No ambition of the regional coalition is recorded.")
    table = Table("ambities-regio", _("Ambitions of the region"), head, rows, [6, 4, 3], empty)
    notes = []
    if rows and not report.is_running:
        notes.append(_("The record does not know since when an ambition runs."))
    return Part("ambities", title, [], [table], notes)


def agreements_part(report: RegionReport, lead: LeadPart, pages: Pages) -> Part:
    """Agreements of the region that were in force, and what municipalities do with them."""
    title, record = _("Agreements"), lead.record
    says = [_local_agreements(report)] if report.now.places else []
    if record is None:
        return Part("afspraken", title, [without_coalition(), *says])
    tables = [_in_force(report, record)]
    if lead.uptake:
        tables.append(_uptake(lead))
    else:
        says.append(_("No regional agreement was proposed to the municipalities yet."))
    return Part("afspraken", title, says, tables)


def _local_agreements(report: RegionReport) -> str:
    """Say how many municipalities have agreements of their own, and who does not share these."""
    known, total = report.now.with_agreements, len(report.now.places)
    closed = [one.municipality.name for one in report.now.places if not one.shares_agreements]
    if known.number is None:
        said = _("Of agreements of municipalities themselves nothing is recorded or shared.")
    else:
        words = {"count": known.number, "total": total}
        said = (
            _("Municipalities with agreements of their own in force: %(count)s of %(total)s.")
            % words
        )
    names = _("Does not share: %(names)s.") % {"names": ", ".join(closed)} if closed else ""
    return " ".join(filter(None, [said, names]))


def _in_force(report: RegionReport, record: RegionalRecord) -> Table:
    rows = [
        [
            Cell(one.title, url=one.get_absolute_url()),
            Cell(day(one.starts_on)),
            Cell(day(one.review_on)),
        ]
        for one in record.agreements_on(report.now.on)
    ]
    head = [_("Agreement"), _("In force since"), _("Look again on")]
    title = _("Agreements of the region in force")
    empty = _("No agreement of the region is recorded as in force.")
    sheet = _("Regional agreements in force")
    return Table("van-kracht", title, head, rows, [6, 3, 3], empty, sheet)


def uptake_words(table: UptakeTable) -> str:
    """Say how many took an agreement over, and how many told nothing, which is not a no."""
    silent = sum(row.uptake is None for row in table.rows)
    words = {"taken": table.taken, "total": len(table.rows), "silent": silent}
    if not silent:
        return _("taken over by %(taken)s of %(total)s municipalities") % words
    return (
        _("taken over by %(taken)s of %(total)s municipalities, nothing told yet by %(silent)s")
        % words
    )


def _uptake(lead: LeadPart) -> Table:
    rows = []
    for table in lead.uptake:
        url = f"{table.agreement.get_absolute_url()}#uptake"
        said = [f"{sign_for('uptake', state).word}: {number}" for state, number in table.counts]
        rows.append(
            [
                Cell(table.agreement.title, url=url),
                counted(table.taken, url),
                Cell(str(len(table.rows)), len(table.rows)),
                Cell("; ".join(said)),
            ]
        )
    head = [_("Agreement"), _("Taken over"), _("Municipalities"), _("What municipalities say")]
    title = _("What municipalities do with agreements of the region")
    return Table("overname", title, head, rows, [5, 2, 2, 6], sheet=_("Uptake"))
