"""What changed in the rounds of a checklist: for the coalition's log and for one round's page."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
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
from coalitions.selectors.newest_changes import Told

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


def _rounds_to_tell(reading: Reading) -> QuerySet[Assessment] | None:
    """Return the rounds this reader may see; without a reader the sources are hidden."""
    if reading.user is None:
        return None
    return Assessment.objects.visible_to(reading.user).filter(coalition=reading.coalition)


# Working out what is visible for each source apart cost 50 ms on every page.
ROUNDS: Final = Told("told_rounds", _rounds_to_tell)


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
    within = ROUNDS.within(condition)
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
