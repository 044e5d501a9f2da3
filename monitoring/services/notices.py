"""Telling coalitions that figures they used were withdrawn, or are public again.

A notice and what people are told of it are in the transaction of the withdrawal.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from coalitions.models import Coalition
from coalitions.selectors.members import keepers_per_coalition
from kansrijkestart.core import clock
from kansrijkestart.notifications.services import Tell, notify
from monitoring.choices import NoticeKind
from monitoring.models import FigureNotice, Release
from monitoring.notifications import RESTORED, WITHDRAWN
from monitoring.selectors.used import uses_of

_KINDS = {NoticeKind.WITHDRAWN: WITHDRAWN, NoticeKind.RESTORED: RESTORED}


@transaction.atomic
def notices_write(*, release: Release, kind: str, happened_at: datetime | None) -> int:
    """Write down which coalitions are told, and tell their keepers. Returns how many coalitions."""
    moment = happened_at or clock.now()
    rows = [
        FigureNotice(
            release=release, coalition_id=coalition, kind=kind, happened_at=moment, used=used
        )
        for coalition, used in _whom(release, kind).items()
    ]
    FigureNotice.objects.bulk_create(rows, ignore_conflicts=True)
    kept = keepers_per_coalition(
        Coalition.objects.filter(pk__in=[row.coalition_id for row in rows])
    )
    coalitions = Coalition.objects.in_bulk(kept)
    tells = [
        _tell(release, coalitions[coalition], user.pk, moment)
        for coalition, users in kept.items()
        for user in users
    ]
    notify(kind=_KINDS[NoticeKind(kind)], tells=tells)
    return len(rows)


def _tell(release: Release, coalition: Coalition, user: int, moment: datetime) -> Tell:
    """Say which figures and whose; the reason and what they were used in are on the page."""
    return Tell(
        recipient=user,
        occasion=f"{release.pk} {coalition.pk} {moment.isoformat()}",
        path=reverse("monitoring:coalition", args=[coalition.slug]),
        about={
            "release": release.pk,
            "coalition": coalition.pk,
            "name": coalition.name,
            "source": release.source,
        },
    )


def _whom(release: Release, kind: str) -> dict[int, dict[str, int]]:
    """Of a withdrawal who used the figures; of its end who was told of it."""
    if kind == NoticeKind.WITHDRAWN:
        return uses_of(release)
    last: dict[int, FigureNotice] = {}
    for notice in release.notices.order_by("happened_at", "pk"):
        last[notice.coalition_id] = notice
    return {key: one.used for key, one in last.items() if one.kind == NoticeKind.WITHDRAWN}
