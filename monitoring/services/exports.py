"""Asking for an export, building its files, and removing them when their term is over."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Region
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import JobState
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from monitoring.exporters import Built, Bundle, Target
from monitoring.exporters.edition_files import EditionBundle
from monitoring.models import Export, ExportFile
from monitoring.selectors.exports import ADVICE_ROUNDS, export_years
from monitoring.services.files_told import round_files_missed

KIND = "monitoring.export"
FOLDER = "exports"
BUSY = (JobState.QUEUED, JobState.RUNNING)
AnyBundle = Bundle | EditionBundle


@transaction.atomic
def export_request(
    *,
    user: User,
    scope: str,
    year: int,
    coalition: Coalition | None = None,
    region: Region | None = None,
    key: uuid.UUID | None = None,
) -> Export:
    """Put a yearly export in the queue.

    Asking for what is already being made, or the same form twice (``key``), gives the same export.
    Raises DomainError when the user may not have it or the year is not offered.
    """
    User.objects.select_for_update().get(pk=user.pk)  # one request of a user at a time
    about = {"scope": scope, "year": year, "coalition": coalition, "region": region}
    wanted = Export(requested_by=user, **about)
    if not user.has_perm("monitoring.make_export", wanted):
        raise DomainError(_("You may not make this download."))
    if year not in export_years():
        raise DomainError({"year": _("Choose a year from the list.")})
    same = Export.objects.filter(requested_by=user, edition=None, **about)
    if busy := same.filter(job__state__in=BUSY).first():
        return busy
    wanted.job = enqueue(
        kind=KIND,
        owner=user,
        parameters={"scope": scope, "year": year},
        key=_key(wanted, key) if key else None,
    )
    if earlier := Export.objects.filter(job=wanted.job).first():
        return earlier
    wanted.full_clean()
    wanted.save()
    return wanted


def _key(wanted: Export, key: uuid.UUID) -> str:
    """Name the form *and* what it asks: after Back another year is another download."""
    user, coalition, region = wanted.requested_by_id, wanted.coalition_id, wanted.region_id
    subject = f"{wanted.scope}.{coalition or region or 0}.{wanted.year}"
    return f"{KIND}:{user}:{subject}:{key}"


def export_build(context: JobContext) -> dict[str, Any]:
    """Build and store every file of the export of this job.

    Runs at least once: a second run, after a worker died, builds the same files, keeps those that
    were stored whole and replaces the rest, so there is never a file twice.
    """
    export = _of_job(context)
    return bundle_store(context=context, export=export, bundle=Bundle(target_of(export)))


def bundle_store(*, context: JobContext, export: Export, bundle: AnyBundle) -> dict[str, Any]:
    """Build and store the files of a bundle one by one; returns the result of the job."""
    stored: dict[str, str] = {}
    context.progress(0, bundle.total, _("The record has been read. Now the files."))
    for number, built in enumerate(bundle.files(), start=1):
        context.progress(number - 1, bundle.total, _file_text(number, bundle.total, built.name))
        file_store(export=export, built=built)
        stored[built.name] = built.checksum
    context.progress(bundle.total, bundle.total, _("All files are ready."))
    _drop_leftovers(export, stored)
    return {
        "url": reverse("monitoring:export_detail", args=[export.pk]),
        "files": stored,
        ADVICE_ROUNDS: list(bundle.advice_rounds),
    }


def _of_job(context: JobContext) -> Export:
    rows = Export.objects.select_related("coalition", "region", "requested_by")
    export = rows.filter(job=context.job).first()
    if export is None:
        raise DomainError(_("This download is no longer there. Make a new one."))
    user = export.requested_by
    if user is None or not user.has_perm("monitoring.make_export", export):
        raise DomainError(_("You no longer have access to what this download is about."))
    return export


def target_of(export: Export) -> Target:
    """Return what to build; the advice of a coalition goes along as far as who asked reads it."""
    asked_on = localdate(export.created_at)
    return Target(
        export.scope,
        export.year,
        export.coalition,
        export.region,
        asked_on,
        export.requested_by if export.coalition else None,
    )


def _file_text(number: int, total: int, name: str) -> str:
    words = {"number": number, "total": total, "name": name}
    return _("File %(number)s of %(total)s: %(name)s") % words


def _folder(export: Export) -> str:
    return f"{FOLDER}/{export.job_id}"


@transaction.atomic
def file_store(*, export: Export, built: Built) -> ExportFile:
    """Store one file under a random name; its row, written last, is what makes it exist."""
    Export.objects.select_for_update().get(pk=export.pk)
    old = ExportFile.objects.filter(export=export, name=built.name).first()
    if old and old.checksum == built.checksum and default_storage.exists(old.path):
        return old
    path = default_storage.save(f"{_folder(export)}/{uuid.uuid4()}", ContentFile(built.content))
    values = {
        "path": path,
        "content_type": built.content_type,
        "size": len(built.content),
        "checksum": built.checksum,
    }
    row, _is_new = ExportFile.objects.update_or_create(
        export=export, name=built.name, defaults=values
    )
    if old:
        transaction.on_commit(lambda: default_storage.delete(old.path))
    return row


def _drop_leftovers(export: Export, stored: dict[str, str]) -> None:
    """Remove what an earlier, unfinished run left behind."""
    for row in ExportFile.objects.filter(export=export).exclude(name__in=stored):
        row.delete()
    kept = set(ExportFile.objects.filter(export=export).values_list("path", flat=True))
    _delete_files(_folder(export), kept)


def _delete_files(folder: str, kept: set[str]) -> None:
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return  # a bucket has no folders, and says so with an empty list
    for name in names:
        if f"{folder}/{name}" not in kept:
            default_storage.delete(f"{folder}/{name}")


def exports_tidy() -> int:
    """Remove the files of exports past their term; returns how many exports lost theirs."""
    limit = clock.now() - timedelta(days=settings.EXPORT_FILE_DAYS)
    old = Export.objects.filter(job__finished_at__lt=limit, files__isnull=False).distinct()
    exports = list(old.order_by("pk"))
    for export in exports:
        export_files_remove(export=export)
    return len(exports)


@transaction.atomic
def export_files_remove(*, export: Export) -> None:
    """Remove the rows and, once committed, the files themselves."""
    locked = Export.objects.select_for_update().get(pk=export.pk)
    round_files_missed(export=locked)
    ExportFile.objects.filter(export=locked).delete()
    transaction.on_commit(lambda: _delete_files(_folder(locked), set()))
