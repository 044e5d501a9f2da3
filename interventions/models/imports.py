"""Tables that were loaded for a region, what each changed, and asking for what is missing."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition, Municipality, Region
from interventions.choices import ImportAction
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import DateRange, Int8Point


class MatrixImport(models.Model):
    """One table that was loaded: what it was, from when, and what it changed."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="matrix_imports")
    file_name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    reported_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    counts = models.JSONField(default=dict)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "checksum"],
                condition=Q(undone_at__isnull=True),
                name="interventions_table_loaded_once",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class MatrixImportRow(models.Model):
    """One row of the record that a table added or changed, with what stood there before.

    ``model`` is the name of a model of this app or ``coalition``; ``key`` the row's key; ``before``
    the fields that were changed, empty for what was added. ``version`` is that of the row when the
    table was stored: a row that was edited since is not undone in silence.
    """

    matrix_import = models.ForeignKey(
        MatrixImport, on_delete=models.CASCADE, related_name="changed_rows"
    )
    model = models.CharField(max_length=40)
    key = models.BigIntegerField()
    action = models.CharField(max_length=8, choices=ImportAction)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            in_list("action", ImportAction),
            models.UniqueConstraint(
                fields=["matrix_import", "model", "key"], name="interventions_import_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"


@tracked()
class SupplementRequest(models.Model):
    """A lead asked a municipality to report what it offers (vraag om aanvulling).

    Never changed after it was sent; one municipality is asked at most once in seven days.
    ``again_from`` is the first day on which it may be asked again.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="supplement_requests")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="supplement_requests"
    )
    text = models.TextField(_("your sentence"), blank=True, max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    asked_on = models.DateField(default=clock.today)
    again_from = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(again_from__gt=F("asked_on")), name="interventions_asked_again_later"
            ),
            ExclusionConstraint(
                name="interventions_asked_once_a_week",
                expressions=[
                    (Int8Point("region"), RangeOperators.OVERLAPS),
                    (Int8Point("municipality"), RangeOperators.OVERLAPS),
                    (DateRange("asked_on", "again_from"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.municipality_id}"
