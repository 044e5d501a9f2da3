"""Whom no mail reached about the files of a frozen round, read from what people were told."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q

from kansrijkestart.accounts.models import User
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import MOST_ATTEMPTS
from monitoring.models import ExportBatch
from monitoring.selectors.files_told import ROUND_FILES, places_there


class Unreached(NamedTuple):
    """Somebody who got no mail, and about which coalitions and regions."""

    user: User
    places: str


class Refused(NamedTuple):
    """Whom no mail reached.

    It is tried ``again``, or was tried as often as it is (``given_up``); both at most ``until``
    the files go. ``over``: the files are gone, or they are not theirs any more.
    """

    again: list[Unreached]
    given_up: list[Unreached]
    until: date | None
    over: list[Unreached]


def refused_of(batch: ExportBatch) -> Refused:
    """Whom a mail about a batch did not reach, also when its files are over.

    Who read it on the site was reached, and who chose no mail has it in the list.
    """
    here = Q(about__batch=batch.pk)
    refused = here & Q(failed_at__isnull=False, read_at__isnull=True) & ~Q(delivery=Delivery.NONE)
    missed = Q(about__missed__contains=[batch.pk])
    rows = Notification.objects.filter(refused | missed, kind=ROUND_FILES)
    rows = rows.exclude(here & Q(mailed_at__isnull=False)).select_related("recipient")
    found = sorted(rows, key=lambda row: (row.recipient.email, row.recipient_id, row.pk))
    if not found:
        return Refused([], [], None, [])
    there = places_there([batch.pk])
    standing = [row for row in found if _may_still_be_told(row, batch, there)]
    days = [date.fromisoformat(row.about["until_on"]) for row in standing]
    return Refused(
        _people(row for row in standing if row.attempts < MOST_ATTEMPTS),
        _people(row for row in standing if row.attempts >= MOST_ATTEMPTS),
        max(days, default=None),
        _people(row for row in found if row not in standing),
    )


def _may_still_be_told(
    row: Notification, batch: ExportBatch, there: set[tuple[int, int | None, int | None]]
) -> bool:
    if row.ended_at is not None or row.about["batch"] != batch.pk:
        return False
    return (batch.pk, row.about["coalition"], row.about["region"]) in there


def _people(rows: Iterable[Notification]) -> list[Unreached]:
    grouped = [list(group) for _key, group in groupby(rows, key=lambda row: row.recipient_id)]
    return [
        Unreached(group[0].recipient, ", ".join(sorted(row.about["name"] for row in group)))
        for group in grouped
    ]
