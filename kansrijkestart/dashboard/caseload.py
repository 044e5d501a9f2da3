"""An adviser's coalitions: last seen, what changed since, what waits. The same queries for any."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import AdviceKind, AssessmentState
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Assessment,
    Caseload,
    Coalition,
    CoalitionVisit,
)
from kansrijkestart.accounts.models import User
from kansrijkestart.core.sentences import Sentence, in_a_row
from kansrijkestart.dashboard.caseload_changes import changes_counted

# Words without a number have nothing to fill in; a list that leaves out who left is asked for all.
_COUNTS: Final = "%(number)s"
WITH_LEFT: Final = ("coalitions:partners",)


@dataclass
class CaseRow:
    """One coalition in a caseload."""

    coalition: Coalition
    covers_for: User | None = None
    seen_at: datetime | None = None
    changes: list[Sentence] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    given: set[int] = field(default_factory=set)
    questions: list[int] = field(default_factory=list)
    enquired: set[int] = field(default_factory=set)

    def tell(self, change: Sentence) -> None:
        """Add what changed; a sentence that several models share is said once."""
        if change not in self.changes:
            self.changes.append(change)

    @property
    def open_requests(self) -> list[int]:
        """Principles on which advice was asked and not given."""
        return [number for number in self.asked if number not in self.given]

    @property
    def waiting(self) -> list[int]:
        """Open requests where the word is to the adviser: no question of theirs is unanswered."""
        return [number for number in self.open_requests if number not in self.enquired]

    @property
    def is_waiting(self) -> bool:
        return bool(self.waiting or self.questions)

    @property
    def advice_state(self) -> str:
        if self.open_requests:
            return AssessmentState.ADVICE_REQUESTED
        return AssessmentState.ADVICE_GIVEN if self.asked else ""

    @property
    def waiting_said(self) -> list[Sentence]:
        """Say what waits for whom; each principle leads to where the adviser answers it."""
        said = []
        if self.waiting:
            words = ngettext("Principle %(numbers)s", "Principles %(numbers)s", len(self.waiting))
            said.append(self._principles(words, self.waiting, "coalitions:advice"))
        if self.questions:
            words = ngettext(
                "Waits for your answer: principle %(numbers)s",
                "Wait for your answer: principles %(numbers)s",
                len(self.questions),
            )
            said.append(self._principles(words, self.questions, "coalitions:advice_reply"))
        if not said and self.enquired:
            said.append(Sentence(_("Waits for the coalition"), {}, {}))
        return said

    def _principles(self, words: str, numbers: list[int], route: str) -> Sentence:
        """Name principles, each with a page of its own."""
        linked = [
            Sentence(
                _COUNTS,
                {"number": one},
                {"number": reverse(route, args=[self.coalition.slug, one])},
            )
            for one in numbers
        ]
        return Sentence(words, {"numbers": in_a_row(linked, ", ")}, {})


def caseload_of(user: User) -> list[CaseRow]:
    """Return every coalition in the caseload, the one not seen for longest first."""
    cases = Caseload.objects.current().filter(adviser=user)
    rows: dict[int, CaseRow] = {}
    for case in cases.select_related("coalition__region", "covers_for").order_by("pk"):
        rows.setdefault(case.coalition_id, CaseRow(case.coalition, case.covers_for))
    visits = CoalitionVisit.objects.filter(user=user, coalition__in=rows)
    for coalition, seen_at in visits.values_list("coalition", "seen_at"):
        rows[coalition].seen_at = seen_at
    _add_advice(rows, user)
    _add_changes(rows, user)
    return sorted(
        rows.values(),
        key=lambda row: (
            row.seen_at.timestamp() if row.seen_at else 0,
            row.coalition.name_fold,
            row.coalition.pk,
        ),
    )


def _add_advice(rows: dict[int, CaseRow], user: User) -> None:
    """What was asked in the open rounds, what was given, and who waits for an answer."""
    rounds = Assessment.objects.visible_to(user).filter(coalition__in=rows)
    open_rounds = rounds.exclude(state=AssessmentState.CLOSED).values("pk")
    asked = AdviceRequest.objects.filter(assessment__in=open_rounds)
    pairs = asked.order_by("principle__number").values_list(
        "assessment__coalition", "principle__number"
    )
    for coalition, number in pairs:
        rows[coalition].asked.append(number)
    shared = AdviceMessage.objects.filter(assessment__in=open_rounds, shared_at__isnull=False)
    said = shared.order_by("shared_at", "pk").values_list(
        "assessment__coalition", "principle__number", "kind", "statement"
    )
    last: dict[tuple[int, int], str] = {}
    for coalition, number, kind, statement in said:
        last[coalition, number] = kind
        if kind == AdviceKind.ADVICE and statement is None:
            rows[coalition].given.add(number)
    for (coalition, number), kind in last.items():
        if kind == AdviceKind.QUESTION:
            rows[coalition].questions.append(number)
        elif kind == AdviceKind.ENQUIRY:
            rows[coalition].enquired.add(number)


def _add_changes(rows: dict[int, CaseRow], user: User) -> None:
    """Say per coalition what changed since this adviser last opened it."""

    def last_visit(path: str) -> Subquery:
        visits = CoalitionVisit.objects.filter(user=user, coalition=OuterRef(path))
        return Subquery(visits.values("seen_at")[:1])

    for key, words, number, route in changes_counted(user, rows, last_visit):
        row = rows[key]
        row.tell(_sentence(words, number, route, row.coalition, row.seen_at))


def _sentence(
    words: str, number: int, route: str, coalition: Coalition, since: datetime | None
) -> Sentence:
    urls = {"number": _list_of(route, coalition, since)}
    return Sentence(words, {"number": number} if _COUNTS in words else {}, urls)


def _list_of(route: str, coalition: Coalition, since: datetime | None) -> str:
    """Return the list of exactly what changed; nothing for what is counted and has no list."""
    if not route or since is None:
        return ""
    asked = {"sinds": since.isoformat()} | ({"state": "all"} if route in WITH_LEFT else {})
    return f"{reverse(route, args=[coalition.slug])}?{urlencode(asked)}"


def changes_since(coalition: Coalition, user: User, since: datetime) -> list[Sentence]:
    """Say in plain sentences what changed in one coalition since a moment."""
    row = CaseRow(coalition)
    for _key, words, number, route in changes_counted(user, [coalition.pk], lambda _path: since):
        row.tell(_sentence(words, number, route, coalition, since))
    return row.changes
