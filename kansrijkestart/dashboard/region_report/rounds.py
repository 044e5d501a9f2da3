"""How far the municipalities are with the questionnaires of the year; no answers."""

from django.utils.translation import gettext as _

from kansrijkestart.core.signs import sign_for
from kansrijkestart.dashboard.region_report.content import Cell, Part, Table, counted
from kansrijkestart.dashboard.region_report.pages import Pages
from kansrijkestart.dashboard.selectors.region_report import LeadPart, RegionReport, RoundLine
from monitoring.choices import HANDED_IN
from monitoring.forms.rounds import HANDED_IN_ALL, NOT_ASKED


def rounds_part(report: RegionReport, lead: LeadPart, pages: Pages) -> Part:
    """Every round of the year: how many did not begin, are busy and handed in, and who."""
    title = _("Questionnaires %(year)s") % {"year": report.year}
    opened = [one for one in lead.rounds if one.round.opened_at]
    says = [
        _("%(title)s is not open yet.") % {"title": one.round.questionnaire_version.title}
        for one in lead.rounds
        if not one.round.opened_at
    ]
    if not lead.rounds:
        says = [_("There is no questionnaire of this year.")]
    if not opened:
        return Part("vragenlijst", title, says)
    notes = [
        _(
            "Answers of municipalities are not in here. A municipality without a coalition is not "
            "asked."
        )
    ]
    tables = [_table(one, pages, many=len(opened) > 1) for one in opened]
    return Part("vragenlijst", title, says, tables, notes)


def _table(one: RoundLine, pages: Pages, *, many: bool) -> Table:
    """How many municipalities are how far with one round, and which."""
    version, count = one.round.questionnaire_version, one.count
    year, key = version.year, version.questionnaire.key
    told = [
        ("not_started", count.not_started, one.names.get("not_started", [])),
        ("busy", count.busy, one.names.get("busy", [])),
        ("submitted", count.handed_in, _handed_in(one)),
    ]
    rows = [
        [
            _response(state),
            counted(number, pages.round(year, key, _filter_of(state))),
            Cell(", ".join(names) or "–"),
        ]
        for state, number, names in told
    ]
    not_asked = Cell(_("Not asked: no coalition known"))
    silent = Cell(", ".join(one.names.get("", [])) or "–")
    rows.append([not_asked, counted(count.not_asked, pages.round(year, key, NOT_ASKED)), silent])
    words = {"title": version.title, "state": str(sign_for("round", one.state).word).lower()}
    head = [_("State"), _("Municipalities"), _("Which")]
    identity = f"ronde-{key}" if many else "ronde"
    title = _("%(title)s (%(state)s)") % words
    return Table(identity, title, head, rows, [4, 2, 8], sheet=_("Questionnaire"))


def _filter_of(state: str) -> str:
    """Return what narrows the round's page to what is counted here."""
    return HANDED_IN_ALL if state == "submitted" else state


def _handed_in(one: RoundLine) -> list[str]:
    return sorted(name for state in HANDED_IN for name in one.names.get(state, []))


def _response(state: str) -> Cell:
    sign = ("response", state)
    return Cell(str(sign_for(*sign).word), sign=sign)
