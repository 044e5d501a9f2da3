"""What pages show of polls. Results only of a closed poll with five answer sheets or more."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coalitions.choices import AnswerScale
from coalitions.models import (
    Coalition,
    Poll,
    PollAnswer,
    PollInvitation,
    PollSheet,
    Principle,
    Statement,
    Tool,
)
from kansrijkestart.accounts.models import User
from kansrijkestart.core.signs import sign_for

FEWEST: Final = 5
# The steps of the scale; "not applicable" is no step.
STEPS: Final = (
    AnswerScale.NOT_YET,
    AnswerScale.IN_DEVELOPMENT,
    AnswerScale.MOSTLY,
    AnswerScale.IN_PLACE,
)
OPTIONS: Final = (*STEPS, AnswerScale.NOT_APPLICABLE)
# Two answers differ this many steps on average.
CLOSE: Final = 0.5
FAR: Final = 1.2


@dataclass(frozen=True)
class Section:
    """A principle with its statements, as the poll asks them."""

    principle: Principle
    statements: list[Statement]


def statements_of(poll: Poll) -> QuerySet[Statement]:
    """Return the statements the poll asks about, in the order of the checklist."""
    rows = Statement.objects.filter(principle__checklist=poll.checklist_id)
    if poll.principle_id:
        rows = rows.filter(principle=poll.principle_id)
    return rows.select_related("principle").order_by("principle__number", "position", "pk")


def sections_of(poll: Poll) -> list[Section]:
    found: dict[int, Section] = {}
    for row in statements_of(poll):
        section = found.setdefault(row.principle_id, Section(row.principle, []))
        section.statements.append(row)
    return list(found.values())


def polls_of(coalition: Coalition, user: User) -> QuerySet[Poll]:
    """Return the polls a reader may see, with how many were invited, withdrawn and answered."""
    counts = {
        "invited": _number(PollInvitation.objects.asked()),
        "withdrawn": _number(PollInvitation.objects.filter(withdrawn_at__isnull=False)),
        "received": _number(PollSheet.objects.all()),
    }
    rows: QuerySet[Poll] = Poll.objects.visible_to(user).filter(coalition=coalition)
    return rows.for_list().annotate(**counts)  # type: ignore[attr-defined]


def _number(rows: QuerySet[Any]) -> Coalesce:
    of_poll = rows.filter(poll=OuterRef("pk")).order_by().values("poll")
    return Coalesce(Subquery(of_poll.annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True)
class Line:
    """What the sheets say of one statement; ``counts`` is empty when too few answered it."""

    statement: Statement
    counts: tuple[int, ...] = ()
    distance: float | None = None

    @property
    def is_shown(self) -> bool:
        return bool(self.counts)

    @property
    def chosen(self) -> list[tuple[str, int]]:
        """The words of the scale with how often each was chosen."""
        words = [str(sign_for("answer", option).word) for option in OPTIONS]
        return list(zip(words, self.counts, strict=True)) if self.is_shown else []

    @property
    def words(self) -> str:
        """How far apart the answers are, in words."""
        if not self.is_shown:
            return _("Too few answers to show")
        if self.distance is None:
            return _("Cannot be judged")
        if self.distance < CLOSE:
            return _("Largely agreed")
        return _("Far apart") if self.distance >= FAR else _("Different")


def spread(answers: Mapping[str, int]) -> float | None:
    """Return how many steps two answers differ on average; None with fewer than five on the scale.

    >>> spread({"not_yet": 3, "in_place": 3})
    1.8
    """
    places = [place for place, step in enumerate(STEPS) for _one in range(answers.get(step, 0))]
    if len(places) < FEWEST:
        return None
    pairs = list(combinations(places, 2))
    return sum(abs(one - other) for one, other in pairs) / len(pairs)


def results_of(poll: Poll) -> list[Line] | None:
    """Return the spread per statement, the furthest apart first.

    None while the poll is open, and when fewer than five sheets came in: then not one number per
    option leaves the database, because the next one would tell the last answer.
    """
    if poll.is_open or PollSheet.objects.filter(poll=poll).count() < FEWEST:
        return None
    counted: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = PollAnswer.objects.filter(sheet__poll=poll).order_by()
    for statement, answer, number in rows.values_list("statement", "answer").annotate(
        number=Count("pk")
    ):
        counted[statement][answer] = number
    lines = [_line(statement, counted[statement.pk]) for statement in statements_of(poll)]
    return sorted(lines, key=lambda line: (not line.is_shown, -(line.distance or 0)))


def _line(statement: Statement, answers: Counter[str]) -> Line:
    if answers.total() < FEWEST:
        return Line(statement)
    return Line(statement, tuple(answers[option] for option in OPTIONS), spread(answers))


def national_selfscan() -> Tool | None:
    """Return the national aid by that name, from the reference data; its address may be unknown."""
    named = Tool.objects.filter(name__icontains="zelfscan").order_by("-url", "pk")
    return named.first()
