"""Long work as rows: Celery only rings the bell."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("busy")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(models.Model):
    """One piece of background work, with owner, progress and lease.

    A worker claims it by taking the lease; when the lease runs out (the worker died) the sweeper
    gives it to another. ``key`` makes asking twice the same as asking once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    run_after = models.DateTimeField(default=clock.now)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    result_checksum = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "run_after"], name="jobs_by_state")]
        constraints = [
            in_list("state", JobState),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
                name="jobs_running_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JobState.DONE, JobState.FAILED])
                | Q(finished_at__isnull=False),
                name="jobs_ended_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Heartbeat(models.Model):
    """When a periodic process was last seen, for the health page."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
