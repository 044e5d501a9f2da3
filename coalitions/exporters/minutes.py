"""The minutes of a meeting as an accessible PDF; before the meeting its agenda."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coalitions.choices import AgendaState
from coalitions.models import Agenda
from coalitions.selectors.agendas import Decided, Line, actions_in
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b

DAY = "j F Y"


def minutes_pdf(title: str, agenda: Agenda, lines: Sequence[Line]) -> bytes:
    """Return the PDF; of a closed meeting the same bytes on every day, while names stay."""
    coalition = agenda.coalition
    is_demo = settings.DEMO_MODE or coalition.is_demo
    return render_report(
        title,
        coalition.name,
        agenda.day,
        [*_opening(agenda), *_items(lines), *_actions(lines, agenda)],
        demo_label=f"{_('Demonstration.')} {demo_words()}" if is_demo else None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=coalition.name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
    )


def _opening(agenda: Agenda) -> list[Block]:
    lines = [f"{_('Kind of meeting')}: {agenda.get_kind_display()}"]
    if agenda.state == AgendaState.CANCELLED:
        words = _("This meeting was cancelled. What was on the agenda can go on the next one.")
        lines.insert(0, words)
    if agenda.is_held:
        names = ", ".join(row.name for row in agenda.present.all())
        parents = agenda.parents_present
        lines += [
            f"{_('Who was there')}: {names or _('Not recorded')}",
            f"{_('Number of parents present')}: {_('Not known') if parents is None else parents}",
        ]
    if agenda.next_on:
        lines.append(f"{_('Next meeting')}: {date_format(agenda.next_on, DAY)}")
    return [b.bullets(lines)]


def _items(lines: Sequence[Line]) -> list[Block]:
    if not lines:
        return [b.text(_("Nothing is on the agenda yet."))]
    return [block for line in lines for block in _item(line)]


def _item(line: Line) -> list[Block]:
    found = [b.heading(f"{line.number}. {line.title}")]
    if line.item.outcome:
        found.append(b.text(f"{_('Outcome')}: {line.item.get_outcome_display()}"))
    found += [b.text(part) for part in line.text.splitlines() if part.strip()]
    if line.decided:
        found.append(b.bullets([decided_words(row) for row in line.decided]))
    return found


def decided_words(row: Decided) -> str:
    """Return a decision on one line: what, who, when."""
    day = date_format(row.due_on, DAY) if row.due_on else ""
    said = ", ".join(filter(None, [row.title, row.who, day]))
    return f"{row.said}: {said}" if said else str(row.said)


def _actions(lines: Sequence[Line], agenda: Agenda) -> list[Block]:
    rows = actions_in(lines)
    if not rows or not agenda.is_held:
        return []
    unknown = _("Not agreed yet")
    cells = [
        (
            capfirst(row.title),
            row.who or unknown,
            date_format(row.due_on, DAY) if row.due_on else unknown,
        )
        for row in rows
    ]
    return [
        b.heading(_("Actions of this meeting")),
        b.table([_("What"), _("Who"), _("When")], cells, [5, 3, 3], plain=True),
    ]
