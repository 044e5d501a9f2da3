"""What a meeting can decide about the records of coalitions itself; see agenda_sources."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import ActionState, AdviceKind, BottleneckState
from coalitions.models import Action, AdviceMessage, Bottleneck
from coalitions.selectors.agenda_sources import (
    NEW_ACTION,
    Deciding,
    Landed,
    Landing,
    register_landing,
)
from coalitions.services.actions import action_complete, action_update
from coalitions.services.advice import advice_reply
from coalitions.services.bottlenecks import bottleneck_update
from kansrijkestart.core.exceptions import DomainError


def _action(asked: Deciding) -> Action:
    rows = Action.objects.filter(coalition=asked.agenda.coalition)
    return rows.select_related("assigned_to", "organisation").get(pk=asked.record)


def _action_done(asked: Deciding) -> Landed:
    row = _action(asked)
    action_complete(action=row, result=asked.text or row.result, expected_version=asked.version)
    return Landed()


def _action_changed(asked: Deciding, **changed: Any) -> Landed:
    row = _action(asked)
    values = {"title": row.title, "state": row.state, "due_on": row.due_on} | changed
    stored = action_update(
        action=row,
        expected_version=asked.version,
        assigned_to=row.assigned_to,
        organisation=row.organisation,
        ambition=row.ambition,
        **values,
    )
    return Landed("", changed.get("due_on"), stored.organisation, stored.assigned_to)


def _action_moved(asked: Deciding) -> Landed:
    return _action_changed(asked, due_on=asked.day)


def _action_dropped(asked: Deciding) -> Landed:
    _action_changed(asked, state=ActionState.DROPPED)
    return Landed()


def _bottleneck(
    asked: Deciding, state: str, why_not: str | None = None, solution: str | None = None
) -> Landed:
    rows = Bottleneck.objects.filter(coalition=asked.agenda.coalition)
    row = rows.select_related("municipality", "assigned_to", "organisation").get(pk=asked.record)
    bottleneck_update(
        bottleneck=row,
        expected_version=asked.version,
        title=row.title,
        state=state,
        text=row.text,
        municipality=row.municipality,
        place=row.place,
        assigned_to=row.assigned_to,
        organisation=row.organisation,
        why_not=row.why_not if why_not is None else why_not,
        solution=row.solution if solution is None else solution,
    )
    return Landed()


def _bottleneck_working(asked: Deciding) -> Landed:
    return _bottleneck(asked, BottleneckState.WORKING)


def _bottleneck_solved(asked: Deciding) -> Landed:
    return _bottleneck(asked, BottleneckState.SOLVED, solution=asked.text or None)


def _bottleneck_wont(asked: Deciding) -> Landed:
    longest = Bottleneck._meta.get_field("why_not").max_length or 0
    if len(asked.text) > longest:
        words = _("This goes into the record as the reason: at most %(number)s characters.")
        raise DomainError({"text": words % {"number": longest}})
    return _bottleneck(asked, BottleneckState.WONT, why_not=asked.text)


def _advice(asked: Deciding, kind: str) -> Landed:
    rows = AdviceMessage.objects.select_related("principle")
    row = rows.get(pk=asked.record, assessment__coalition=asked.agenda.coalition)
    advice_reply(
        assessment_id=row.assessment_id,
        principle=row.principle,
        user=asked.user,
        text=asked.text,
        kind=kind,
    )
    return Landed()


def _advice_reply(asked: Deciding) -> Landed:
    return _advice(asked, AdviceKind.REPLY)


def _advice_question(asked: Deciding) -> Landed:
    return _advice(asked, AdviceKind.QUESTION)


def _nothing(_asked: Deciding) -> Landed:
    """A new action belongs to an item of any kind; ``item_decide`` adds it."""
    return Landed()


LANDINGS = (
    Landing(NEW_ACTION, "", gettext_lazy("New action"), gettext_lazy("Action"), _nothing),
    Landing(
        "action_done",
        "actions",
        gettext_lazy("The action is done"),
        gettext_lazy("Action done"),
        _action_done,
    ),
    Landing(
        "action_moved",
        "actions",
        gettext_lazy("The action gets another day"),
        gettext_lazy("Action gets another day"),
        _action_moved,
        needs_day=True,
    ),
    Landing(
        "action_dropped",
        "actions",
        gettext_lazy("The action is dropped"),
        gettext_lazy("Action dropped"),
        _action_dropped,
    ),
    Landing(
        "bottleneck_working",
        "bottlenecks",
        gettext_lazy("The bottleneck is being worked on"),
        gettext_lazy("Bottleneck is being worked on"),
        _bottleneck_working,
    ),
    Landing(
        "bottleneck_solved",
        "bottlenecks",
        gettext_lazy("The bottleneck is solved, in the words above"),
        gettext_lazy("Bottleneck solved"),
        _bottleneck_solved,
    ),
    Landing(
        "bottleneck_wont",
        "bottlenecks",
        gettext_lazy("The bottleneck will not be solved, for the reason above"),
        gettext_lazy("Bottleneck will not be solved"),
        _bottleneck_wont,
        needs_text=True,
    ),
    Landing(
        "advice_reply",
        "advice",
        gettext_lazy("The words above go to the adviser as a reply, and not into the minutes"),
        gettext_lazy("Reply to the adviser"),
        _advice_reply,
        needs_text=True,
        is_private=True,
    ),
    Landing(
        "advice_question",
        "advice",
        gettext_lazy("The words above go to the adviser as a question, and not into the minutes"),
        gettext_lazy("Question to the adviser"),
        _advice_question,
        needs_text=True,
        is_private=True,
    ),
)


def register_own() -> None:
    """Called once when the app is ready."""
    register_landing(*LANDINGS)
