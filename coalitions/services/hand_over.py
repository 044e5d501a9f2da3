"""A coordinator leaves: somebody takes over, or the region and the adviser see that nobody did."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import ActionState, MembershipRole
from coalitions.models import Action, Bottleneck, Coalition, HandOver, Membership
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError


@dataclass(frozen=True)
class Duty:
    """Records that stand on somebody's name: ``rows`` of a coalition, by the field of the name.

    ``words`` says a number of them ("3 open actions").
    """

    rows: Callable[[Coalition], QuerySet[Any]]
    field: str
    words: Callable[[int], str]

    def of(self, coalition: Coalition, user: User) -> QuerySet[Any]:
        return self.rows(coalition).filter(**{self.field: user})


def _action_words(number: int) -> str:
    return ngettext("%(number)s open action", "%(number)s open actions", number) % {
        "number": number
    }


def _bottleneck_words(number: int) -> str:
    return ngettext("%(number)s open bottleneck", "%(number)s open bottlenecks", number) % {
        "number": number
    }


_duties: dict[str, Duty] = {
    "action": Duty(
        lambda coalition: Action.objects.filter(coalition=coalition, state=ActionState.OPEN),
        "assigned_to",
        _action_words,
    ),
    "bottleneck": Duty(
        lambda coalition: Bottleneck.objects.filter(coalition=coalition).unsolved(),
        "assigned_to",
        _bottleneck_words,
    ),
}


def register_duty(key: str, duty: Duty) -> None:
    """Let an app say what of its records moves to a successor."""
    _duties[key] = duty


def duties_in_words(coalition: Coalition, user: User) -> list[str]:
    """Return what stands on somebody's name, a line per kind that there is any of."""
    numbers = [(duty, duty.of(coalition, user).count()) for duty in _duties.values()]
    return [duty.words(number) for duty, number in numbers if number]


@transaction.atomic
def hand_over(
    *, coalition: Coalition, leaving: User, successor: User | None, note: str = ""
) -> HandOver:
    """Let a coordinator leave, from now on without access.

    With a successor, a member of the coalition, what stands on the leaver's name moves at once.
    Without one the record waits for one, also when the leaver was the last coordinator. Raises
    DomainError when the leaver is no coordinator (any more) or the successor no member.
    """
    locked = Coalition.objects.select_for_update(of=("self",)).get(pk=coalition.pk)
    members = Membership.objects.current().select_for_update(of=("self",)).filter(coalition=locked)
    membership = members.filter(user=leaving, role=MembershipRole.COORDINATOR).first()
    if membership is None:
        raise DomainError(_("Only a coordinator of this coalition can hand its record over."))
    if successor is not None:
        _make_coordinator(members.filter(user=successor, user__is_active=True).first())
    row = HandOver(
        coalition=locked,
        leaving=leaving,
        successor=successor,
        note=note,
        settled_at=clock.now() if successor else None,
    )
    row.full_clean()
    row.save()
    if successor is not None:
        _move(locked, leaving, successor)
    membership.until = max(clock.today(), membership.since)
    membership.full_clean()
    membership.save(update_fields=["until"])
    return row


@transaction.atomic
def hand_over_settle(*, coalition: Coalition, successor: User) -> HandOver | None:
    """Give a waiting record to its new coordinator, with all that stood on the leaver's name.

    ``None`` when nobody waits for one, or the leaver came back.
    """
    row = HandOver.objects.select_for_update().filter(coalition=coalition, settled_at=None).first()
    if row is None:
        return None
    if row.leaving_id == successor.pk:
        row.delete()
        return None
    row.successor, row.settled_at = successor, clock.now()
    save_versioned(row, expected_version=None, fields=["successor", "settled_at"])
    _move(coalition, row.leaving, successor)
    return row


def _make_coordinator(membership: Membership | None) -> None:
    if membership is None:
        raise DomainError({"successor": _("Choose somebody who has access to this coalition.")})
    if membership.role != MembershipRole.COORDINATOR:
        membership.role = MembershipRole.COORDINATOR
        membership.full_clean()
        membership.save(update_fields=["role"])


def _move(coalition: Coalition, leaving: User, successor: User) -> None:
    """Put everything on the successor's name, row by row: each has its own version and history."""
    for duty in _duties.values():
        for record in duty.of(coalition, leaving).select_for_update(of=("self",)).order_by("pk"):
            setattr(record, duty.field, successor)
            save_versioned(record, expected_version=None, fields=[duty.field], validate=False)
