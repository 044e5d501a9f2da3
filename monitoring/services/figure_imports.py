"""Files of figures on their way in: upload, check and rehearse as a job, then store as a job.

Both jobs may run twice: what is done already is seen from the row, and storing is one transaction.
"""

import hashlib
import uuid
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import Job, JobState
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from monitoring.choices import ImportState
from monitoring.importers.figures import FigureFile
from monitoring.models import FigureImport
from monitoring.selectors.releases import rehearse_rows
from monitoring.services.releases import refuse_known, release_check, release_create

CHECK, STORE = "monitoring.figure_check", "monitoring.figure_store"
FOLDER = "imports"
TERM: Final = timedelta(days=30)  # how long a file that nobody stores is kept
BUSY = (JobState.QUEUED, JobState.RUNNING)
ENDED = (ImportState.STORED, ImportState.DISCARDED)


@transaction.atomic
def figure_import_upload(
    *, user: User, source: str, filename: str, data: bytes, source_url: str = ""
) -> FigureImport:
    """Keep a file and let a job check it.

    The same file twice gives the first one back while that is on its way; raises DomainError when
    it is loaded already.
    """
    User.objects.select_for_update().get(pk=user.pk)  # one upload of a user at a time
    checksum = hashlib.sha256(data).hexdigest()
    refuse_known(checksum)
    same = FigureImport.objects.waiting().filter(checksum=checksum, source=source.strip())
    if earlier := same.exclude(state=ImportState.REFUSED).first():
        return earlier
    wanted = FigureImport(
        requested_by=user,
        source=source.strip(),
        source_url=source_url.strip(),
        file_name=filename[-200:],
        size=len(data),
        checksum=checksum,
    )
    wanted.job = enqueue(kind=CHECK, owner=user, parameters={"checksum": checksum})
    wanted.path = f"{FOLDER}/{uuid.uuid4()}"
    wanted.full_clean()  # before the file is written: what is refused leaves nothing behind
    wanted.path = default_storage.save(wanted.path, ContentFile(data))
    wanted.save()
    return wanted


def figure_import_check(context: JobContext) -> dict[str, Any]:
    """Read the file of this job; keep everything that is wrong, or what storing it would change."""
    wanted = FigureImport.objects.filter(job=context.job).first()
    if wanted is None or wanted.state != ImportState.CHECKING:
        return _result(wanted)  # thrown away, or done by a run that did not live to say so
    found = _read(wanted, context)
    context.progress(len(found.rows), len(found.rows), _("Comparing with what is published."))
    rehearsal = rehearse_rows(found.rows) if not found.findings else []
    return _result(_write(wanted, found, rehearsal))


def _read(wanted: FigureImport, context: JobContext) -> FigureFile:
    """What is in the file. Raises DomainError when it was loaded in the meantime."""

    def told(done: int, total: int) -> None:
        words = _("%(done)s of %(total)s rows read.") % {"done": done, "total": total}
        context.progress(done, total, words)

    with default_storage.open(wanted.path) as file:
        data = file.read()
    return release_check(filename=wanted.file_name, data=data, source=wanted.source, progress=told)


@transaction.atomic
def _write(wanted: FigureImport, found: FigureFile, rehearsal: list[list[int]]) -> FigureImport:
    locked = FigureImport.objects.select_for_update().get(pk=wanted.pk)
    if locked.state not in (ImportState.CHECKING, ImportState.STORING):
        return locked
    locked.state = ImportState.REFUSED if found.findings else ImportState.READY
    locked.findings = [one.as_data() for one in found.findings]
    locked.rehearsal, locked.row_count = rehearsal, len(found.rows)
    locked.save(update_fields=["state", "findings", "rehearsal", "row_count"])
    return locked


def _result(wanted: FigureImport | None) -> dict[str, Any]:
    if wanted is None:
        return {}
    return {"url": reverse("monitoring:figure_import", args=[wanted.pk])}


@transaction.atomic
def figure_import_store(*, figure_import: FigureImport, user: User) -> FigureImport:
    """Let a job store a file that was checked, as a draft. Asking twice stores once."""
    locked = FigureImport.objects.select_for_update().get(pk=figure_import.pk)
    if locked.state in (ImportState.STORING, ImportState.STORED):
        return locked
    if locked.state != ImportState.READY:
        raise DomainError(_("Only a file without mistakes can be stored."))
    refuse_known(locked.checksum)
    locked.store_job = enqueue(
        kind=STORE, owner=user, parameters={"import": locked.pk}, key=f"{STORE}:{locked.pk}"
    )
    locked.state = ImportState.STORING
    locked.save(update_fields=["store_job", "state"])
    return locked


def figure_import_build(context: JobContext) -> dict[str, Any]:
    """Store the file of this job as a draft release, in one transaction.

    The file is read anew: what it may refer to can have changed since it was checked.
    """
    wanted = FigureImport.objects.filter(store_job=context.job).first()
    if wanted is None or wanted.state != ImportState.STORING:
        return _stored(wanted)
    try:
        found = _read(wanted, context)
        if found.findings:
            return _result(_write(wanted, found, []))
        return _stored(_build(wanted, found, context.owner))
    except ValidationError:
        FigureImport.objects.filter(pk=wanted.pk, state=ImportState.STORING).update(
            state=ImportState.READY
        )
        raise


@transaction.atomic
def _build(wanted: FigureImport, found: FigureFile, user: User | None) -> FigureImport:
    locked = FigureImport.objects.select_for_update().get(pk=wanted.pk)
    if locked.state != ImportState.STORING:
        return locked
    with default_storage.open(locked.path) as file:
        data = file.read()
    locked.release = release_create(
        source=locked.source,
        source_url=locked.source_url,
        filename=locked.file_name,
        data=data,
        user=user,
        found=found,
    )
    locked.state = ImportState.STORED
    _drop_file(locked)
    locked.save(update_fields=["release", "state", "path"])
    return locked


def _stored(wanted: FigureImport | None) -> dict[str, Any]:
    if wanted is None or wanted.release_id is None:
        return _result(wanted)
    return {"url": reverse("monitoring:release_detail", args=[wanted.release_id])}


@transaction.atomic
def figure_import_again(*, figure_import: FigureImport) -> FigureImport:
    """Start the work of a file anew after it failed, or after what it refers to has changed."""
    locked = FigureImport.objects.select_for_update().get(pk=figure_import.pk)
    job = locked.store_job if locked.state == ImportState.STORING else locked.job
    is_busy = job is not None and job.state in BUSY
    if locked.state in ENDED or is_busy:
        return locked
    if locked.state != ImportState.STORING:
        locked.state = ImportState.CHECKING
    parameters = {"checksum": locked.checksum, "again": str(uuid.uuid4())}
    kind = STORE if locked.state == ImportState.STORING else CHECK
    fresh: Job = enqueue(kind=kind, owner=job.owner if job else None, parameters=parameters)
    setattr(locked, "store_job" if kind == STORE else "job", fresh)
    locked.save(update_fields=["job", "store_job", "state"])
    return locked


@transaction.atomic
def figure_import_discard(*, figure_import: FigureImport) -> FigureImport:
    """Throw a file away that is not stored; work that is going on notices and ends."""
    locked = FigureImport.objects.select_for_update().get(pk=figure_import.pk)
    if locked.state == ImportState.STORED:
        raise DomainError(_("This file is stored already. Put the draft aside instead."))
    if locked.state == ImportState.DISCARDED:
        return locked
    locked.state = ImportState.DISCARDED
    locked.findings, locked.rehearsal = [], []
    _drop_file(locked)
    locked.save(update_fields=["state", "findings", "rehearsal", "path"])
    return locked


def _drop_file(locked: FigureImport) -> None:
    transaction.on_commit(partial(default_storage.delete, locked.path))
    locked.path = ""


def figure_imports_tidy() -> int:
    """Throw away files that nobody stored within their term; returns how many."""
    old = FigureImport.objects.waiting().filter(created_at__lt=clock.now() - TERM)
    rows = list(old.exclude(state=ImportState.STORING).order_by("pk"))
    for row in rows:
        figure_import_discard(figure_import=row)
    return len(rows)
