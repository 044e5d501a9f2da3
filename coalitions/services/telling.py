"""Telling people what somebody else did in a record: advice, actions, a new member.

Each is called in the transaction of what happened. Nobody is told of what they did themselves.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from coalitions.choices import AdviceKind
from coalitions.models import (
    Action,
    AdviceMessage,
    AdviceRequest,
    Assessment,
    Caseload,
    Coalition,
    Membership,
)
from coalitions.notifications import (
    ACTION,
    ADVICE_ASKED,
    ADVICE_ENQUIRY,
    ADVICE_GIVEN,
    ADVICE_REPLY,
    MEMBER,
)
from coalitions.selectors.members import keepers_of
from kansrijkestart.accounts.models import User
from kansrijkestart.notifications.services import Tell, notify

_FROM_ADVISERS: Final = {
    str(AdviceKind.ADVICE): ADVICE_GIVEN,
    str(AdviceKind.ENQUIRY): ADVICE_ENQUIRY,
}


def tell_advice_asked(assessment: Assessment, requests: Iterable[AdviceRequest]) -> None:
    """Tell who advises a coalition on what it asks advice: once for all of one time."""
    found = list(requests)
    if not found:
        return
    coalition = assessment.coalition
    numbers = sorted(one.principle.number for one in found)
    path = reverse("coalitions:advice", args=[coalition.slug, numbers[0]])
    about = _about(coalition) | {"principles": ", ".join(map(str, numbers))}
    occasion = f"{assessment.pk} {min(one.pk for one in found)}"
    _tell(ADVICE_ASKED, _advisers(coalition), occasion, path, about)


def tell_said(message: AdviceMessage) -> None:
    """Tell the other side what an adviser or a coalition said; never the words themselves."""
    coalition, number = message.assessment.coalition, message.principle.number
    kind = _FROM_ADVISERS.get(message.kind, ADVICE_REPLY)
    to_coalition = kind != ADVICE_REPLY
    people = _keepers(coalition) if to_coalition else _advisers(coalition)
    page = "coalitions:principle" if to_coalition else "coalitions:advice"
    path = reverse(page, args=[coalition.slug, number])
    about = _about(coalition) | {"principle": number}
    _tell(kind, people - {message.author_id}, str(message.pk), path, about)


def tell_action(action: Action, by: User | AnonymousUser | None) -> None:
    """Tell somebody that an action is on their name: anew when it went to another and came back."""
    person = action.assigned_to_id
    if person is None or (by is not None and by.pk == person):
        return
    about = _about(action.coalition) | {"action": action.pk, "title": action.title}
    if action.due_on is not None:
        about["due_on"] = action.due_on.isoformat()
    occasion = f"{action.pk} {person} {action.version}"
    _tell(ACTION, {person}, occasion, reverse("coalitions:my_actions"), about)


def tell_member(membership: Membership) -> None:
    """Tell somebody that they take part in a coalition now."""
    coalition = membership.coalition
    path = reverse("coalitions:detail", args=[coalition.slug])
    occasion = f"{membership.pk} {membership.role}"
    about = _about(coalition) | {"is_coordinator": membership.role == "coordinator"}
    _tell(MEMBER, {membership.user_id}, occasion, path, about)


def _about(coalition: Coalition) -> dict[str, Any]:
    return {"coalition": coalition.pk, "name": coalition.name}


def _advisers(coalition: Coalition) -> set[int]:
    rows = Caseload.objects.current().filter(coalition=coalition, adviser__is_active=True)
    return set(rows.values_list("adviser", flat=True))


def _keepers(coalition: Coalition) -> set[int]:
    return set(keepers_of(coalition).values_list("pk", flat=True))


def _tell(kind: str, people: set[int], occasion: str, path: str, about: dict[str, Any]) -> None:
    notify(kind=kind, tells=[Tell(pk, occasion, path, about) for pk in sorted(people)])
