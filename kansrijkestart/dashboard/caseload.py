"""An adviser's coalitions: last seen, what changed since, what waits. The same queries for any."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement
from coalitions.choices import AdviceKind, AssessmentState
from coalitions.models import (
    Action,
    AdviceMessage,
    AdviceRequest,
    Ambition,
    Answer,
    Assessment,
    Bottleneck,
    Caseload,
    Coalition,
    CoalitionLead,
    CoalitionMunicipality,
    CoalitionStage,
    CoalitionVisit,
    EmbeddingItem,
    Meeting,
    ParentInvolvement,
    Partnership,
    RoadMapItem,
)
from interventions.models import Choice
from kansrijkestart.accounts.models import User
from kansrijkestart.core.links import Label
from kansrijkestart.core.sentences import Sentence
from monitoring.models import Interpretation

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
    def first_waiting(self) -> int | None:
        return next(iter(self.waiting), None)

    @property
    def advice_state(self) -> str:
        if self.open_requests:
            return AssessmentState.ADVICE_REQUESTED
        return AssessmentState.ADVICE_GIVEN if self.asked else ""

    @property
    def waiting_words(self) -> str:
        if self.waiting:
            return ngettext(
                "Principle %(numbers)s", "Principles %(numbers)s", len(self.waiting)
            ) % {"numbers": ", ".join(map(str, self.waiting))}
        if self.questions:
            return _("Waits for your answer")
        return _("Waits for the coalition") if self.enquired else ""


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

    for key, words, number, route in _changed(user, rows, last_visit):
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
    for _key, words, number, route in _changed(user, [coalition.pk], lambda _path: since):
        row.tell(_sentence(words, number, route, coalition, since))
    return row.changes


def _told(user: User) -> list[tuple[Any, str, Q, Callable[[int], str], str]]:
    """Return which models are told about, as far as this reader may see their records.

    With the route of the list that can be narrowed to what changed.
    """
    rounds = Assessment.objects.visible_to(user).values("pk")
    agreements = Agreement.objects.visible_to(user).values("pk")
    choices = Choice.objects.visible_to(user).values("pk")
    anything = Q()
    return [
        (Coalition, "pgh_obj", anything, _coalition_words, ""),
        (Partnership, "coalition", anything, _partner_words, "coalitions:partners"),
        (ParentInvolvement, "coalition", anything, _parent_words, ""),
        (Assessment, "coalition", Q(pgh_obj__in=rounds), _round_words, ""),
        (
            Answer,
            "assessment__coalition",
            Q(assessment__in=rounds),
            _answer_words,
            "coalitions:answers",
        ),
        (Action, "coalition", anything, _action_words, "coalitions:actions"),
        (Agreement, "coalition", Q(pgh_obj__in=agreements), _agreement_words, "agreements:list"),
        (Choice, "coalition", Q(pgh_obj__in=choices), _choice_words, "interventions:choices"),
        *((model, "coalition", anything, _one_line(words), "") for model, words in _ALSO_TOLD),
    ]


# Told without a number; several models may share a sentence, which is then said once.
_ALSO_TOLD: Final[tuple[tuple[Any, Label], ...]] = (
    (Ambition, gettext_lazy("The plan changed.")),
    (EmbeddingItem, gettext_lazy("The plan changed.")),
    (RoadMapItem, gettext_lazy("The plan changed.")),
    (Meeting, gettext_lazy("Something changed in the meetings.")),
    (Bottleneck, gettext_lazy("Something changed in the bottlenecks.")),
    (CoalitionMunicipality, gettext_lazy("The municipalities of the coalition changed.")),
    (CoalitionLead, gettext_lazy("Who leads the coalition changed.")),
    (CoalitionStage, gettext_lazy("How far the coalition is was recorded.")),
    (Interpretation, gettext_lazy("What the coalition reads in its figures changed.")),
)


def _one_line(words: Label) -> Callable[[int], str]:
    return lambda _number: str(words)


def _changed(
    user: User, rows: Iterable[int], since: Callable[[str], Any]
) -> list[tuple[int, str, int, str]]:
    """Return (coalition, words, number, route of its list) in the order of what is told.

    One query.

    ``since`` gives the moment, as a value or as a subquery, for the way to the coalition.
    """
    told, keys = _told(user), list(rows)
    parts = [
        model.events.field.model.objects.filter(
            condition, **{f"{path}__in": keys, "pgh_created_at__gt": since(path)}
        )
        .order_by()
        .values(told=Value(place), of=F(path))
        .annotate(number=Count("pgh_obj_id", distinct=True))
        .values_list("told", "of", "number")
        for place, (model, path, condition, _words, _route) in enumerate(told)
    ]
    found = sorted(parts[0].union(*parts[1:], all=True))
    return [
        (coalition, told[place][3](number), number, told[place][4])
        for place, coalition, number in found
    ]


def _coalition_words(_number: int) -> str:
    return _("Details of the coalition changed.")


def _partner_words(number: int) -> str:
    return ngettext(
        "%(number)s partner added or changed.", "%(number)s partners added or changed.", number
    )


def _parent_words(_number: int) -> str:
    return _("Something changed in how parents take part.")


def _round_words(_number: int) -> str:
    return _("The checklist moved on.")


def _answer_words(number: int) -> str:
    return ngettext(
        "%(number)s statement filled in or changed.",
        "%(number)s statements filled in or changed.",
        number,
    )


def _action_words(number: int) -> str:
    return ngettext(
        "%(number)s action added or changed.", "%(number)s actions added or changed.", number
    )


def _agreement_words(number: int) -> str:
    return ngettext(
        "%(number)s agreement added or changed.", "%(number)s agreements added or changed.", number
    )


def _choice_words(number: int) -> str:
    return ngettext(
        "%(number)s intervention added or changed.",
        "%(number)s interventions added or changed.",
        number,
    )
