"""Telling that downloads of a frozen round are ready: a link, never a file or a figure.

Who asked for one is told when it is there. When all of a round are, who keeps a coalition or leads
a region is told of each once per round. Listing and mailing is what all notifications share; what
is kept here is which edition a row is about now, and which files were gone before a mail came.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from coalitions.models import Coalition, Region
from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.services import Tell, notify
from monitoring.models import Export, ExportBatch, Round
from monitoring.notifications import EXPORT_READY
from monitoring.selectors.files_told import (
    ROUND_FILES,
    Due,
    Place,
    files_due,
    files_until,
    first_there_at,
    places_of,
    readers_of,
)

MISSED = "missed"


def export_tell(*, export: Export) -> None:
    """Tell who asked for an export of an edition that its files are there: once."""
    if export.requested_by_id is None or export.edition is None:
        return
    title = export.edition.round.questionnaire_version.title
    until = files_until(export.job.finished_at)
    about = {"export": export.pk, "title": title, "until_on": until.isoformat()}
    path = reverse("monitoring:export_detail", args=[export.pk])
    tell = Tell(export.requested_by_id, str(export.pk), path, about, before=until)
    notify(kind=EXPORT_READY, tells=[tell])


@transaction.atomic
def round_files_tell(*, batch: ExportBatch) -> int:
    """Tell of the files of a batch; returns how many were not told in this round before.

    Belongs in the transaction that ends the batch. What still stands in somebody's list moves
    along to the files that are there longest; two editions that are ready at once take turns. When
    rows of this round may have been removed by their term, nobody is told any more, so that nobody
    is told twice.
    """
    Round.objects.select_for_update(no_key=True).get(pk=batch.edition.round_id)
    first = first_there_at(batch.edition.round)
    if first is not None and first < clock.now() - timedelta(days=settings.NOTIFICATION_DAYS):
        return 0
    places = places_of(batch)
    tells = [
        _tell(batch, one, places[one.coalition, one.region])
        for one in files_due(batch)
        if (one.coalition, one.region) in places
    ]
    return notify(kind=ROUND_FILES, tells=_told_before(tells))


def _tell(batch: ExportBatch, due: Due, place: Place) -> Tell:
    path = reverse("monitoring:exports")
    if due.coalition is not None:
        path = reverse("monitoring:coalition_exports", args=[place.slug])
    about = {
        "batch": batch.pk,
        "coalition": due.coalition,
        "region": due.region,
        "name": place.name,
        "title": batch.edition.round.questionnaire_version.title,
        "until_on": place.until.isoformat(),
    }
    occasion = _occasion(batch.edition.round_id, due.coalition, due.region)
    return Tell(due.user, occasion, path, about, before=place.until)


def _occasion(round_key: int, coalition: int | None, region: int | None) -> str:
    return f"{round_key} {f'r{region}' if coalition is None else f'c{coalition}'}"


def _told_before(tells: list[Tell]) -> list[Tell]:
    """Move along what people were told of this round before; return what is to be told now.

    What is told anew, since it ended without a mail, keeps of which files nobody was told in time.
    """
    wanted = {(one.recipient, one.occasion): one for one in tells}
    people, occasions = {one for one, _ in wanted}, {one for _, one in wanted}
    rows = Notification.objects.filter(
        kind=ROUND_FILES, recipient__in=people, occasion__in=occasions
    )
    moved = []
    for row in rows.select_for_update().order_by("pk"):
        key = (row.recipient_id, row.occasion)
        tell = wanted.get(key)
        if tell is None:
            continue
        if row.ended_at is not None:
            about = {**tell.about, MISSED: _missed(row)} if _missed(row) else tell.about
            wanted[key] = Tell(tell.recipient, tell.occasion, tell.path, about, tell.before)
        elif _lasts(tell.about) > _lasts(row.about):
            row.about, row.path = row.about | tell.about, tell.path
            if row.failed_at is not None:
                row.attempts = 1  # refused about files that go sooner: tried anew
            moved.append(row)
    Notification.objects.bulk_update(moved, ["about", "path", "attempts"])
    return list(wanted.values())


def _lasts(about: Any) -> tuple[str, int]:
    return about["until_on"], about["batch"]


def _missed(row: Notification) -> list[int]:
    """Of which batches somebody got no mail; a refusal goes when a row is told anew."""
    refused = {row.about["batch"]} if row.failed_at is not None else set()
    return sorted({*row.about.get(MISSED, []), *refused})


@transaction.atomic
def round_files_missed(*, export: Export) -> None:
    """Write down whom no mail reached while these files were there. To call as they go."""
    if export.batch is None:
        return
    about = export.coalition_id, export.region_id
    occasion = _occasion(export.batch.edition.round_id, *about)
    waiting = Notification.objects.unmailed().filter(kind=ROUND_FILES, occasion=occasion)
    rows = list(waiting.filter(about__batch=export.batch_id).select_for_update().order_by("pk"))
    if not rows:
        return
    due = readers_of(
        Coalition.objects.filter(pk=export.coalition_id or 0),
        Region.objects.filter(pk=export.region_id or 0),
    )
    missed = [row for row in rows if Due(row.recipient_id, *about) in due]
    for row in missed:
        row.about[MISSED] = sorted({*row.about.get(MISSED, []), row.about["batch"]})
    Notification.objects.bulk_update(missed, ["about"])
