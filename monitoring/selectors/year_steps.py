"""Questionnaires on the start page and in the log of a coalition."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalitions import registry
from coalitions.models import Coalition
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from coalitions.selectors.newest_changes import Told
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.sentences import Sentence, in_a_row
from monitoring.choices import ResponseState
from monitoring.models import ApprovalWish, Response, ResponseAnswer
from monitoring.selectors.deadlines import deadline_of
from monitoring.selectors.round_states import closing_words

OPEN_PRIORITY, APPROVE_PRIORITY = 22, 21


def _open_responses(_reader: object) -> QuerySet[Response]:
    rows = Response.objects.filter(coalition=THE_COALITION).open_now().with_last_moment()
    return rows.order_by("round__closes_at", "round", "municipality__name_fold")


OPEN: Final[LookUp[list[Any]]] = LookUp(
    "monitoring.responses",
    _open_responses,
    (
        "round_id",
        "state",
        "submitted_at",
        "last_moment",
        "round__closes_at",
        "round__questionnaire_version__title",
        "round__questionnaire_version__year",
        "round__questionnaire_version__questionnaire__key",
    ),
    list,
)
APPROVER: Final[LookUp[int | None]] = LookUp(
    "monitoring.approver",
    lambda _reader: ApprovalWish.objects.filter(coalition=THE_COALITION),
    ("approver_id",),
    lambda rows: rows[0].approver_id if rows else None,
)


def year_next_steps(reading: registry.Reading) -> list[registry.NextStep]:
    """Suggest to fill in a round that is open, and to approve what waits for the reader."""
    responses, steps = OPEN.of(reading), []
    user = getattr(reading.user, "pk", None)
    waiting = [one for one in responses if one.state == ResponseState.SUBMITTED]
    if waiting and user is not None and APPROVER.of(reading) == user:
        steps += _per_round(reading, waiting, approve=True)
    if reading.may_change:
        todo = [one for one in responses if one.submitted_at is None]
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
    url = _url(reading, row, "monitoring:response")
    told = [
        Sentence("%(note)s", {"note": deadline.own_note}, {}),
        Sentence(reason, {"count": count}, {"count": f"{url}?gemeenten=open#places"}),
    ]
    return registry.NextStep(
        priority=OPEN_PRIORITY,
        title=_("%(questionnaire)s is open up to and including %(day)s") % words,
        reason=in_a_row(told) if deadline.own_note else told[-1],
        url=url,
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
    register_look_up(OPEN, APPROVER)
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
