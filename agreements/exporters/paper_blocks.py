"""The parts of an agreement on paper, in the words of the pages."""

from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agreements.models import Agreement, DetectionInstrument
from agreements.selectors.papers import Answer, Moment, Paper
from kansrijkestart.core.reports import Block
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.signs import sign_for

BULLETS: Final = ("- ", "– ", "• ", "* ")


def chapter(paper: Paper, *, level: int, with_names: bool) -> list[Block]:
    """Return text, parties, answers and history, each under a heading of this level."""
    return [
        *_text(paper, level),
        *_parties(paper, level),
        *_answers(paper, level, with_names=with_names),
        *_history(paper, level),
    ]


def confirmed_words(paper: Paper) -> str:
    """Return "2 of 5"; without a text or parties there is nothing to confirm yet."""
    if paper.version is None or not paper.parties:
        return _("Not recorded yet")
    words = _("%(number)s of %(total)s")
    return words % {"number": paper.confirmed, "total": len(paper.parties)}


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def known(paper: Paper) -> Block:
    """Return the facts of an agreement as a table; what is not recorded says so."""
    agreement, unknown = paper.agreement, _("Not recorded yet")
    themes = [row.theme.name for row in agreement.themes.all()]
    owner = agreement.owner_organisation
    rows = [
        (_("Themes"), ", ".join(filter(None, [*themes, agreement.other_theme]))),
        (_("State"), str(sign_for("agreement", agreement.state).word)),
        (
            _("Does it work in practice?"),
            str(sign_for("practice", agreement.practice).word),
        ),
        (_("Kind"), capfirst(agreement.get_kind_display())),
        (_("Local or regional"), capfirst(agreement.get_scope_display())),
        (_("Level"), capfirst(agreement.level_words)),
        (_("Phase"), capfirst(agreement.phase_words)),
        (_("Domains"), capfirst(agreement.domain_words)),
        (_("For whom"), capfirst(agreement.support_words)),
        (_("Start date"), _day(agreement.starts_on)),
        (_("Look again on"), _day(agreement.review_on)),
        (_("Owner (organisation)"), owner.name if owner else ""),
        *_more(agreement),
    ]
    cells = [(str(label), str(value) or unknown) for label, value in rows]
    return b.table([_("Fact"), _("As recorded")], cells, [3, 7])


def _more(agreement: Agreement) -> list[tuple[str, str]]:
    """Return what only some agreements have; what is not there is left out."""
    instruments = [_instrument(one) for one in agreement.instruments.all()]
    interventions = [row.intervention.name for row in agreement.interventions.all()]
    documents = [f"{one.title} ({one.url})" for one in agreement.documents.all()]
    plan = " ".join(filter(None, [agreement.plan_name, agreement.plan_url]))
    found = [
        (_("Ambition it serves"), agreement.ambition.title if agreement.ambition else ""),
        (_("Plan it belongs to"), plan),
        (_("Interventions"), ", ".join(interventions)),
        (_("Instrument"), "; ".join(instruments)),
        (_("Documents"), "; ".join(documents)),
        (_("How it works in practice"), agreement.practice_note),
        (_("Ended on"), _day(agreement.ended_on)),
        (_("Why it ended"), agreement.end_reason),
    ]
    return [(label, value) for label, value in found if value]


def _instrument(one: DetectionInstrument) -> str:
    said = {True: _("validated"), False: _("not validated")}
    validated = said.get(one.is_validated, _("not known whether it is validated"))  # type: ignore[arg-type]
    return f"{one.name} ({validated})"


def _text(paper: Paper, level: int) -> list[Block]:
    if paper.version is None:
        said = _("The text of this agreement has not been written yet.")
        return [b.heading(_("What we agreed"), level), b.text(said)]
    words = {"number": paper.version.number, "when": _day(localdate(paper.version.created_at))}
    return [
        b.heading(_("What we agreed"), level),
        b.text(_("Version %(number)s, %(when)s") % words),
        *paragraphs(paper.version.text),
    ]


def paragraphs(text: str) -> list[Block]:
    """Return what somebody typed as paragraphs and lists, with their own line ends."""
    found: list[Block] = []
    lines: list[str] = []
    items: list[str] = []

    def finish() -> None:
        if lines:
            found.append(b.text("\n".join(lines)))
        if items:
            found.append(b.bullets(items))
        lines.clear()
        items.clear()

    for line in (one.strip() for one in text.splitlines()):
        is_item = line.startswith(BULLETS)
        if not line or (is_item and lines) or (not is_item and items):
            finish()
        if is_item:
            items.append(line[2:].strip())
        elif line:
            lines.append(line)
    finish()
    return found


def _parties(paper: Paper, level: int) -> list[Block]:
    title = b.heading(_("Partners"), level)
    if not paper.parties:
        return [title, b.text(_("It has not been recorded yet with whom this is agreed."))]
    unknown = _("Not recorded yet")
    rows = [(party.organisation.name, party.role or unknown) for party in paper.parties]
    return [title, b.table([_("Organisation"), _("Role")], rows, [5, 5])]


def _answers(paper: Paper, level: int, *, with_names: bool) -> list[Block]:
    title = b.heading(_("Confirmations"), level)
    if not paper.answers:
        return [title, b.text(_("Nobody was asked to confirm a text yet."))]
    head = [_("Organisation"), _("Version"), _("Answer"), _("Date")]
    head += [_("By whom")] if with_names else []
    head += [_("Remark")]
    rows = [_answer_row(one, with_names=with_names) for one in paper.answers]
    widths = [5, 2, 4, 4, *([4] if with_names else []), 5]
    return [title, b.table(head, rows, widths)]


def _answer_row(one: Answer, *, with_names: bool) -> list[str]:
    word = str(sign_for("party", one.answer).word)
    row = [one.organisation, str(one.number), word, _day(one.on) or "–"]
    row += [one.name or "–"] if with_names else []
    return [*row, one.remark or "–"]


def _history(paper: Paper, level: int) -> list[Block]:
    rows = [(_day(one.on), _moment(one)) for one in paper.moments]
    if not rows:
        return []
    return [
        b.heading(_("How it went"), level),
        b.table([_("Date"), _("What happened")], rows, [3, 7]),
    ]


def _moment(one: Moment) -> str:
    if one.number:
        return _("Text, version %(number)s") % {"number": one.number}
    return _("State: %(state)s") % {"state": sign_for("agreement", one.state).word}
