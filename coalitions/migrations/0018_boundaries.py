
import django.db.models.deletion
import kansrijkestart.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalitions', '0017_guards_and_periods'),
    ]

    operations = [
        migrations.CreateModel(
            name='MunicipalityBoundary',
            fields=[
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='boundary', serialize=False, to='coalitions.municipality')),
                ('path', models.TextField()),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='division of the year')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('loaded_at', models.DateTimeField(default=kansrijkestart.core.clock.now)),
            ],
            options={
                'verbose_name': 'boundary of a municipality',
                'verbose_name_plural': 'boundaries of municipalities',
                'constraints': [models.CheckConstraint(condition=models.Q(('path__regex', '^(M\\d+ \\d+l[-0-9 ]+z)+$')), name='coalitions_boundary_is_path'), models.CheckConstraint(condition=models.Q(('year__isnull', True), models.Q(('year__gte', 2019), ('year__lte', 2100)), _connector='OR'), name='coalitions_boundary_year')],
            },
        ),
    ]
