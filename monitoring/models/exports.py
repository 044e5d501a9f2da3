"""The yearly exports and their files."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition, Region
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.jobs.models import Job
from monitoring.choices import ExportScope
from monitoring.models.editions import Edition, ExportBatch
from monitoring.querysets import ExportQuerySet


class Export(models.Model):
    """A yearly export somebody asked for: one job, several files, reproducible.

    With ``edition`` it is made of that frozen copy of a round, otherwise of the record of a year.
    Those of a ``batch`` nobody asked for: who may have what it is about, may have them.
    """

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="export")
    scope = models.CharField(max_length=10, choices=ExportScope)
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    batch = models.ForeignKey(
        ExportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="exports"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("scope", ExportScope),
            models.CheckConstraint(
                condition=Q(
                    scope=ExportScope.COALITION, coalition__isnull=False, region__isnull=True
                )
                | Q(scope=ExportScope.REGION, coalition__isnull=True, region__isnull=False)
                | Q(scope=ExportScope.NATIONAL, coalition__isnull=True, region__isnull=True),
                name="monitoring_export_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["batch", "scope", "coalition", "region"],
                condition=Q(batch__isnull=False),
                nulls_distinct=False,
                name="monitoring_export_once_in_a_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"


class ExportFile(models.Model):
    """One file of an export, with its checksum."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)
    path = models.CharField(max_length=300)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["export", "name"], name="monitoring_file_name_once")
        ]

    def __str__(self) -> str:
        return self.name
