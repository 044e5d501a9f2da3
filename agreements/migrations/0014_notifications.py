from django.db import migrations

KIND = "agreements.calendar_ends"


def keep_who_was_told(apps, schema_editor):
    """Who was told that an address ends is not told again; where the mail was refused they are."""
    told = apps.get_model("agreements", "CalendarReminder").objects.filter(failed_at=None)
    notifications = apps.get_model("notifications", "Notification").objects
    notifications.bulk_create(
        [
            notifications.model(
                recipient_id=row.user_id,
                kind=KIND,
                occasion=row.expires_on.isoformat(),
                about={"expires_on": row.expires_on.isoformat()},
                path="/agenda/",
                created_at=row.sent_at,
                read_at=row.sent_at,
                delivery="single",
                mailed_at=row.sent_at,
                attempts=1,
            )
            for row in told.iterator()
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0013_search"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(keep_who_was_told, migrations.RunPython.noop),
        migrations.DeleteModel(name="CalendarReminder"),
    ]
