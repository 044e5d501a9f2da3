"""All exports of an edition, a few at a time: started, paused, resumed and cancelled by analysts.

Every step is one transaction under the lock of the batch, so two feeders do no harm. An export
that is ready feeds the next; the sweep feeds a batch that nobody feeds any more. When nothing is
left to make, who may have the files is told: see ``files_told``.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Region
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import JobState
from kansrijkestart.jobs.services import enqueue
from monitoring.choices import BatchState, EditionState, ExportScope
from monitoring.models import Edition, Export, ExportBatch
from monitoring.selectors.batches import subjects_in
from monitoring.services.files_told import round_files_tell

KIND = "monitoring.edition_export"
AT_ONCE = 10
BUSY = (JobState.QUEUED, JobState.RUNNING)


@transaction.atomic
def batch_start(*, edition: Edition, user: User | None = None) -> ExportBatch:
    """Begin with all exports of a frozen edition, or go on with a batch that was cancelled.

    Asking again gives the same batch. Raises DomainError when the edition is not frozen.
    """
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.state != EditionState.FROZEN:
        raise DomainError(_("Wait until the edition is frozen."))
    batch, is_new = ExportBatch.objects.get_or_create(
        edition=locked, defaults={"asked_by": user, "total": len(subjects_in(locked))}
    )
    if not is_new and batch.state == BatchState.CANCELLED:
        batch = _move(batch, (BatchState.CANCELLED,), BatchState.RUNNING)
        _forget_failed(batch)
    _feed(batch)
    return batch


@transaction.atomic
def batch_pause(*, batch: ExportBatch) -> ExportBatch:
    """Begin no more exports for now; what is being made is finished first."""
    return _move(batch, (BatchState.RUNNING,), BatchState.PAUSED)


@transaction.atomic
def batch_resume(*, batch: ExportBatch) -> ExportBatch:
    """Go on after a pause."""
    moved = _move(batch, (BatchState.PAUSED,), BatchState.RUNNING)
    _feed(moved)
    return moved


@transaction.atomic
def batch_cancel(*, batch: ExportBatch) -> ExportBatch:
    """Stop: what waits is not made any more; what is ready stays."""
    return _move(batch, (BatchState.RUNNING, BatchState.PAUSED), BatchState.CANCELLED)


@transaction.atomic
def batch_retry(*, batch: ExportBatch) -> ExportBatch:
    """Try the exports of a finished batch again that did not work."""
    moved = _move(batch, (BatchState.DONE,), BatchState.RUNNING)
    _forget_failed(moved)
    _feed(moved)
    return moved


def _move(batch: ExportBatch, allowed: tuple[str, ...], state: str) -> ExportBatch:
    """Move on once: the second click finds it moved, and changes nothing."""
    locked = ExportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state == state:
        return locked
    if locked.state not in allowed:
        words = {"state": locked.get_state_display()}
        raise DomainError(_("That cannot be done now: the exports are “%(state)s”.") % words)
    locked.state, locked.finished_at = state, None
    locked.save(update_fields=["state", "finished_at"])
    return locked


def batch_feed(*, batch: ExportBatch, ending: Any = None) -> int:
    """Queue the next exports, at most AT_ONCE busy at a time; returns how many were added.

    ``ending`` is the job that is about to end and no longer counts as busy. One that failed counts
    as missing only after somebody asked to try again: ``batch_retry``.
    """
    with transaction.atomic():
        return _feed(batch, ending)


def _feed(batch: ExportBatch, ending: Any = None) -> int:
    locked = ExportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != BatchState.RUNNING:
        return 0
    exports = Export.objects.filter(batch=locked).exclude(job=ending)
    room = AT_ONCE - exports.filter(job__state__in=BUSY).count()
    added = 0
    for scope, subject in _missing(locked):
        if added >= room:
            break
        _export_of(locked, scope, subject)
        added += 1
    if room == AT_ONCE and not added:
        locked.state, locked.finished_at = BatchState.DONE, clock.now()
        locked.save(update_fields=["state", "finished_at"])
        round_files_tell(batch=locked)
    return added


def _missing(batch: ExportBatch) -> Iterator[tuple[str, Coalition | Region]]:
    made = set(Export.objects.filter(batch=batch).values_list("scope", "coalition", "region"))
    for scope, subject in subjects_in(batch.edition):
        is_coalition = scope == ExportScope.COALITION
        key = (scope, subject.pk if is_coalition else None, None if is_coalition else subject.pk)
        if key not in made:
            yield scope, subject


def _export_of(batch: ExportBatch, scope: str, subject: Coalition | Region) -> Export:
    edition = batch.edition
    about = {"coalition" if scope == ExportScope.COALITION else "region": subject}
    job = enqueue(
        kind=KIND,
        owner=None,
        parameters={"edition": edition.pk, "scope": scope, "about": subject.slug},
        key=f"{KIND}:{batch.pk}:{scope}:{subject.pk}",
    )
    year = edition.round.questionnaire_version.year
    return Export.objects.create(
        job=job, scope=scope, year=year, edition=edition, batch=batch, **about
    )


def _forget_failed(batch: ExportBatch) -> None:
    """Let what did not work be missing, so that it is made again: a few at a time, as the rest."""
    Export.objects.filter(batch=batch, job__state=JobState.FAILED).delete()


def batches_feed() -> int:
    """Feed every batch that runs; returns how many exports were added.

    An edition whose job ended between freezing and beginning its batch gets one.
    """
    without = Edition.objects.frozen().filter(batch__isnull=True, job__state=JobState.FAILED)
    for edition in without.order_by("pk"):
        batch_start(edition=edition)
    rows = ExportBatch.objects.filter(state=BatchState.RUNNING).order_by("pk")
    return sum(batch_feed(batch=one) for one in rows)
