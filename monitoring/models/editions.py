"""What a round said when it closed, frozen. See docs/adr/0031."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.jobs.models import Job
from monitoring.choices import BatchState, EditionState
from monitoring.models.rounds import Round
from monitoring.models.year_guards import frozen_stays, part_of_frozen
from monitoring.querysets.editions import EditionPartQuerySet, EditionQuerySet


class Edition(models.Model):
    """A numbered, immutable copy of a round: 1 at closing, the next ones are corrections.

    ``content`` holds what is the same for every municipality: the questions, the definitions of
    the figures, regions, division year and process indicators. ``checksum`` is that of the content
    and of all parts in order of code. Later changes of the record never reach it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.GATHERING)
    job = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, blank=True, related_name="edition"
    )
    moment = models.DateTimeField()
    content = models.JSONField(default=dict)
    checksum = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["round", "-number"]
        constraints = [
            in_list("state", EditionState),
            models.UniqueConstraint(fields=["round", "number"], name="monitoring_edition_once"),
            models.CheckConstraint(
                condition=Q(number=1) | (Q(number__gt=1) & ~Q(reason="")),
                name="monitoring_correction_has_a_reason",
                violation_error_message=_("Write why this edition is made."),
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.GATHERING, frozen_at__isnull=True, checksum="")
                | (Q(state=EditionState.FROZEN, frozen_at__isnull=False) & ~Q(checksum="")),
                name="monitoring_frozen_edition_is_whole",
            ),
        ]
        triggers = [frozen_stays()]

    def __str__(self) -> str:
        return f"{self.round} {self.number}"


class EditionPart(models.Model):
    """What one municipality said, with the sources of each answer and its figures of that day."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="parts")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=6)
    content = models.JSONField()
    checksum = models.CharField(max_length=64)

    objects = EditionPartQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "municipality"], name="monitoring_edition_part_once"
            )
        ]
        triggers = [part_of_frozen()]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.code}"


class ExportBatch(models.Model):
    """All exports of an edition, built in chunks; each chunk looks here whether it may go on."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="batch")
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.RUNNING)
    total = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            in_list("state", BatchState),
            models.CheckConstraint(
                condition=~Q(state=BatchState.DONE) | Q(finished_at__isnull=False),
                name="monitoring_done_batch_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.state}"
