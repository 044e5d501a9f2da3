"""What people are told of coalitions, and what every app that tells of one asks alike."""

from collections.abc import Iterable
from typing import Any

from coalitions.choices import Stage
from coalitions.models import Coalition, Membership, RegionMembership
from coalitions.querysets.record import CoalitionQuerySet
from kansrijkestart.notifications.models import Notification


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


def takes_part(user: Any) -> bool:
    """Whether somebody is a member of a coalition or leads a region now."""
    members = Membership.objects.current().filter(user=user)
    return members.exists() or RegionMembership.objects.current().filter(user=user).exists()


def keeps_records(user: Any) -> bool:
    """Whether somebody keeps the record of a coalition now."""
    return Coalition.objects.coordinated_by(user).exists()
