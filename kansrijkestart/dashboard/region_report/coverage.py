"""Coverage: how it stands beside last year, and how far every municipality is."""

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalitions.selectors.states import STAGE_ORDER
from kansrijkestart.core import clock
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.region_report.content import (
    Cell,
    Part,
    Table,
    counted,
    known_cell,
    not_recorded,
    not_shared,
    stage_cell,
    unknown_words,
)
from kansrijkestart.dashboard.region_report.pages import Pages
from kansrijkestart.dashboard.selectors.region_moments import Known, Moment, Place
from kansrijkestart.dashboard.selectors.region_report import RegionReport
from kansrijkestart.dashboard.selectors.regions import coverage_sentence


def day_heads(report: RegionReport) -> list[str]:
    """Return the heads of the two columns of numbers: this day, and the last day of last year."""
    return [short_day(report.now.on), short_day(report.before.on)]


def short_day(on: date) -> str:
    """Write a day as a head of a column, which may go on in the next line on a phone."""
    return date_format(on, "j F Y")


def opening(report: RegionReport) -> str:
    """Say how many municipalities there are and how far they are, as the page of the region."""
    now, size = report.now, report.region.stated_size
    total, started = len(now.places), now.started
    if not total and size is not None:
        return _("%(count)s municipalities, not named in the source.") % {"count": size}
    if not total:
        return _("This region has no municipalities yet.")
    if started.number is None:
        return ngettext(
            "%(total)s municipality; how far it was is not recorded.",
            "%(total)s municipalities; how far they were is not recorded.",
            total,
        ) % {"total": total}
    return str(coverage_sentence(total, started.number, started.unknown))


def known_today(report: RegionReport) -> str:
    """Say what a report of a past year tells as of today; empty while the year runs."""
    if report.is_running:
        return ""
    words = _(
        "Ambitions, uptake of agreements, work areas of partners and figures are as they are known "
        "on %(day)s: of these no earlier state is read."
    )
    return words % {"day": day(clock.today())}


def short_part(report: RegionReport, pages: Pages) -> Part:
    """The opening sentence and the numbers beside those of last year."""
    rows = [*_of_municipalities(report, pages)]
    if report.lead:
        rows += _of_the_region(report, pages)
    head = [_("What"), *day_heads(report)]
    table = Table("vergelijking", _("Beside last year"), head, rows, [5, 3, 3])
    return Part("kort", _("In short"), [opening(report)], [table])


def _row(
    report: RegionReport,
    label: str,
    number: Callable[[Moment], Known],
    url: Callable[[Moment], str],
) -> list[Cell]:
    both = (report.now, report.before)
    return [Cell(label), *(known_cell(number(one), url(one)) for one in both)]


def _of_municipalities(report: RegionReport, pages: Pages) -> list[list[Cell]]:
    label = _("Municipalities where a coalition has started")
    started = [
        known_cell(one.started, pages.municipalities(one), _unknown_stages(one))
        for one in (report.now, report.before)
    ]
    rows = [
        _row(report, _("Municipalities in the region"), lambda m: m.size, pages.municipalities),
        [Cell(label), *started],
        _row(
            report,
            _("Municipalities where an intervention runs"),
            lambda m: m.with_running,
            pages.matrix,
        ),
        _row(report, _("Different interventions that run"), lambda m: m.different, pages.matrix),
    ]
    if report.lead:
        label = _("Municipalities with agreements of their own in force")
        rows.append(_row(report, label, lambda m: m.with_agreements, pages.agreements))
    return rows


def _unknown_stages(moment: Moment) -> str:
    """Say of how many municipalities the stage is not known; of then that it is not recorded."""
    unknown = moment.started.unknown
    if not unknown:
        return ""
    if not moment.is_today:
        return unknown_words(Known(0, unknown))
    words = ngettext("of %(count)s not known", "of %(count)s not known", unknown)
    return words % {"count": unknown}


def _of_the_region(report: RegionReport, pages: Pages) -> list[list[Cell]]:
    both = (report.now, report.before)
    stages = [stage_cell(one.regional_stage, pages.regional(one)) for one in both]
    partners = [
        known_cell(one.partners, pages.partners(one), undated_words(one.partners.unknown))
        for one in both
    ]
    return [
        [Cell(_("Stage of the regional coalition")), *stages],
        [Cell(_("Partners of the regional coalition")), *partners],
        _row(
            report,
            _("Agreements of the region in force"),
            lambda m: m.regional_agreements,
            lambda m: pages.agreements(m, "regional"),
        ),
    ]


def undated_words(count: int) -> str:
    """Say of how many partners the record has no first day."""
    words = ngettext(
        "of %(count)s more the first day is not recorded",
        "of %(count)s more the first day is not recorded",
        count,
    )
    return words % {"count": count} if count else ""


def coverage_part(report: RegionReport, pages: Pages) -> Part:
    """How many municipalities are at which stage, and every municipality with what it shares."""
    places = report.now.places
    without = [
        one.municipality.name for one in places if one.coalition is None and one.through is None
    ]
    says = []
    if without:
        says.append(_("No coalition is known in: %(names)s.") % {"names": ", ".join(without)})
    tables = [_stages(report, pages), _places(report, pages)] if places else []
    if not places:
        says = [opening(report)]
    return Part("gemeenten", _("Coverage"), says, tables)


def _stages(report: RegionReport, pages: Pages) -> Table:
    rows = []
    for stage in STAGE_ORDER:
        now, before = report.now.of_stage(stage), report.before.of_stage(stage)
        if now or before:
            sign = ("stage", stage.value)
            name = Cell(str(sign_for(*sign).word), sign=sign)
            cells = [
                _at_stage(report.now, now, pages.stage(stage, report.now)),
                _at_stage(report.before, before, pages.stage(stage, report.before)),
            ]
            rows.append([name, *cells])
    missing = [one.of_stage("") for one in (report.now, report.before)]
    if any(missing):
        urls = [pages.municipalities(one) for one in (report.now, report.before)]
        cells = [counted(number, url) for number, url in zip(missing, urls, strict=True)]
        rows.append([not_recorded(), *cells])
    head = [_("Stage of the coalition"), *day_heads(report)]
    title = _("Municipalities by the stage of their coalition")
    sheet = _("Municipalities by stage")
    return Table("standen", title, head, rows, [5, 3, 3], sheet=sheet)


def _at_stage(moment: Moment, number: int, url: str) -> Cell:
    """How many were at a stage; none is only known when the stage of everybody is."""
    if not number and (not moment.places or moment.of_stage("")):
        return not_recorded(url)
    return counted(number, url)


def _places(report: RegionReport, pages: Pages) -> Table:
    earlier = {one.municipality.pk: one for one in report.before.places}
    positions = _positions(report)
    stage = pgettext("coalition stage", "Stage")
    head = [
        _("Municipality"),
        *(f"{stage}, {one}" for one in day_heads(report)),
        _("Interventions that run"),
    ]
    if report.lead:
        head.append(_("Agreements in force"))
    rows = []
    for one in report.now.places:
        then = earlier.get(one.municipality.pk)
        row = [
            _name(report, pages, one),
            stage_cell(one.stage),
            stage_cell(then.stage) if then else Cell(_("not in the region then"), quiet=True),
            _offer_cell(report, pages, one),
        ]
        if report.lead:
            row.append(_agreed_cell(report, pages, one, positions.get(one.municipality.pk, 0)))
        rows.append(row)
    title = _("Per municipality")
    return Table("per-gemeente", title, head, rows, [5, 3, 3, 3, 3][: len(head)])


def _positions(report: RegionReport) -> dict[int, int]:
    """Number the municipalities that the page of agreements writes out, in its order."""
    agreed = [one.municipality.pk for one in report.now.places if one.agreements]
    return {place: number for number, place in enumerate(agreed, start=1)}


def _name(report: RegionReport, pages: Pages, one: Place) -> Cell:
    """The municipality, with the coalition that works for it."""
    if one.through:
        under = _("Regional coalition %(name)s") % {"name": one.through.name}
    elif one.coalition is None:
        under = _("no coalition known")
    elif one.coalition.name != one.municipality.name:
        under = _("Coalition %(name)s") % {"name": one.coalition.name}
    else:
        under = ""
    url = pages.place(one.municipality.code, report.now)
    return Cell(one.municipality.name, url=url, under=under)


def _offer_cell(report: RegionReport, pages: Pages, one: Place) -> Cell:
    url = pages.place(one.municipality.code, report.now)
    if not one.shares_interventions:
        return not_shared()
    if one.running is not None:
        return counted(one.running, url)
    sign = ("choice", "not_reported")
    return Cell(str(sign_for(*sign).word), sign=sign)


def _agreed_cell(report: RegionReport, pages: Pages, one: Place, position: int) -> Cell:
    if not one.shares_agreements:
        return not_shared()
    if one.agreements is None:
        return not_recorded()
    if not report.is_running or not position:
        return counted(one.agreements, pages.agreements(report.now))
    return counted(one.agreements, pages.agreements_at(position, one.municipality.code))
