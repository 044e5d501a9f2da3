from django.db import migrations
from django.db.models import Q

APPLYING = ["in_force", "being_evaluated"]


def mark_regional(apps, schema_editor):
    """Agreements of a coalition that is only regional are regional.

    One that applies and has no owner stays as it was: a regional agreement has an owner.
    """
    rows = apps.get_model("agreements", "Agreement").objects.filter(
        Q(owner_organisation__isnull=False) | ~Q(state__in=APPLYING),
        coalition__scope="regional",
    )
    rows.update(scope="regional")


class Migration(migrations.Migration):

    dependencies = [("agreements", "0007_confirmation_and_uptake")]

    operations = [migrations.RunPython(mark_regional, migrations.RunPython.noop, elidable=True)]
