"""Mailing what people are told: a mail of its own, or one mail of the week with everything.

A row is held while it is mailed, so two workers send nothing twice. A worker that dies between
handing a mail over and writing that down sends it again under the same Message-ID.
"""

import logging
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from kansrijkestart.core import clock
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.mail import hand_over
from kansrijkestart.notifications.models import Notification, NotificationQuerySet
from kansrijkestart.notifications.selectors import (
    MOST_ATTEMPTS,
    NOT_ARRIVED,
    ready_to_mail,
    still_due,
    week_begins,
)
from kansrijkestart.notifications.services import Tell, notifications_end, notify
from kansrijkestart.notifications.words import Said, absolute, say

logger = logging.getLogger(__name__)
# More than this of one week are in the list on the site; the mail says so.
MOST_IN_DIGEST: Final = 50


def mails_send(context: JobContext) -> dict[str, Any]:
    """Handler of the job: mail what waits for a mail of its own. Safe to run twice."""
    return {"sent": singles_mail(context)}


def singles_mail(context: JobContext | None = None) -> int:
    """Mail what waits for a mail of its own; returns how many were handed over."""
    keys = list(ready_to_mail(Delivery.SINGLE).order_by("pk").values_list("pk", flat=True))
    sent = 0
    for number, pk in enumerate(keys, start=1):
        sent += _unless_broken(single_mail, Notification.objects.filter(pk=pk), pk=pk)
        if context is not None:
            context.progress(number, len(keys))
    return sent


def digests_mail() -> int:
    """Mail everybody what they were told before this Monday; returns how many mails left."""
    people = ready_to_mail(Delivery.DIGEST).order_by("recipient").values_list("recipient")
    return sum(
        _unless_broken(
            digest_mail, ready_to_mail(Delivery.DIGEST).filter(recipient=pk), recipient=pk
        )
        for (pk,) in list(people.distinct())
    )


def _unless_broken(mail: Callable[..., int], rows: NotificationQuerySet, **whom: int) -> int:
    """Mail one; what cannot even be written counts as refused, so that it holds up no other."""
    try:
        return mail(**whom)
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("A mail of notifications could not be made.")
        with transaction.atomic():
            _note(list(rows.select_for_update()), type(error).__name__)
        return 0


@transaction.atomic
def single_mail(*, pk: int) -> int:
    """Mail one notification, if it is still so and nobody else is mailing it."""
    held = ready_to_mail(Delivery.SINGLE).select_for_update(of=("self",), skip_locked=True)
    row = held.select_related("recipient").filter(pk=pk).first()
    return _mail([row], "notification", f"single {row.pk}") if row is not None else 0


@transaction.atomic
def digest_mail(*, recipient: int) -> int:
    """Mail one person everything of the week, grouped by kind: one mail.

    The first row is held first: who comes second leaves all of it to who holds that.
    """
    waiting = ready_to_mail(Delivery.DIGEST).filter(recipient=recipient).order_by("pk")
    first = waiting.values_list("pk", flat=True).first()
    if not waiting.select_for_update(of=("self",), skip_locked=True).filter(pk=first or 0):
        return 0
    rows = list(waiting.select_for_update(of=("self",)).select_related("recipient"))
    monday = week_begins(clock.now()).date()
    return _mail(rows, "digest", f"digest {recipient} {monday}")


def _mail(rows: list[Notification], template: str, name: str) -> int:
    reader = rows[0].recipient
    due = still_due(reader, rows)
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        said = [one for one in map(say, (row for row in rows if row.pk in due)) if one is not None]
    notifications_end(pks={row.pk for row in rows} - {one.row.pk for one in said})
    if not said:
        return 0
    values = {
        "said": said[0],
        "groups": _grouped(said[:MOST_IN_DIGEST]),
        "is_more": len(said) > MOST_IN_DIGEST,
        "list_url": absolute(reverse("notifications:list")),
        "settings_url": absolute(reverse("notifications:settings")),
    }
    fault = hand_over(template, reader.email, values, reader.language, _message_id(name))
    _note([one.row for one in said], fault)
    return int(not fault)


def _grouped(said: list[Said]) -> list[tuple[registry.Kind, list[Said]]]:
    """Put together what is of one kind, in the order of the kinds."""
    found = [(kind, [one for one in said if one.kind == kind]) for kind in registry.kinds()]
    return [(kind, some) for kind, some in found if some]


def _message_id(name: str) -> str:
    """Return the same name for the same mail, that tells nothing of whom or what it is about."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    digest = salted_hmac("notifications.mail", name, algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{host}>"


def _note(rows: list[Notification], fault: str) -> None:
    moment = clock.now()
    for row in rows:
        row.attempts += 1
        row.mailed_at = None if fault else moment
        row.failed_at, row.fault = (moment, fault[:60]) if fault else (None, "")
    names = ["attempts", "mailed_at", "failed_at", "fault"]
    Notification.objects.bulk_update(rows, names)
    for kind in registry.kinds():
        some = [row.about for row in rows if row.kind == kind.key]
        if some and kind.handed_over is not None:
            kind.handed_over(some, fault)
    if any(row.attempts >= MOST_ATTEMPTS and row.kind != NOT_ARRIVED for row in rows if fault):
        report_refusals()


def report_refusals() -> None:
    """Tell administrators that mails did not arrive: once a day, whatever the number."""
    day = clock.today().isoformat()
    people = {pk for find in registry.administrators for pk in find()}
    path = reverse("notifications:not_arrived")
    notify(kind=NOT_ARRIVED, tells=[Tell(pk, day, path, {"day_on": day}) for pk in sorted(people)])
