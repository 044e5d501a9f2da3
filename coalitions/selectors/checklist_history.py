"""What changed in the rounds of a checklist: for the coalition's log and for one round's page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from coalitions import registry
from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    AdviceSharing,
    Answer,
    Assessment,
    AssessmentAttendance,
    PrincipleNote,
)
from coalitions.registry import HistorySource, Reading
from coalitions.selectors.history import Feed
from kansrijkestart.accounts.models import User

PARENTS = frozenset({"coalition", "assessment"})
# A concept belongs to its author alone: what it said before it was shared is never told.
SHARED = Q(shared_at__isnull=False)

Condition = Callable[[Any], Q]


def _own(rounds: Any) -> Q:
    return Q(pgh_obj_id__in=rounds)


def _under(rounds: Any) -> Q:
    return Q(assessment__in=rounds)


def _shared(rounds: Any) -> Q:
    return Q(assessment__in=rounds) & SHARED


def rounds_to_tell(reading: Reading, user: User | AnonymousUser) -> RawSQL:
    """Return the rounds this reader may see as a part of the query, put into words once.

    Seven sources ask it on every page; working out what is visible seven times cost 50 ms.
    """

    def put_into_words() -> RawSQL:
        seen = Assessment.objects.visible_to(user).filter(coalition=reading.coalition)
        try:
            words = seen.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            words = "SELECT NULL::bigint", ()
        return RawSQL(*words)  # noqa: S611 (Django's own words; values stay parameters)

    return reading.remember("coalitions.rounds_to_tell", put_into_words)


def _source(
    key: str,
    model: Any,
    noun: Any,
    condition: Condition,
    name: str = "",
    hidden: Sequence[str] = (),
    said: str = "",
    about: str = "",
) -> tuple[HistorySource, Condition]:
    def within(reading: Reading) -> Q | None:
        """Return the rounds this reader may see; without a reader the source is hidden."""
        if reading.user is None:
            return None
        return condition(rounds_to_tell(reading, reading.user))

    source = HistorySource(
        key, model, noun, within, name, PARENTS | set(hidden), about_field=about, said_field=said
    )
    return source, condition


SOURCES = [
    _source("round", Assessment, _("Checklist"), _own, "checklist"),
    _source("note", PrincipleNote, _("Explanation of the coalition"), _under, "principle"),
    _source(
        "answer", Answer, _("Answer to a statement"), _under, "statement", ["is_from_record"], "now"
    ),
    _source(
        "attendance", AssessmentAttendance, _("Present when it was settled"), _under, "organisation"
    ),
    _source("advice-request", AdviceRequest, _("Request for advice"), _under, "principle"),
    _source(
        "advice", AdviceMessage, _("Message about advice"), _shared, "principle", ["statement"]
    ),
    _source(
        "advice-sharing",
        AdviceSharing,
        _("Advice for the partners to read"),
        _under,
        hidden=["decided_by", "decided_at"],
        said="is_shared",
    ),
]


def tell_of_evidence(key: str, model: Any, noun: Any, name: str) -> None:
    """Bring links between statements and records into the log and the history of their round."""
    if all(source.key != key for source, _condition in SOURCES):
        made = _source(key, model, noun, _under, name, ["statement", "record"], about="statement")
        SOURCES.append(made)
        registry.register_history(made[0])


def feeds_of_round(assessment: Assessment) -> list[Feed]:
    """Return the changes of one round; whoever calls has asked whether the reader may see it."""
    return [Feed(source, condition([assessment.pk])) for source, condition in SOURCES]


def register_own() -> None:
    """Bring rounds, answers and shared advice into the log. Called once when the app is ready."""
    for source, _condition in SOURCES:
        registry.register_history(source)
