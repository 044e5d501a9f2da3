"""Telling coalitions that figures they used were withdrawn, or are public again.

A notice is a row in the transaction of the withdrawal; a job mails afterwards. A mail that was
refused is noted on its row and the job tries again.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from coalitions.selectors.members import keepers_of
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from kansrijkestart.notifications.mail import send_mail
from monitoring.choices import NoticeKind
from monitoring.models import FigureNotice, Release
from monitoring.selectors.used import uses_of, words_of

KIND = "monitoring.figure_notices"


@transaction.atomic
def notices_write(*, release: Release, kind: str, happened_at: datetime | None) -> int:
    """Write down who is told; the mails leave after the commit. Returns how many coalitions."""
    moment = happened_at or clock.now()
    rows = [
        FigureNotice(
            release=release, coalition_id=coalition, kind=kind, happened_at=moment, used=used
        )
        for coalition, used in _whom(release, kind).items()
    ]
    FigureNotice.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        parameters = {"release": release.pk}
        enqueue(kind=KIND, owner=None, parameters=parameters)
    return len(rows)


def _whom(release: Release, kind: str) -> dict[int, dict[str, int]]:
    """Of a withdrawal who used the figures; of its end who was told of it."""
    if kind == NoticeKind.WITHDRAWN:
        return uses_of(release)
    last: dict[int, FigureNotice] = {}
    for notice in release.notices.order_by("happened_at", "pk"):
        last[notice.coalition_id] = notice
    return {key: one.used for key, one in last.items() if one.kind == NoticeKind.WITHDRAWN}


def notices_send(context: JobContext) -> dict[str, Any]:
    """Mail what was not mailed yet about one release. Safe to run twice, and by two at once."""
    release = context.parameters["release"]
    rows = FigureNotice.objects.filter(release=release, mailed_at__isnull=True)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    sent = 0
    for number, pk in enumerate(keys, start=1):
        sent += notice_mail(pk=pk)
        context.progress(number, len(keys))
    if rows.filter(failed_at__isnull=False).exists():
        raise ConnectionError("A mail about figures was refused.")  # the job tries again later
    return {"sent": sent}


@transaction.atomic
def notice_mail(*, pk: int) -> int:
    """Mail who keeps the record of a coalition; the row is held, so nobody else mails them too."""
    rows = FigureNotice.objects.select_for_update(of=("self",), skip_locked=True)
    notice = rows.select_related("release", "coalition").filter(pk=pk, mailed_at=None).first()
    if notice is None:
        return 0
    readers = list(keepers_of(notice.coalition).order_by("pk"))
    refused = [user for user in readers if not _mail(notice, user)]
    moment = clock.now()
    FigureNotice.objects.filter(pk=notice.pk).update(
        mailed_at=None if refused else moment, failed_at=moment if refused else None
    )
    return len(readers) - len(refused)


def _mail(notice: FigureNotice, user: User) -> bool:
    path = reverse("monitoring:coalition", args=[notice.coalition.slug])
    with override(user.language or settings.LANGUAGE_CODE):
        used = [f"{words_of(key)}: {count}" for key, count in notice.used.items()]
    context = {
        "coalition": notice.coalition.name,
        "source": notice.release.source,
        "reason": notice.release.withdrawn_reason,
        "used": used,
        "url": f"{settings.SITE_URL.rstrip('/')}{path}",
    }
    return send_mail(f"figures_{notice.kind}", user.email, context, user.language)
