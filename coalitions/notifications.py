"""What people are told of coalitions, and what every app that tells of one asks alike."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from coalitions.choices import ActionState, Stage
from coalitions.models import Action, Coalition, Membership, PollInvitation, RegionMembership
from coalitions.querysets.record import CoalitionQuerySet
from kansrijkestart.accounts.rules import is_adviser
from kansrijkestart.core import clock
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.registry import Kind, register

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


def of_readers(user: Any, rows: list[Notification]) -> set[int]:
    """``still_due`` of what whoever may read the record is told: one question."""
    keys = about(rows, "coalition")
    open_to = running(Coalition.objects.visible_to(user), keys.values())
    return {pk for pk, coalition in keys.items() if coalition in open_to}


def of_keepers(user: Any, rows: list[Notification]) -> set[int]:
    """``still_due`` of what only whoever keeps the record is told: one question."""
    keys = about(rows, "coalition")
    kept = running(Coalition.objects.coordinated_by(user), keys.values())
    return {pk for pk, coalition in keys.items() if coalition in kept}


def of_members(user: Any, rows: list[Notification]) -> set[int]:
    """``still_due`` of what whoever takes part is told: one question."""
    keys = about(rows, "coalition")
    joined = running(Coalition.objects.taken_part_in_by(user), keys.values())
    return {pk for pk, coalition in keys.items() if coalition in joined}


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


def _of_advisers(user: Any, rows: list[Notification]) -> set[int]:
    """The coalition is in the adviser's caseload."""
    keys = about(rows, "coalition")
    advised = running(Coalition.objects.in_caseload_of(user), keys.values())
    return {pk for pk, coalition in keys.items() if coalition in advised}


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
    joined = running(Coalition.objects.taken_part_in_by(user), asked.values())
    return {pk for pk, invitation in keys.items() if asked.get(invitation) in joined}


def _still_assigned(user: Any, rows: list[Notification]) -> set[int]:
    """The action is on the reader's name and to be done; when it came back only the last."""
    keys = about(rows, "action")
    found = Action.objects.filter(pk__in=set(keys.values()), assigned_to=user)
    open_ones = dict(found.filter(state=ActionState.OPEN).values_list("pk", "coalition"))
    joined = running(Coalition.objects.taken_part_in_by(user), open_ones.values())
    last = {action: pk for pk, action in sorted(keys.items())}
    return {pk for action, pk in last.items() if open_ones.get(action) in joined}


def _invitations_handed_over(some: list[dict[str, Any]], fault: str) -> None:
    """Show with the poll whether the mail went, as for who is asked by link."""
    rows = PollInvitation.objects.filter(pk__in=[one["invitation"] for one in some])
    rows.update(mail_failed_at=clock.now() if fault else None)


def register_own() -> None:
    """Make these kinds known. Called once, at the start."""
    _register_polls()
    _register_advice()
    register(
        Kind(
            key=ACTION,
            label=_("An action is on your name"),
            explanation=_("When somebody gives you an action of a coalition."),
            delivery=Delivery.DIGEST,
            still_due=_still_assigned,
            reaches=takes_part,
        )
    )
    register(
        Kind(
            key=MEMBER,
            label=_("You take part in a coalition"),
            explanation=_("When you get a role in a coalition."),
            delivery=Delivery.DIGEST,
            still_due=_still_member,
            reaches=takes_part,
        )
    )


def _register_polls() -> None:
    for key, label, explanation in (
        (POLL_ASKED, _("A poll asks how you see it"), _("When a coalition of yours asks you.")),
        (
            POLL_REMINDED,
            _("Reminder of a poll"),
            _("At most once per poll, to everybody: we cannot see who answered."),
        ),
    ):
        register(
            Kind(
                key=key,
                label=label,
                explanation=explanation,
                delivery=Delivery.SINGLE,
                still_due=_still_polled,
                reaches=takes_part,
                handed_over=_invitations_handed_over,
                forgets_when_read=True,
            )
        )


def _register_advice() -> None:
    register(
        Kind(
            key=ADVICE_ASKED,
            label=_("A coalition asks for advice"),
            explanation=_("When a coalition in your caseload asks for it."),
            delivery=Delivery.SINGLE,
            still_due=_of_advisers,
            reaches=is_adviser,
        )
    )
    register(
        Kind(
            key=ADVICE_REPLY,
            label=_("A coalition replied to your advice"),
            explanation=_("When a coalition in your caseload answers or asks something back."),
            delivery=Delivery.SINGLE,
            still_due=_of_advisers,
            reaches=is_adviser,
        )
    )
    _register_advice_given()


def _register_advice_given() -> None:
    register(
        Kind(
            key=ADVICE_GIVEN,
            label=_("You got advice on your checklist"),
            explanation=_("When an adviser shares advice with a coalition of yours."),
            delivery=Delivery.DIGEST,
            still_due=of_keepers,
            reaches=keeps_records,
        )
    )
    register(
        Kind(
            key=ADVICE_ENQUIRY,
            label=_("Your adviser asks something"),
            explanation=_("When an adviser waits for an answer of a coalition of yours."),
            delivery=Delivery.SINGLE,
            still_due=of_keepers,
            reaches=keeps_records,
        )
    )
