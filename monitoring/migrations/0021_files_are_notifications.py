from datetime import timedelta

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

ROUND_FILES = "monitoring.round_files"
EXPORT_READY = "monitoring.export_ready"
REFUSED = "refused"  # by which kind of error was not kept
OF_ROUNDS, OF_OWN = "monitoring.files_mails", "monitoring.export_mail"  # jobs of then


def _until(finished_at):
    """The last day of files that were ready at a moment, as the words of a notification need it."""
    last = (finished_at or timezone.now()) + timedelta(days=settings.EXPORT_FILE_DAYS)
    return timezone.localdate(last).isoformat()


def _mailed_as(row, *, mailed_at, failed_at, wants_none):
    """Let a row say what the old table said. A row made for it was told long ago, if it was."""
    row.delivery = "none" if wants_none and mailed_at is None else "single"
    row.mailed_at = mailed_at
    row.failed_at = None if mailed_at or row.delivery == "none" else failed_at
    row.attempts = int(bool(row.mailed_at or row.failed_at))
    row.fault = REFUSED if row.failed_at else ""
    if mailed_at and row.pk is None:
        row.read_at = row.ended_at = mailed_at
    row.save()


def _without_mail(apps, kind):
    wishes = apps.get_model("notifications", "NotificationWish").objects
    return set(wishes.filter(kind=kind, delivery="none").values_list("user", flat=True))


class _Places:
    """Names, pages and last days of what the files of a batch are about."""

    def __init__(self, apps):
        names: dict[tuple[str, int], tuple[str, str]] = {}
        for model, field in (("Coalition", "coalition"), ("Region", "region")):
            rows = apps.get_model("coalitions", model).objects.values_list("pk", "name", "slug")
            names |= {(field, pk): (name, slug) for pk, name, slug in rows}
        exports = apps.get_model("monitoring", "Export").objects.filter(batch__isnull=False)
        keys = ("batch", "coalition", "region", "job__finished_at")
        batches = apps.get_model("monitoring", "ExportBatch").objects
        titles = batches.values_list("pk", "edition__round__questionnaire_version__title")
        self.names, self.titles = names, dict(titles)
        self.ready = {tuple(one): at for *one, at in exports.values_list(*keys)}

    def about(self, batch, coalition, region):
        key = ("region", region) if coalition is None else ("coalition", coalition)
        return {
            "batch": batch,
            "coalition": coalition,
            "region": region,
            "name": self.names[key][0],
            "title": self.titles[batch],
            "until_on": _until(self.ready.get((batch, coalition, region))),
        }

    def path(self, coalition):
        if coalition is None:
            return "/exports/"
        return f"/coalities/{self.names['coalition', coalition][1]}/exports/"


def keep_who_was_told_of_rounds(apps, schema_editor):
    """One row per person, round and place; of which batches a mail came too late stays in it."""
    rows = apps.get_model("notifications", "Notification").objects.filter(kind=ROUND_FILES)
    places, off = _Places(apps), _without_mail(apps, ROUND_FILES)
    for row in rows.filter(about__has_key="batch"):
        key = tuple(row.about[name] for name in ("batch", "coalition", "region"))
        if key in places.ready:
            row.about = row.about | places.about(*key)
            row.save()
    told: dict[tuple[int, int, int | None, int | None], list] = {}
    for mail in apps.get_model("monitoring", "FilesMail").objects.order_by("pk"):
        key = (mail.round_id, mail.user_id, mail.coalition_id, mail.region_id)
        told.setdefault(key, []).append(mail)
    for (round_key, user, coalition, region), mails in told.items():
        ended = [one for one in mails if one.ended_at is not None]
        last = next((one for one in mails if one.ended_at is None), mails[-1])
        place = f"r{region}" if coalition is None else f"c{coalition}"
        wanted = {"recipient_id": user, "kind": ROUND_FILES, "occasion": f"{round_key} {place}"}
        row = rows.filter(**wanted).first() or rows.model(
            **wanted, path=places.path(coalition), created_at=last.created_at
        )
        row.about = places.about(last.batch_id, coalition, region)
        if ended:
            row.about["missed"] = sorted({one.batch_id for one in ended})
        if last.ended_at is not None:
            row.ended_at = row.ended_at or last.ended_at
        mailed = {"mailed_at": last.mailed_at, "failed_at": last.failed_at}
        _mailed_as(row, **mailed, wants_none=user in off and last.ended_at is None)


def keep_who_was_told_of_own(apps, schema_editor):
    """Who was mailed about a download is not mailed again; who was not, is as long as it lasts."""
    rows = apps.get_model("notifications", "Notification").objects.filter(kind=EXPORT_READY)
    off = _without_mail(apps, EXPORT_READY)
    exports = apps.get_model("monitoring", "Export").objects.filter(
        edition__isnull=False, batch__isnull=True, requested_by__isnull=False
    )
    due = exports.filter(models.Q(told_at__isnull=False) | models.Q(files__isnull=False))
    names = ("job", "edition__round__questionnaire_version")
    for export in due.filter(job__state="done").distinct().select_related(*names):
        user = export.requested_by_id
        wanted = {"recipient_id": user, "kind": EXPORT_READY, "occasion": str(export.pk)}
        row = rows.filter(**wanted).first() or rows.model(
            **wanted, path=f"/exports/{export.pk}/", created_at=export.created_at
        )
        title = export.edition.round.questionnaire_version.title
        until = _until(export.job.finished_at)
        row.about = {"export": export.pk, "title": title, "until_on": until}
        _mailed_as(row, mailed_at=export.told_at, failed_at=None, wants_none=user in off)


def end_what_waited(apps, schema_editor):
    """No job mails this any more. A batch that one still had to tell of ends once more, and does.

    That is what the sweep does to a batch that runs and has nothing left to make.
    """
    jobs = apps.get_model("jobs", "Job").objects.filter(state__in=["queued", "running"])
    told_by = jobs.filter(kind=OF_ROUNDS).values_list("parameters__batch", flat=True)
    batches = apps.get_model("monitoring", "ExportBatch").objects
    batches.filter(pk__in=list(told_by), state="done").update(state="running", finished_at=None)
    ended = {"state": "done", "finished_at": timezone.now(), "lease_until": None}
    jobs.filter(kind__in=[OF_ROUNDS, OF_OWN]).update(**ended)


def give_back_who_was_told(apps, schema_editor):
    """Back to the tables of then; the list keeps the rows, which are mailed elsewhere again."""
    rows = apps.get_model("notifications", "Notification").objects
    exports = apps.get_model("monitoring", "Export").objects
    for row in rows.filter(kind=EXPORT_READY, mailed_at__isnull=False):
        exports.filter(pk=row.about.get("export")).update(told_at=row.mailed_at)
    rounds = dict(
        apps.get_model("monitoring", "ExportBatch").objects.values_list("pk", "edition__round")
    )
    mails = apps.get_model("monitoring", "FilesMail")
    for row in rows.filter(kind=ROUND_FILES, about__has_key="batch").exclude(delivery="none"):
        about = {"coalition_id": row.about["coalition"], "region_id": row.about["region"]}
        about |= {"user_id": row.recipient_id, "created_at": row.created_at}
        missed = {one: row.ended_at or timezone.now() for one in row.about.get("missed", [])}
        batch = row.about["batch"]
        if row.mailed_at is None and row.ended_at is not None and row.failed_at is not None:
            missed[batch] = row.ended_at
        elif row.mailed_at is not None or (row.ended_at is None and batch not in missed):
            moments = {"mailed_at": row.mailed_at, "failed_at": row.failed_at}
            mails.objects.create(batch_id=batch, round_id=rounds[batch], **about, **moments)
        for one, ended_at in missed.items():
            moments = {"failed_at": row.failed_at, "ended_at": ended_at}
            mails.objects.create(batch_id=one, round_id=rounds[one], **about, **moments)
    both = rows.filter(kind__in=[ROUND_FILES, EXPORT_READY])
    both.update(delivery="none", mailed_at=None, failed_at=None, fault="", attempts=0)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0020_notifications"),
        ("coalitions", "0017_guards_and_periods"),
        ("jobs", "0002_bounds"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(keep_who_was_told_of_rounds, give_back_who_was_told),
        migrations.RunPython(keep_who_was_told_of_own, migrations.RunPython.noop),
        migrations.RunPython(end_what_waited, migrations.RunPython.noop),
        migrations.DeleteModel(name="FilesMail"),
        migrations.RemoveField(model_name="export", name="told_at"),
    ]
