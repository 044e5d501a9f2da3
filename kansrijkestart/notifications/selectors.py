"""Which notifications somebody has, which are still so, and which mails did not arrive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime, make_aware

from kansrijkestart.core import clock
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import (
    Notification,
    NotificationQuerySet,
    NotificationWish,
)

MONDAY: Final = 0
# When the mail of the week leaves, on a Monday in the site's time zone.
WEEKLY_AT: Final = time(8)
# How long after each refusal a mail is tried again; after the last one it has not arrived.
PAUSES: Final = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=2))
MOST_ATTEMPTS: Final = len(PAUSES) + 1
# Of these one's own refusals are told to nobody: the telling would be refused too.
NOT_ARRIVED: Final = "notifications.not_arrived"


@dataclass(frozen=True)
class Wished:
    """One kind with how somebody is told it; ``is_own`` when they chose that themselves."""

    kind: registry.Kind
    delivery: str
    is_own: bool


def still_due(user: Any, rows: Iterable[Notification]) -> set[int]:
    """Return the keys of rows that are still so and that their reader may still know of."""
    per_kind: dict[str, list[Notification]] = {}
    for row in rows:
        per_kind.setdefault(row.kind, []).append(row)
    found: set[int] = set()
    for key, some in per_kind.items():
        kind = registry.find(key)
        if kind is not None and user.is_active:
            found |= kind.still_due(user, some)
    return found


def always_due(_user: Any, rows: list[Notification]) -> set[int]:
    """For kinds that stay so, and that are about nobody else's."""
    return {row.pk for row in rows}


def everybody(_user: Any) -> bool:
    return True


def of_reader(user: Any, *, kind: str = "", only_unread: bool = False) -> NotificationQuerySet:
    """Return somebody's notifications, unread first and then the newest."""
    rows = Notification.objects.visible_to(user).standing()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(read_at__isnull=True) if only_unread else rows
    return rows.alias(is_unread=Q(read_at__isnull=True)).order_by(
        "-is_unread", "-created_at", "-pk"
    )


def wishes_of(user: Any) -> list[Wished]:
    """Return how somebody is told each kind that they can get."""
    own = dict(NotificationWish.objects.filter(user=user).values_list("kind", "delivery"))
    return [
        Wished(kind, own.get(kind.key, kind.delivery), kind.key in own)
        for kind in registry.kinds_of(user)
    ]


def week_begins(moment: datetime) -> datetime:
    """Return when the last mail of the week left, or would have: the Monday at or before."""
    local = localtime(moment)
    monday = local.date() - timedelta(days=local.weekday() - MONDAY)
    begin = make_aware(datetime.combine(monday, WEEKLY_AT))
    return (
        begin
        if begin <= moment
        else make_aware(datetime.combine(monday - timedelta(days=7), WEEKLY_AT))
    )


def next_weekly(moment: datetime) -> datetime:
    """Return when the next mail of the week leaves."""
    local = localtime(week_begins(moment)).date()
    return make_aware(datetime.combine(local + timedelta(days=7), WEEKLY_AT))


def ready_to_mail(delivery: str) -> NotificationQuerySet:
    """Return what may be mailed now: new, or refused so long ago that it is tried again.

    What waits for the mail of the week waits until the Monday after it was made.
    """
    moment = clock.now()
    again = Q(attempts=0)
    for number, pause in enumerate(PAUSES, start=1):
        again |= Q(attempts=number, failed_at__lte=moment - pause)
    rows = Notification.objects.unmailed().filter(again, delivery=delivery)
    if delivery == Delivery.DIGEST:
        rows = rows.filter(created_at__lt=week_begins(moment))
    return rows


def not_arrived() -> QuerySet[Notification]:
    """Return what was refused and did not arrive since, also what is still tried; newest first."""
    rows = Notification.objects.filter(failed_at__isnull=False, mailed_at__isnull=True)
    return rows.select_related("recipient").order_by("-failed_at", "-pk")
