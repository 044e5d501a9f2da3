"""A file of figures on its way in, and what coalitions were told about figures they used."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.jobs.models import Job
from monitoring.choices import ImportState, NoticeKind
from monitoring.models.figures import Release
from monitoring.querysets import FigureImportQuerySet


class FigureImport(models.Model):
    """An uploaded file: one job checks and rehearses it, another stores it as a draft release.

    ``findings`` and ``rehearsal`` are what the last check said, as plain data. The file itself is
    removed when it is stored or thrown away; the release keeps its name and checksum.
    """

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="figure_import")
    store_job = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, blank=True, related_name="figure_storing"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("web address of the source"), max_length=300, blank=True)
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKING)
    row_count = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list, blank=True)
    rehearsal = models.JSONField(default=list, blank=True)
    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="figure_import"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = FigureImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            in_list("state", ImportState),
            models.CheckConstraint(
                condition=Q(state=ImportState.STORED, release__isnull=False)
                | (~Q(state=ImportState.STORED) & Q(release__isnull=True)),
                name="monitoring_stored_import_has_a_release",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ImportState.STORED, ImportState.DISCARDED]) | ~Q(path=""),
                name="monitoring_waiting_import_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.STORING) | Q(store_job__isnull=False),
                name="monitoring_storing_has_a_job",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class FigureNotice(models.Model):
    """That a coalition is told about figures it used: its keepers are, by a notification.

    ``used`` counts what it used them in, by kind; never a figure.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="notices")
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="figure_notices"
    )
    kind = models.CharField(max_length=10, choices=NoticeKind)
    happened_at = models.DateTimeField()
    used = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            in_list("kind", NoticeKind),
            models.UniqueConstraint(
                fields=["release", "coalition", "kind", "happened_at"],
                name="monitoring_told_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.release_id}"
