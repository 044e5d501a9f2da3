"""The advice on a coalition's checklist, in its own export for a reader of the thread only.

See docs/adr/0005: never in the export of a region or the country, and not where nobody reads.
"""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _

from coalitions.choices import AdviceKind
from coalitions.selectors.voices import ANSWER, REQUEST, Voice, rounds_to_read, voices_in
from kansrijkestart.core.reports import Block
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.sheets import Column, Table
from monitoring.exporters.target import AdviceRead, Target

KEY = "advies"


def kind_words() -> dict[str, str]:
    """The codes of the column ``kind`` and their words."""
    found = {REQUEST: _("question of the coalition")}
    found |= {str(kind.value): str(kind.label) for kind in AdviceKind}
    return found | {ANSWER: _("answer of the adviser")}


def load_advice(target: Target) -> AdviceRead | None:
    """Return the conversation up to the end of the year, or nothing for who reads none."""
    if target.coalition is None or target.reader is None:
        return None
    rounds = rounds_to_read(target.coalition, target.reader)
    if not rounds:
        return None
    after = target.last_day + timedelta(days=1)
    until = datetime(after.year, after.month, after.day, tzinfo=get_default_timezone())
    return AdviceRead([row.pk for row in rounds], voices_in(rounds, target.reader, until))


def advice_table(read: AdviceRead, coalition: str) -> Table:
    columns = [
        Column("coalition", _("Coalition (key)")),
        Column("round", _("Round")),
        Column("principle", _("Number of the principle")),
        Column("principle_words", _("Principle")),
        Column("statement", _("Statement (key)")),
        Column("statement_words", _("Statement")),
        Column("kind", _("Kind (code)")),
        Column("kind_words", _("Kind")),
        Column("role", _("Who speaks (code)")),
        Column("role_words", _("Who speaks")),
        Column("name", _("Name as the page shows it")),
        Column("day", _("Day")),
        Column("time", _("Time")),
        Column("text", _("Text")),
    ]
    rows = [_row(coalition, one) for one in read.voices]
    return Table(KEY, _("Advice"), columns, rows, empty=_nothing())


def _nothing() -> str:
    return _("No advice was asked or given by the end of the year.")


def _row(coalition: str, voice: Voice) -> list[Cell]:
    moment = localtime(voice.said_at, get_default_timezone())
    statement = voice.statement
    return [
        coalition,
        voice.round,
        voice.principle.number,
        voice.principle.screen_title,
        statement.key if statement else None,
        statement.text if statement else None,
        voice.kind,
        kind_words()[voice.kind],
        "adviser" if voice.from_adviser else "coalition",
        _role(voice),
        voice.who or None,
        moment.date(),
        f"{moment:%H:%M}",
        voice.text or None,
    ]


def _role(voice: Voice) -> str:
    return _("adviser (Pharos)") if voice.from_adviser else _("coalition")


def advice_blocks(read: AdviceRead) -> list[Block]:
    """The same in the report: each voice a line under its round and principle."""
    blocks: list[Block] = [b.heading(_("Advice on the checklist"))]
    if not read.voices:
        return [*blocks, b.text(_nothing())]
    lines: dict[tuple[int, int, str], list[str]] = {}
    for voice in read.voices:
        key = voice.round, voice.principle.number, voice.principle.screen_title
        lines.setdefault(key, []).append(_line(voice))
    for (number, principle, title), said in lines.items():
        words = {"round": number, "number": principle, "title": title}
        blocks.append(b.text(_("Round %(round)s, principle %(number)s: %(title)s") % words))
        blocks.append(b.bullets(said))
    return blocks


def _line(voice: Voice) -> str:
    moment = localtime(voice.said_at, get_default_timezone())
    who = ", ".join(filter(None, [voice.who, _role(voice)]))
    opening = f"{date_format(moment, 'j F Y H:i')}, {who}, {kind_words()[voice.kind]}"
    about = f" (“{voice.statement.text}”)" if voice.statement else ""
    return f"{opening}{about}: {voice.text}" if voice.text else f"{opening}{about}."
