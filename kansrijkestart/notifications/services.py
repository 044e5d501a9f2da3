"""Telling people something, and what they do with it: read it, or wish to be told otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localtime

from kansrijkestart.core import clock
from kansrijkestart.jobs.services import enqueue_or_ring
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification, NotificationWish
from kansrijkestart.notifications.selectors import next_weekly, still_due

KIND: Final = "notifications.mails"
Occasion = tuple[int, str]


@dataclass(frozen=True)
class Tell:
    """One person who is told something: which time it is, what its words need, where it leads.

    ``before`` is a day before which it has to be told: when the next mail of the week comes too
    late, it is mailed by itself.
    """

    recipient: int
    occasion: str
    path: str
    about: Mapping[str, Any] = field(default_factory=dict)
    before: date | None = None


@transaction.atomic
def notify(*, kind: str, tells: Iterable[Tell]) -> int:
    """Tell people something, each once per occasion; returns how many were not told before.

    Belongs in the transaction of what happened: told and happened, or neither. Mails leave after
    it. What ended without a mail is told anew when it is so again.
    """
    known = registry.find(kind)
    if known is None:
        raise ValueError(f"No app registered the kind of notification {kind!r}.")
    wanted = {(one.recipient, one.occasion): one for one in tells}
    if not wanted:
        return 0
    told = _told(kind, wanted)
    ended = {key for key, row in told.items() if row.ended_at and not row.mailed_at}
    deliveries = _wished(known, {recipient for recipient, _occasion in wanted})
    rows = {
        key: _row(known, one, deliveries.get(one.recipient, known.delivery))
        for key, one in wanted.items()
        if key in ended or key not in told
    }
    new = [row for key, row in rows.items() if key not in ended]
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    for key in ended:
        rows[key].pk = told[key].pk
        rows[key].save(force_update=True)
    if any(row.delivery == Delivery.SINGLE for row in rows.values()):
        transaction.on_commit(mails_ask)
    return len(rows)


def _told(kind: str, wanted: Iterable[Occasion]) -> dict[Occasion, Notification]:
    people, occasions = zip(*wanted, strict=True)
    rows = Notification.objects.filter(
        kind=kind, recipient__in=set(people), occasion__in=set(occasions)
    )
    return {(row.recipient_id, row.occasion): row for row in rows}


def _wished(kind: registry.Kind, people: Iterable[int]) -> dict[int, str]:
    rows = NotificationWish.objects.filter(kind=kind.key, user__in=people)
    return dict(rows.values_list("user", "delivery"))


def _row(kind: registry.Kind, tell: Tell, delivery: str) -> Notification:
    moment = clock.now()
    monday = localtime(next_weekly(moment)).date()
    if delivery == Delivery.DIGEST and tell.before is not None and monday >= tell.before:
        delivery = Delivery.SINGLE
    return Notification(
        recipient_id=tell.recipient,
        kind=kind.key,
        occasion=tell.occasion,
        about=dict(tell.about),
        path=tell.path,
        created_at=moment,
        delivery=delivery,
    )


def mails_ask() -> None:
    """Let a job mail what waits. One that nobody has begun with finds what was written before."""
    enqueue_or_ring(kind=KIND, parameters={})


def notifications_read(*, user: Any, pks: Iterable[int] | None = None) -> int:
    """Mark somebody's notifications as read: these, or all of them. Returns how many changed."""
    rows = Notification.objects.visible_to(user).unread()
    rows = rows if pks is None else rows.filter(pk__in=list(pks))
    secret = [kind.key for kind in registry.kinds() if kind.forgets_when_read]
    forgotten = rows.filter(kind__in=secret).update(read_at=F("created_at"))
    return forgotten + rows.update(read_at=clock.now())


def notifications_end(*, pks: Iterable[int]) -> int:
    """Write down that there is nothing to tell any more."""
    rows = Notification.objects.standing().filter(pk__in=list(pks))
    return rows.update(ended_at=clock.now())


def notifications_settle() -> int:
    """End what is unread and no longer so, or whose reader lost access; returns how many."""
    people = Notification.objects.unread().order_by("recipient").values_list("recipient")
    return sum(_settle(recipient) for (recipient,) in list(people.distinct()))


def _settle(recipient: int) -> int:
    """Lists every unread row of one person; the way they are mailed does not matter here."""
    rows = Notification.objects.unread().filter(recipient=recipient)
    found = list(rows.select_related("recipient"))
    due = still_due(found[0].recipient, found) if found else set()
    return notifications_end(pks=[row.pk for row in found if row.pk not in due])


@transaction.atomic
def wishes_set(*, user: Any, wishes: Mapping[str, str]) -> None:
    """Store how somebody wants to be told these kinds.

    What was made before keeps its way, but who wants no mail is not mailed what still waits.
    """
    for key, delivery in wishes.items():
        kind = registry.find(key)
        if kind is None:
            continue
        if delivery == Delivery.NONE:
            waiting = Notification.objects.filter(recipient=user, kind=key).unmailed()
            waiting.update(delivery=Delivery.NONE)
        if delivery == kind.delivery:
            NotificationWish.objects.filter(user=user, kind=key).delete()
        else:
            wish = NotificationWish(user=user, kind=key, delivery=Delivery(delivery))
            values = {"delivery": wish.delivery, "updated_at": clock.now()}
            NotificationWish.objects.update_or_create(user=user, kind=key, defaults=values)


def notifications_tidy() -> int:
    """Remove what was read, or ended, longer than the term ago; returns how many."""
    before = clock.now() - timedelta(days=settings.NOTIFICATION_DAYS)
    old = Q(read_at__lt=before) | Q(ended_at__lt=before)
    return Notification.objects.filter(old).delete()[0]
