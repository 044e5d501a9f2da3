"""The thread beside a principle: what was asked, advised and replied, for whoever may read it."""

from dataclasses import dataclass, field, replace
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coalitions import registry
from coalitions.choices import AdviceKind, AssessmentState
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    AdviceSharing,
    Assessment,
    Coalition,
    Statement,
)
from coalitions.models.advice import ADVISERS_WORDS
from coalitions.registry import NextStep, Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from coalitions.selectors.record import newest_round
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import NationalRole, User
from kansrijkestart.core.links import safe_reverse

CONVERSING = (AssessmentState.ADVICE_REQUESTED, AssessmentState.ADVICE_GIVEN)


@dataclass(frozen=True)
class Message:
    """One voice in a thread; ``from_adviser`` tells whose."""

    message: AdviceMessage
    from_adviser: bool


@dataclass(frozen=True)
class Thread:
    """What was asked, advised and replied about one principle.

    Hidden for partners, who may be financiers, until the coalition shares it; hidden is not the
    same as nothing asked.
    """

    request: AdviceRequest | None = None
    messages: list[Message] = field(default_factory=list)
    concepts: list[AdviceMessage] = field(default_factory=list)
    is_hidden: bool = False

    def concept_on(self, statement: Statement | None) -> AdviceMessage | None:
        """Return the reader's own concept about the principle, or about one statement."""
        key = statement.pk if statement else None
        return next((one for one in self.concepts if one.statement_id == key), None)

    def advice_on(self, statement: Statement | None) -> AdviceMessage | None:
        """Return the shared advice about the principle, or about one statement."""
        key = statement.pk if statement else None
        kinds = (m.message for m in self.messages if m.message.kind == AdviceKind.ADVICE)
        return next((one for one in kinds if one.statement_id == key), None)

    @property
    def advice(self) -> AdviceMessage | None:
        return self.advice_on(None)

    @property
    def has_adviser(self) -> bool:
        """Tell whether an adviser said something that can be replied to."""
        return any(m.message.kind in ADVISERS_WORDS for m in self.messages)

    @property
    def waits_for_coalition(self) -> bool:
        """Tell whether the last word is a question of the adviser."""
        return bool(self.messages) and self.messages[-1].message.kind == AdviceKind.ENQUIRY

    @property
    def state(self) -> str:
        if self.advice:
            return AssessmentState.ADVICE_GIVEN
        return AssessmentState.ADVICE_REQUESTED if self.request else ""


def advice_is_shared(assessment: Assessment) -> bool:
    """Tell whether partners read the advice of this round."""
    return AdviceSharing.objects.filter(assessment=assessment, is_shared=True).exists()


def sharing_of(assessment: Assessment) -> AdviceSharing | None:
    """Return what was decided about sharing this round's advice with partners, and by whom."""
    rows = AdviceSharing.objects.filter(assessment=assessment)
    return rows.select_related("decided_by").first()


def reads_advice(assessment: Assessment, user: User) -> bool:
    """Tell whether this reader takes part in the conversation, or may read along."""
    coalitions = Coalition.objects.filter(pk=assessment.coalition_id)
    inside = coalitions.coordinated_by(user) | coalitions.in_caseload_of(user)
    return inside.exists() or advice_is_shared(assessment)


def threads_of(assessment: Assessment, user: User) -> dict[int, Thread]:
    """Return the advice per principle, as far as this reader may see it."""
    found: dict[int, Thread] = {}
    for request in AdviceRequest.objects.filter(assessment=assessment).select_related(
        "requested_by"
    ):
        found[request.principle_id] = Thread(request)
    rows = AdviceMessage.objects.visible_to(user).filter(assessment=assessment)
    written = list(rows.select_related("author", "statement").order_by("created_at", "pk"))
    advisers = advisers_among(written)
    written.sort(key=lambda row: (row.shared_at or row.created_at, row.pk))
    for message in written:
        thread = found.get(message.principle_id, Thread())
        if message.shared_at is None:
            thread = replace(thread, concepts=[*thread.concepts, message])
        else:
            from_adviser = message.kind in ADVISERS_WORDS or message.author_id in advisers
            thread = replace(thread, messages=[*thread.messages, Message(message, from_adviser)])
        found[message.principle_id] = thread
    return found


def advisers_among(written: list[AdviceMessage]) -> set[int]:
    """Return which authors are advisers."""
    roles = NationalRole.objects.filter(
        role=NationalRoleKind.ADVISER, user__in={row.author_id for row in written}
    )
    return set(roles.values_list("user", flat=True))


def _last_words(_reader: object) -> QuerySet[AdviceMessage]:
    """Return the last word that was shared about each principle, in rounds of the conversation."""
    said = AdviceMessage.objects.filter(
        assessment__coalition=THE_COALITION,
        assessment__state__in=CONVERSING,
        shared_at__isnull=False,
    )
    last = said.order_by("assessment_id", "principle_id", "-shared_at", "-pk")
    return last.distinct("assessment_id", "principle_id")


LAST_WORDS: Final[LookUp[list[AdviceMessage]]] = LookUp(
    "coalitions.last_words",
    _last_words,
    ("assessment_id", "kind", "shared_at", "principle__number", "principle__screen_title"),
    list,
)


def advice_waiting(reading: Reading) -> list[AdviceMessage]:
    """Return the advice and questions that the coalition did not answer yet, by principle.

    For who keeps the record: what an adviser said last on a principle of the newest round.
    """
    newest = newest_round(reading) if reading.may_change else None
    if newest is None or newest.state not in CONVERSING:
        return []
    said = (row for row in LAST_WORDS.of(reading) if row.assessment_id == newest.pk)
    waiting = [row for row in said if row.kind in ADVISERS_WORDS]
    return sorted(waiting, key=lambda row: row.principle.number)


def own_next_steps(reading: Reading) -> list[NextStep]:
    """Suggest to answer, when the last word on a principle is a question of the adviser."""
    return [
        NextStep(
            5,
            _("Answer the adviser's question"),
            _("The adviser asked something about principle %(number)s.")
            % {"number": row.principle.number},
            safe_reverse(
                "coalitions:principle", slug=reading.coalition.slug, number=row.principle.number
            ),
            _("Read the question"),
        )
        for row in advice_waiting(reading)
        if row.kind == AdviceKind.ENQUIRY
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_next_step(own_next_steps)
    register_look_up(LAST_WORDS)


def earlier_advice(assessment: Assessment, user: User) -> dict[str, AdviceMessage]:
    """Return the newest advice of an earlier round, by the key of the principle it was about."""
    rows = AdviceMessage.objects.visible_to(user).filter(
        assessment__coalition=assessment.coalition_id,
        assessment__checklist__scope=assessment.checklist.scope,
        assessment__round__lt=assessment.round,
        kind=AdviceKind.ADVICE,
        shared_at__isnull=False,
        statement__isnull=True,
    )
    ordered = rows.select_related("principle", "assessment", "author").order_by(
        "principle__key", "-assessment__round", "-pk"
    )
    return {row.principle.key: row for row in ordered.distinct("principle__key")}
