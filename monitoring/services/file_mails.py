"""Mailing that downloads of a frozen round are ready: a link, never a file or a figure.

Who asked for one is mailed when it is there. When all of a round are, who keeps a coalition or
leads a region is told of each once per round: a row first, under a unique constraint, then a mail,
one for all rows of a person that wait. What is being mailed is held, so two workers send nothing
twice; one that dies between handing a mail over and writing that down may send it again. A mail
that was refused is tried again; when the files are over first, the row stays, to be read.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job, JobState
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue, is_queued
from kansrijkestart.notifications.mail import send_mail
from kansrijkestart.notifications.selectors import wanting_no_mail
from kansrijkestart.notifications.services import Tell, notify
from monitoring.models import Export, ExportBatch, FilesMail
from monitoring.notifications import EXPORT_READY, ROUND_FILES
from monitoring.selectors.file_mails import (
    Due,
    files_due,
    files_until,
    of_reader,
    places_of,
    places_until,
    with_files,
)
from monitoring.services.batches import TELL as KIND

ASKED = "monitoring.export_mail"


def export_tell_or_ask(*, export: Export) -> None:
    """List it and mail who asked; a refused mail becomes a job, so that the export is done."""
    if export.requested_by_id is not None and export.edition is not None:
        notify(kind=EXPORT_READY, tells=[_own(export, export.requested_by_id)])
    if not export_tell(pk=export.pk):
        _ask_to_tell(export)


def _own(export: Export, user: int) -> Tell:
    title = export.edition.round.questionnaire_version.title if export.edition else ""
    until = localdate(files_until(Export.objects.filter(pk=export.pk)))
    about = {"export": export.pk, "title": title, "until_on": until.isoformat()}
    path = reverse("monitoring:export_detail", args=[export.pk])
    return Tell(recipient=user, occasion=str(export.pk), path=path, about=about)


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
    if user.pk in wanting_no_mail(EXPORT_READY):
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
    readers = list(_waiting(batch).order_by("user").values_list("user", flat=True).distinct())
    sent = 0
    for number, user in enumerate(readers, start=1):
        sent += files_mail(batch=batch.pk, user=user)
        context.progress(number, len(readers))
    if _waiting(batch).exists():
        raise ConnectionError("A mail about files was refused.")  # the job tries again later
    return {"sent": sent}


def _untold() -> QuerySet[FilesMail]:
    return FilesMail.objects.filter(mailed_at__isnull=True, ended_at__isnull=True)


def _waiting(batch: Any) -> QuerySet[FilesMail]:
    return _untold().filter(batch=batch)


@transaction.atomic
def files_mails_write(*, batch: ExportBatch) -> None:
    """What somebody was told in this round before, also of an earlier edition, keeps that row.

    What still waits with another edition goes along: that one's files are over sooner.
    """
    everybody = files_due(batch)
    coalitions = {one.coalition for one in everybody if one.coalition is not None}
    slugs = dict(Coalition.objects.filter(pk__in=coalitions).values_list("pk", "slug"))
    notify(kind=ROUND_FILES, tells=[_place(batch, one, slugs) for one in everybody])
    off = wanting_no_mail(ROUND_FILES)
    due = [one for one in everybody if one.user not in off]
    told = {"batch": batch, "round_id": batch.edition.round_id}
    rows = [
        FilesMail(user_id=user, coalition_id=coalition, region_id=region, **told)
        for user, coalition, region in due
    ]
    FilesMail.objects.bulk_create(rows, ignore_conflicts=True)
    elsewhere = _untold().filter(round=batch.edition.round_id).exclude(batch=batch)
    keys = elsewhere.values_list("pk", "user", "coalition", "region")
    wanted = set(due)
    moving = [pk for pk, *one in keys if Due(*one) in wanted]
    _untold().filter(pk__in=moving).update(batch=batch)


def _place(batch: ExportBatch, due: Due, slugs: dict[int, str]) -> Tell:
    place = "" if due.region is None else f"r{due.region}"
    path = reverse("monitoring:exports")
    if due.coalition is not None:
        place = f"c{due.coalition}"
        path = reverse("monitoring:coalition_exports", args=[slugs[due.coalition]])
    about = {
        "batch": batch.pk,
        "coalition": due.coalition,
        "region": due.region,
        "title": batch.edition.round.questionnaire_version.title,
    }
    occasion = f"{batch.edition.round_id} {place}"
    return Tell(recipient=due.user, occasion=occasion, path=path, about=about)


@transaction.atomic
def files_mail(*, batch: int, user: int) -> int:
    """Mail one person where the files are that wait to be told: one mail for all of them."""
    rows = _hold(batch, user)
    if not rows:
        return 0
    held = FilesMail.objects.filter(pk__in=[one.pk for one in rows])
    batch_row, reader = rows[0].batch, rows[0].user
    off = wanting_no_mail(ROUND_FILES)
    theirs = of_reader(reader, held) if reader.pk not in off else held.none()
    ready = list(with_files(batch_row, theirs).values_list("pk", flat=True))
    _end(held.exclude(pk__in=ready), theirs)
    if not ready:
        return 0
    told = held.filter(pk__in=ready)
    values = {
        "title": rows[0].round.questionnaire_version.title,
        "places": [(one.words, _absolute(one.path)) for one in places_of(told)],
        "until": places_until(batch_row, told),
        "settings_url": _absolute(reverse("notifications:settings")),
    }
    is_sent = send_mail("round_files", reader.email, values, reader.language)
    moment = clock.now()
    told.update(mailed_at=moment if is_sent else None, failed_at=None if is_sent else moment)
    return int(is_sent)


def _hold(batch: int, user: int) -> list[FilesMail]:
    """Hold what waits for a person. Who comes second leaves all of it, so that it is one mail."""
    waiting = _waiting(batch).filter(user=user).order_by("pk")
    first = waiting.values_list("pk", flat=True).first()
    if first is None:
        return []
    if not waiting.select_for_update(of=("self",), skip_locked=True).filter(pk=first):
        return []
    names = ("user", "batch", "round__questionnaire_version")
    return list(waiting.select_for_update(of=("self",)).select_related(*names))


def _end(rows: QuerySet[FilesMail], theirs: QuerySet[FilesMail]) -> None:
    """What cannot be told any more stays when somebody should have got it; the rest goes."""
    missed = rows.filter(Q(failed_at__isnull=False) | Q(pk__in=theirs.values("pk")))
    missed.update(ended_at=clock.now())
    rows.filter(ended_at__isnull=True).delete()


def files_mails_again() -> int:
    """Ask a job for what is still to be mailed and that nobody works on; returns how many jobs."""
    return _batches_again() + _asked_again()


def _batches_again() -> int:
    batches = _untold().order_by("batch").values("batch")
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
