"""What people are told of coalitions, and what every app that tells of one asks alike."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from coalitions.choices import ActionState, Stage
from coalitions.models import Action, Coalition, Membership, PollInvitation, RegionMembership
from coalitions.querysets.record import CoalitionQuerySet
from kansrijkestart.accounts.rules import is_adviser
from kansrijkestart.core import clock
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.registry import Kind, StillDue, register

POLL_ASKED: Final = "coalitions.poll_asked"
POLL_REMINDED: Final = "coalitions.poll_reminder"
ADVICE_ASKED: Final = "coalitions.advice_asked"
ADVICE_GIVEN: Final = "coalitions.advice_given"
ADVICE_ENQUIRY: Final = "coalitions.advice_enquiry"
ADVICE_REPLY: Final = "coalitions.advice_reply"
ACTION: Final = "coalitions.action_assigned"
MEMBER: Final = "coalitions.member_added"


def about(rows: Iterable[Notification], name: str) -> dict[int, int]:
    """Return a key that each row is about, by the row's own key; rows without it are left out."""
    return {row.pk: row.about[name] for row in rows if name in row.about}


def running(coalitions: CoalitionQuerySet, keys: Iterable[int]) -> set[int]:
    """Return those of these coalitions that have not ended: of an ended one nobody is told."""
    found = coalitions.filter(pk__in=set(keys)).exclude(stage=Stage.ENDED)
    return set(found.values_list("pk", flat=True))


def in_running(
    keys: dict[int, int], places: dict[int, int], coalitions: CoalitionQuerySet
) -> set[int]:
    """Return the rows whose record belongs to one of these coalitions that has not ended.

    ``keys`` are the records by row (``about``), ``places`` the coalitions by record.
    """
    open_ones = running(coalitions, places.values())
    return {row for row, record in keys.items() if places.get(record) in open_ones}


def _still_of(theirs: Callable[[Any], CoalitionQuerySet]) -> StillDue:
    """Make ``still_due`` of what somebody is told of a coalition of theirs: one question."""

    def still(user: Any, rows: list[Notification]) -> set[int]:
        keys = about(rows, "coalition")
        return in_running(keys, {one: one for one in keys.values()}, theirs(user))

    return still


# Told to whoever keeps the record, takes part, or advises.
of_keepers = _still_of(lambda user: Coalition.objects.coordinated_by(user))
of_members = _still_of(lambda user: Coalition.objects.taken_part_in_by(user))
_of_advisers = _still_of(lambda user: Coalition.objects.in_caseload_of(user))


def _still_member(user: Any, rows: list[Notification]) -> set[int]:
    """The reader takes part, and keeps the record when the words say that they do."""
    keeping = {row.pk for row in rows if row.about.get("is_coordinator")}
    return (of_members(user, rows) - keeping) | (of_keepers(user, rows) & keeping)


def takes_part(user: Any) -> bool:
    """Whether somebody is a member of a coalition or leads a region now."""
    members = Membership.objects.current().filter(user=user)
    return members.exists() or RegionMembership.objects.current().filter(user=user).exists()


def keeps_or_leads(user: Any) -> bool:
    """Whether somebody keeps the record of a coalition or leads a region now."""
    leads = RegionMembership.objects.current().filter(user=user)
    return leads.exists() or Coalition.objects.coordinated_by(user).exists()


def keeps_records(user: Any) -> bool:
    """Whether somebody keeps the record of a coalition now."""
    return Coalition.objects.coordinated_by(user).exists()


def _still_polled(user: Any, rows: list[Notification]) -> set[int]:
    """The poll is open and the invitation stands. Whether somebody answered, nobody knows."""
    keys = about(rows, "invitation")
    found = PollInvitation.objects.asked().filter(
        pk__in=set(keys.values()),
        member=user,
        poll__closed_at__isnull=True,
        poll__closes_on__gte=clock.today(),
    )
    asked = dict(found.values_list("pk", "poll__coalition"))
    return in_running(keys, asked, Coalition.objects.taken_part_in_by(user))


def _still_assigned(user: Any, rows: list[Notification]) -> set[int]:
    """The action is on the reader's name and to be done; when it came back only the last."""
    keys = about(rows, "action")
    found = Action.objects.filter(pk__in=set(keys.values()), assigned_to=user)
    open_ones = dict(found.filter(state=ActionState.OPEN).values_list("pk", "coalition"))
    last = {action: pk for pk, action in sorted(keys.items())}
    newest = {pk: action for action, pk in last.items()}
    return in_running(newest, open_ones, Coalition.objects.taken_part_in_by(user))


def _invitations_handed_over(some: list[dict[str, Any]], fault: str) -> None:
    """Show with the poll whether the mail went, as for who is asked by link."""
    rows = PollInvitation.objects.filter(pk__in=[one["invitation"] for one in some])
    rows.update(mail_failed_at=clock.now() if fault else None)


KINDS: Final = (
    Kind(
        key=POLL_ASKED,
        label=_("A poll asks how you see it"),
        explanation=_("When a coalition of yours asks you."),
        delivery=Delivery.SINGLE,
        still_due=_still_polled,
        reaches=takes_part,
        handed_over=_invitations_handed_over,
        forgets_when_read=True,
    ),
    Kind(
        key=POLL_REMINDED,
        label=_("Reminder of a poll"),
        explanation=_("At most once per poll, to everybody: we cannot see who answered."),
        delivery=Delivery.SINGLE,
        still_due=_still_polled,
        reaches=takes_part,
        handed_over=_invitations_handed_over,
        forgets_when_read=True,
    ),
    Kind(
        key=ADVICE_ASKED,
        label=_("A coalition asks for advice"),
        explanation=_("When a coalition in your caseload asks for it."),
        delivery=Delivery.SINGLE,
        still_due=_of_advisers,
        reaches=is_adviser,
    ),
    Kind(
        key=ADVICE_REPLY,
        label=_("A coalition replied to your advice"),
        explanation=_("When a coalition in your caseload answers or asks something back."),
        delivery=Delivery.SINGLE,
        still_due=_of_advisers,
        reaches=is_adviser,
    ),
    Kind(
        key=ADVICE_GIVEN,
        label=_("You got advice on your checklist"),
        explanation=_("When an adviser shares advice with a coalition of yours."),
        delivery=Delivery.DIGEST,
        still_due=of_keepers,
        reaches=keeps_records,
    ),
    Kind(
        key=ADVICE_ENQUIRY,
        label=_("Your adviser asks something"),
        explanation=_("When an adviser waits for an answer of a coalition of yours."),
        delivery=Delivery.SINGLE,
        still_due=of_keepers,
        reaches=keeps_records,
    ),
    Kind(
        key=ACTION,
        label=_("An action is on your name"),
        explanation=_("When somebody gives you an action of a coalition."),
        delivery=Delivery.DIGEST,
        still_due=_still_assigned,
        reaches=takes_part,
    ),
    Kind(
        key=MEMBER,
        label=_("You take part in a coalition"),
        explanation=_("When you get a role in a coalition."),
        delivery=Delivery.DIGEST,
        still_due=_still_member,
        reaches=takes_part,
    ),
)


def register_own() -> None:
    """Make these kinds known. Called once, at the start."""
    register(*KINDS)
