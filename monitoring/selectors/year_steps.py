"""Questionnaires on the start page and in the log of a coalition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalitions import registry
from coalitions.models import Coalition
from coalitions.selectors.newest_changes import Told
from kansrijkestart.core.links import safe_reverse
from monitoring.choices import ResponseState
from monitoring.models import ApprovalWish, Response, ResponseAnswer
from monitoring.selectors.deadlines import deadline_of
from monitoring.selectors.round_states import closing_words

KEY: Final = "monitoring.responses"
OPEN_PRIORITY, APPROVE_PRIORITY = 22, 21


@dataclass
class Asked:
    """What the open rounds ask of one coalition, and who approves its answers."""

    responses: Sequence[Response] = ()
    approver: int | None = None


def look_up_together(readings: Sequence[registry.Reading]) -> None:
    """Look up the open rounds of several coalitions, for a page with them all (three queries)."""
    found = _asked([reading.coalition for reading in readings])
    for reading in readings:
        reading.remember(KEY, partial(found.get, reading.coalition.pk, Asked()))


def _asked(coalitions: Iterable[Coalition]) -> dict[int, Asked]:
    keys = [one.pk for one in coalitions]
    rows = Response.objects.filter(coalition__in=keys).open_now().with_last_moment()
    responses = rows.select_related("round__questionnaire_version__questionnaire", "coalition")
    found: dict[int, Asked] = {key: Asked([]) for key in keys}
    for row in responses.order_by("round__closes_at", "round", "municipality__name_fold"):
        asked = found[row.coalition_id or 0]
        asked.responses = [*asked.responses, row]
    for wish in ApprovalWish.objects.filter(coalition__in=keys):
        found[wish.coalition_id].approver = wish.approver_id
    return found


def year_next_steps(reading: registry.Reading) -> list[registry.NextStep]:
    """Suggest to fill in a round that is open, and to approve what waits for the reader."""
    asked = reading.remember(
        KEY, lambda: _asked([reading.coalition]).get(reading.coalition.pk, Asked())
    )
    steps = []
    user = getattr(reading.user, "pk", None)
    waiting = [one for one in asked.responses if one.state == ResponseState.SUBMITTED]
    if asked.approver and asked.approver == user and waiting:
        steps += _per_round(reading, waiting, approve=True)
    if reading.may_change:
        todo = [one for one in asked.responses if one.submitted_at is None]
        steps += _per_round(reading, todo, approve=False)
    return steps


def _per_round(
    reading: registry.Reading, responses: Sequence[Response], *, approve: bool
) -> list[registry.NextStep]:
    found: dict[int, list[Response]] = {}
    for one in responses:
        found.setdefault(one.round_id, []).append(one)
    make = _approve_step if approve else _open_step
    return [make(reading, rows) for rows in found.values()]


def _url(reading: registry.Reading, row: Response, name: str) -> str:
    version = row.round.questionnaire_version
    return safe_reverse(
        name, slug=reading.coalition.slug, year=version.year, key=version.questionnaire.key
    )


def _open_step(reading: registry.Reading, rows: Sequence[Any]) -> registry.NextStep:
    row, count = rows[0], len(rows)
    deadline = deadline_of(row.round.closes_at, [one.last_moment for one in rows])
    words = {
        "questionnaire": row.round.questionnaire_version.title,
        "day": closing_words(deadline.ends_at),
    }
    reason = ngettext(
        "Much is filled in from your record already. %(count)s municipality is not handed in.",
        "Much is filled in from your record already. %(count)s municipalities are not handed in.",
        count,
    )
    return registry.NextStep(
        priority=OPEN_PRIORITY,
        title=_("%(questionnaire)s is open up to and including %(day)s") % words,
        reason=f"{deadline.own_note} {reason % {'count': count}}".lstrip(),
        url=_url(reading, row, "monitoring:response"),
        action=_("Go to the questionnaire"),
    )


def _approve_step(reading: registry.Reading, rows: Sequence[Any]) -> registry.NextStep:
    row = rows[0]
    return registry.NextStep(
        priority=APPROVE_PRIORITY,
        title=_("Answers wait for your approval"),
        reason=_("The coalition handed in “%(questionnaire)s” and wants you to look at it.")
        % {"questionnaire": row.round.questionnaire_version.title},
        url=_url(reading, row, "monitoring:response_approve"),
        action=_("Read and approve"),
    )


def _own(reading: registry.Reading) -> QuerySet[Coalition] | None:
    """The coalition, for who takes part in it: advisers read the log, and not the answers."""
    if reading.user is None or not reading.user.is_authenticated:
        return None
    return Coalition.objects.taken_part_in_by(reading.user).filter(pk=reading.coalition.pk)


# In the same query as the log itself: every page of the coalition asks for its newest line.
OWN: Final = Told("told_answering", _own)


@OWN.within
def _responses(own: Any) -> Q:
    """Changes only: that a round gave every municipality its response is no news."""
    return Q(coalition_id__in=own) & ~Q(pgh_label="insert")


@OWN.within
def _answers(own: Any) -> Q:
    # A response may have gone from one coalition to another: who answered then reads the line.
    responses: Any = Response
    events = responses.events.field.model.objects
    held = events.filter(coalition_id__in=own).values("pgh_obj_id")
    then = events.filter(
        pgh_obj_id=OuterRef("response_id"), pgh_created_at__lte=OuterRef("pgh_created_at")
    ).order_by("-pgh_created_at", "-pgh_id")
    of_then = Q(In(Subquery(then.values("coalition_id")[:1]), own))
    return Q(response_id__in=held) & of_then & ~Q(pgh_label="insert")


@OWN.within
def _wishes(own: Any) -> Q:
    return Q(coalition_id__in=own)


def register_own() -> None:
    """Add the steps and what the log shows. Called once when the app is ready."""
    registry.register_next_step(year_next_steps)
    history = registry.HistorySource
    registry.register_history(
        history(
            "response",
            Response,
            gettext_lazy("Answers of"),
            _responses,
            "municipality",
            frozenset({"round", "coalition", "municipality"}),
        )
    )
    registry.register_history(
        history(
            "response_answer",
            ResponseAnswer,
            gettext_lazy("Answer to"),
            _answers,
            "question",
            frozenset({"response", "question", "derived", "given", "sources", "changed_by"}),
        )
    )
    registry.register_history(
        history(
            "approval_wish",
            ApprovalWish,
            gettext_lazy("Approval of answers"),
            _wishes,
            "approver",
            frozenset({"coalition"}),
            empty=gettext_lazy("Nobody: handing in is enough"),
        )
    )
