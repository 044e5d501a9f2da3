"""Mailing that downloads of a frozen round are ready: a link, never a file or a figure.

Who asked for one is mailed when it is there. When all of a round are, who keeps a coalition or
leads a region is mailed once per round: a row first, under a unique constraint, then a mail. What
is being mailed is held, so two workers send nothing twice; one that dies between handing a mail
over and writing that down may send it again. A mail that was refused is tried again.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job, JobState
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue, is_queued
from kansrijkestart.notifications.mail import send_mail
from monitoring.models import Export, ExportBatch, FilesMail, FilesMailOff
from monitoring.selectors.file_mails import (
    files_until,
    places_of_files,
    readers_of_files,
    theirs_until,
)
from monitoring.services.batches import TELL as KIND
from monitoring.services.reminders import digest_wish_set

ASKED = "monitoring.export_mail"


@transaction.atomic
def mail_wishes_set(*, user: User, weekly: bool, no_files: bool) -> None:
    """Say how somebody is mailed: reminders once a week, and nothing when files are ready."""
    digest_wish_set(user=user, wanted=weekly)
    if no_files:
        FilesMailOff.objects.get_or_create(user=user)
    else:
        FilesMailOff.objects.filter(user=user).delete()


def export_tell_or_ask(*, export: Export) -> None:
    """Mail who asked; a mail that was refused becomes a job, so that the export itself is done."""
    if not export_tell(pk=export.pk):
        _ask_to_tell(export)


def _ask_to_tell(export: Export) -> None:
    parameters = {"export": export.pk}
    enqueue(kind=ASKED, owner=None, parameters=parameters, key=_key(export))


def _key(export: Export) -> str:
    return f"{ASKED}:{export.pk}"


def export_told(context: JobContext) -> dict[str, Any]:
    """Try a mail about one download again. Nobody is mailed twice, or after losing access."""
    if not export_tell(pk=context.parameters["export"]):
        raise ConnectionError("A mail about a download was refused.")  # the job tries again later
    return {}


@transaction.atomic
def export_tell(*, pk: int) -> bool:
    """Mail who asked that the files are there, once. True when nothing is left to mail."""
    rows = Export.objects.select_for_update(of=("self",)).filter(pk=pk, told_at__isnull=True)
    export = rows.select_related("requested_by", "edition__round__questionnaire_version").first()
    if export is None or export.edition is None or export.requested_by is None:
        return True
    user = export.requested_by
    if not (user.has_perm("monitoring.make_export", export) and export.files.exists()):
        return True
    values: dict[str, Any] = {"title": export.edition.round.questionnaire_version.title}
    values["url"] = _absolute(reverse("monitoring:export_detail", args=[export.pk]))
    values["until"] = files_until(Export.objects.filter(pk=pk))
    is_sent = send_mail("export_ready", user.email, values, user.language)
    if is_sent:
        Export.objects.filter(pk=pk).update(told_at=clock.now())
    return is_sent


def files_mails_send(context: JobContext) -> dict[str, Any]:
    """Write down who is told of a batch, and mail what was not mailed. Safe to run twice."""
    batch = ExportBatch.objects.select_related("edition").get(pk=context.parameters["batch"])
    files_mails_write(batch=batch)
    keys = list(_waiting(batch).order_by("pk").values_list("pk", flat=True))
    sent = 0
    for number, pk in enumerate(keys, start=1):
        sent += files_mail(pk=pk)
        context.progress(number, len(keys))
    if _waiting(batch).exists():
        raise ConnectionError("A mail about files was refused.")  # the job tries again later
    return {"sent": sent}


def _waiting(batch: ExportBatch) -> Any:
    return FilesMail.objects.filter(batch=batch, mailed_at__isnull=True)


@transaction.atomic
def files_mails_write(*, batch: ExportBatch) -> None:
    """Who was told of this round before, also with an earlier edition, keeps that row."""
    rows = [
        FilesMail(round_id=batch.edition.round_id, user=user, batch=batch)
        for user in readers_of_files(batch)
    ]
    FilesMail.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def files_mail(*, pk: int) -> int:
    """Mail one person where their files are; the row goes when there is nothing of theirs now."""
    rows = FilesMail.objects.select_for_update(of=("self",), skip_locked=True)
    names = ("user", "batch", "round__questionnaire_version")
    row = rows.select_related(*names).filter(pk=pk, mailed_at__isnull=True).first()
    if row is None:
        return 0
    places = places_of_files(row.user, row.batch)
    if not places:
        row.delete()
        return 0
    values = {
        "title": row.round.questionnaire_version.title,
        "places": [(one.words, _absolute(one.path)) for one in places],
        "until": theirs_until(row.user, row.batch),
        "settings_url": _absolute(reverse("monitoring:reminder_wish")),
    }
    is_sent = send_mail("round_files", row.user.email, values, row.user.language)
    moment = clock.now()
    row.mailed_at, row.failed_at = (moment, None) if is_sent else (None, moment)
    row.save(update_fields=["mailed_at", "failed_at"])
    return int(is_sent)


def files_mails_again() -> int:
    """Ask a job for what is still to be mailed and that nobody works on; returns how many jobs."""
    return _batches_again() + _asked_again()


def _batches_again() -> int:
    batches = FilesMail.objects.filter(mailed_at__isnull=True).order_by("batch").values("batch")
    wanted = [{"batch": one["batch"]} for one in batches.distinct()]
    fresh = [one for one in wanted if not is_queued(kind=KIND, parameters=one)]
    for parameters in fresh:
        enqueue(kind=KIND, owner=None, parameters=parameters)
    return len(fresh)


def _asked_again() -> int:
    """The mail about an own download that used up its tries gets new ones while files are there."""
    asked = Export.objects.filter(told_at__isnull=True, edition__isnull=False, batch__isnull=True)
    untold = {_key(one): one for one in asked.filter(files__isnull=False).distinct()}
    rows = Job.objects.filter(key__in=untold, state=JobState.FAILED)
    failed = set(rows.values_list("key", flat=True))
    wanted = [one for key, one in untold.items() if key in failed]
    for export in wanted:
        _ask_to_tell(export)
    return len(wanted)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
