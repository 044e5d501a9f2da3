"""The sheet for a talk (gespreksblad): one page an adviser takes along to a coalition."""

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from coalitions.choices import ActionState
from coalitions.models import Action, ContactMoment
from coalitions.registry import Reading
from coalitions.selectors.advice import Thread, threads_of
from coalitions.selectors.overview import PrincipleRow, principles_of, round_line
from coalitions.selectors.record import newest_round
from kansrijkestart.core.reports import Block
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.signs import sign_for
from kansrijkestart.dashboard.coalition_report import one_page

MOST_FACTS = 2
MOST_ACTIONS = 5
MOST_CONTACTS = 3
MOST_LETTERS = 120


def talk_sheet(reading: Reading, place: str) -> bytes:
    """Return the PDF for an adviser; what the reader may not see is not in it."""
    return one_page(_("Sheet for a talk"), reading, place, _blocks(reading))


def _blocks(reading: Reading) -> list[Block]:
    stage = sign_for("stage", reading.coalition.stage).word
    lead = _("Stage: %(stage)s.") % {"stage": stage}
    return [
        b.lead(f"{lead} {round_line(reading)}".strip()),
        *_principles(reading),
        b.beside(
            [b.heading(_("Last contact")), b.bullets(_contacts(reading))],
            [b.heading(_("Open actions")), b.bullets(_actions(reading))],
        ),
    ]


def _principles(reading: Reading) -> list[Block]:
    rows = principles_of(reading)
    assessment = newest_round(reading)
    user = reading.user
    is_known = assessment is not None and user is not None and user.is_authenticated
    threads = threads_of(assessment, user) if is_known else {}  # type: ignore[arg-type]
    head = [
        _("Principle"),
        _("What the coalition says"),
        _("What is recorded"),
        _("Question and advice"),
    ]
    cells = [_cells(row, threads.get(row.principle.pk, Thread())) for row in rows]
    return [b.heading(_("Five basic principles")), b.table(head, cells, [3, 3, 4, 5])]


def _cells(row: PrincipleRow, thread: Thread) -> tuple[str, str, str, str]:
    unknown = str(sign_for("record", "not_recorded").word)
    facts = [_short(" ".join(str(fact.text) for fact in row.facts[:MOST_FACTS]))]
    return (
        f"{row.principle.number}. {row.principle.screen_title}",
        row.words or unknown,
        " ".join(filter(None, [*facts, *_more(len(row.facts) - MOST_FACTS)])) or unknown,
        _thread_words(thread),
    )


def _thread_words(thread: Thread) -> str:
    """Say the open request and the last advice; long texts are cut, the rest is on the site."""
    said = []
    if thread.request and not thread.advice:
        day = date_format(thread.request.requested_at, "j F Y")
        words = _("Asked on %(day)s: %(question)s")
        question = thread.request.question or _("without a question in words")
        said.append(words % {"day": day, "question": _short(question)})
    if thread.advice and thread.advice.shared_at:
        day = date_format(thread.advice.shared_at, "j F Y")
        words = _("Advice on %(day)s: %(text)s")
        said.append(words % {"day": day, "text": _short(thread.advice.text)})
    return " ".join(said) or _("Not asked")


def _contacts(reading: Reading) -> list[str]:
    rows = ContactMoment.objects.visible_to(reading.user).filter(  # type: ignore[arg-type]
        links__coalition=reading.coalition
    )
    found = [
        f"{date_format(row.held_on, 'j F Y')}, {row.get_kind_display()}, "
        f"{row.get_question_display()}. {_short(row.text)}".strip()
        for row in rows[:MOST_CONTACTS]
    ]
    return [*found, *_more(rows.count() - MOST_CONTACTS)] or [_("No contact recorded.")]


def _actions(reading: Reading) -> list[str]:
    rows = Action.objects.filter(coalition=reading.coalition, state=ActionState.OPEN).for_list()
    total = rows.count()
    found = [_action_words(row) for row in rows[:MOST_ACTIONS]]
    return [*found, *_more(total - MOST_ACTIONS)] or [_("No open actions.")]


def _action_words(action: Action) -> str:
    day = f" ({date_format(action.due_on, 'j F Y')})" if action.due_on else ""
    return f"{_short(action.title)}{day}"


def _more(number: int) -> list[str]:
    """Say how many are left out: what does not fit is never cut in silence."""
    return [_("And %(number)s more.") % {"number": number}] if number > 0 else []


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(MOST_LETTERS)
