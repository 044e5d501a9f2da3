from django.db import migrations
from django.db.models import Q
from django.utils import timezone

REMINDED = "monitoring.round_reminder"
FILES = "monitoring.round_files"


def keep_wishes(apps, schema_editor):
    """Who wanted reminders once a week, or no mail about files, still does."""
    wishes = apps.get_model("notifications", "NotificationWish").objects
    weekly = apps.get_model("monitoring", "DigestWish").objects.values_list("user", flat=True)
    no_files = apps.get_model("monitoring", "FilesMailOff").objects.values_list("user", flat=True)
    rows = [(user, REMINDED, "digest") for user in weekly]
    rows += [(user, FILES, "none") for user in no_files]
    wishes.bulk_create(
        [wishes.model(user_id=user, kind=kind, delivery=how) for user, kind, how in rows],
        ignore_conflicts=True,
    )


def keep_who_was_reminded(apps, schema_editor):
    """Who was reminded of a threshold of a round that still runs is not reminded of it again."""
    memberships = apps.get_model("coalitions", "Membership").objects
    responses = apps.get_model("monitoring", "Response").objects
    notifications = apps.get_model("notifications", "Notification").objects
    sent = apps.get_model("monitoring", "ReminderSent").objects.filter(
        mailed_at__isnull=False, reminder__round__frozen_at__isnull=True
    )
    today, rows = timezone.localdate(), []
    for one in sent.select_related("reminder").iterator():
        asked = one.reminder.round_id
        kept = memberships.filter(
            Q(until__isnull=True) | Q(until__gt=today),
            user=one.user_id,
            role="coordinator",
            coalition__in=responses.filter(round=asked).values("coalition"),
        )
        rows += [
            notifications.model(
                recipient_id=one.user_id,
                kind=REMINDED,
                occasion=f"{asked} {coalition} {one.reminder.days_before}",
                about={"round": asked, "days": one.reminder.days_before},
                path="/",
                created_at=one.created_at,
                read_at=one.mailed_at,
                ended_at=one.mailed_at,
                delivery="single",
                mailed_at=one.mailed_at,
                attempts=1,
            )
            for coalition in kept.values_list("coalition", flat=True)
        ]
    notifications.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0019_open_data"),
        ("coalitions", "0017_guards_and_periods"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(keep_wishes, migrations.RunPython.noop),
        migrations.RunPython(keep_who_was_reminded, migrations.RunPython.noop),
        migrations.DeleteModel(name="DigestWish"),
        migrations.DeleteModel(name="FilesMailOff"),
        migrations.DeleteModel(name="ReminderSent"),
        migrations.RemoveField(model_name="figurenotice", name="failed_at"),
        migrations.RemoveField(model_name="figurenotice", name="mailed_at"),
    ]
