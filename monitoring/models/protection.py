"""Which cells the second step hides, chosen for all published figures at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from coalitions.models import Municipality, Region
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.jobs.models import Job
from monitoring.choices import ProtectionReason, ProtectionState
from monitoring.models.figures import Definition
from monitoring.querysets import ProtectionRunQuerySet


class ProtectionRun(models.Model):
    """One look at everything that is published: what must be hidden, and how well it is hidden.

    The newest finished run is what readers meet. ``parts`` holds per group of definitions what it
    was made from and what was found, so that a next run only does what changed.
    """

    reason = models.CharField(max_length=10, choices=ProtectionReason)
    state = models.CharField(
        max_length=10, choices=ProtectionState, default=ProtectionState.WAITING
    )
    job = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, blank=True, related_name="protection_run"
    )
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    release_ids = ArrayField(models.IntegerField(), default=list, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    histogram = models.JSONField(default=dict, blank=True)
    figure_count = models.PositiveIntegerField(default=0)
    primary_count = models.PositiveIntegerField(default=0)
    secondary_count = models.PositiveIntegerField(default=0)
    source_count = models.PositiveIntegerField(default=0)
    exact_count = models.PositiveIntegerField(default=0)
    narrow_count = models.PositiveIntegerField(default=0)
    redone_count = models.PositiveIntegerField(default=0)
    unsolved_count = models.PositiveIntegerField(default=0)
    shown_before_count = models.PositiveIntegerField(default=0)

    objects = ProtectionRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            in_list("reason", ProtectionReason),
            in_list("state", ProtectionState),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=ProtectionState.WAITING),
                name="monitoring_one_run_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProtectionState.FINISHED) | Q(finished_at__isnull=False),
                name="monitoring_run_ended_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(exact_count__lte=F("narrow_count")),
                name="monitoring_exact_is_narrow_too",
            ),
        ]

    def __str__(self) -> str:
        return f"protection run {self.pk}"


class ProtectedSet(models.Model):
    """Municipalities whose sums were part of a run. Only such a set may be added up."""

    run = models.ForeignKey(ProtectionRun, on_delete=models.CASCADE, related_name="sets")
    checksum = models.CharField(max_length=64)
    municipality_ids = ArrayField(models.BigIntegerField())
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "checksum"], name="monitoring_protected_set_once"
            ),
            models.CheckConstraint(
                condition=Q(municipality_ids__len__gte=2), name="monitoring_protected_set_of_more"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HiddenCell(models.Model):
    """A cell that is hidden besides those too small by themselves; of a set any hidden sum."""

    run = models.ForeignKey(ProtectionRun, on_delete=models.CASCADE, related_name="cells")
    definition = models.ForeignKey(Definition, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, related_name="+"
    )
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, related_name="+")
    protected_set = models.ForeignKey(
        ProtectedSet, on_delete=models.CASCADE, null=True, related_name="cells"
    )
    division_year = models.PositiveSmallIntegerField()
    period_start = models.PositiveSmallIntegerField()
    period_end = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "run",
                    "definition",
                    "municipality",
                    "region",
                    "protected_set",
                    "division_year",
                    "period_start",
                    "period_end",
                ],
                nulls_distinct=False,
                name="monitoring_hidden_cell_once",
            ),
            models.CheckConstraint(
                condition=Q(municipality__isnull=True, region__isnull=True)
                | Q(municipality__isnull=True, protected_set__isnull=True)
                | Q(region__isnull=True, protected_set__isnull=True),
                name="monitoring_hidden_in_one_area",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="monitoring_hidden_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"hidden cell {self.pk}"
