"""Indicators, their definitions and the figures that were loaded."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Municipality, Region
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, fold_field
from monitoring.choices import (
    Aggregation,
    Direction,
    IndicatorKind,
    ProgrammePhase,
    ReleaseState,
    Unit,
    ValueKind,
)
from monitoring.models.guards import counted_stays
from monitoring.querysets import ObservationQuerySet, ReleaseQuerySet


@tracked()
class IndicatorSet(Editable):
    """A published set of indicators: national 2019, national 2024, local 2021, own."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)
    valid_from = models.PositiveSmallIntegerField(_("from the year"))
    valid_until = models.PositiveSmallIntegerField(_("until the year"), null=True, blank=True)
    stated_size = models.PositiveSmallIntegerField(_("size in the source"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    is_edited = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("indicator set")
        ordering = ["-valid_from", "key"]
        constraints = [
            begins_first(
                "valid_from",
                "valid_until",
                name="monitoring_set_ends_after_start",
                words=_("The last year lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Indicator(Editable):
    """What is measured, under a key that never changes. Numbers belong to sets, not to it."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_fold = fold_field()
    name_en = models.CharField(_("English name"), max_length=200)
    phase = models.CharField(_("phase"), max_length=10, choices=ProgrammePhase)
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind)
    opposite = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="opposite_of"
    )
    # By a person, on the site: from then on the reference files leave it alone, with its
    # memberships and definitions.
    is_edited = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["name_fold", "key"]
        constraints = [
            in_list("phase", ProgrammePhase),
            in_list("kind", IndicatorKind),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class IndicatorMembership(Editable):
    """An indicator in a set, with the number it has there (or none that is known)."""

    indicator_set = models.ForeignKey(
        IndicatorSet, on_delete=models.PROTECT, related_name="memberships"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="memberships")
    number = models.CharField(max_length=10, blank=True)
    is_official_number = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    provenance = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator_set", "indicator"],
                name="monitoring_once_in_a_set",
                violation_error_message=_("The indicator is in this set already."),
            ),
            models.UniqueConstraint(
                fields=["indicator_set", "number"],
                condition=~Q(number=""),
                name="monitoring_number_once_in_a_set",
                violation_error_message=_("This number is taken in this set."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_set_id} {self.number}"


@tracked()
class Definition(Editable):
    """One way an indicator was counted. A change of definition is a visible break."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    number = models.PositiveSmallIntegerField(_("definition version"))
    numerator = models.TextField(_("numerator"), blank=True)
    denominator = models.TextField(_("denominator"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    aggregation = models.CharField(
        _("may counts be added"), max_length=8, choices=Aggregation, default=Aggregation.UNKNOWN
    )
    minimum_count = models.PositiveSmallIntegerField(_("minimum count"), null=True, blank=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    break_note = models.TextField(_("break with the definition before"), blank=True)
    provenance = models.TextField(blank=True)

    class Meta:
        ordering = ["indicator", "number"]
        constraints = [
            in_list("unit", Unit),
            in_list("direction", Direction),
            in_list("aggregation", Aggregation),
            models.UniqueConstraint(
                fields=["indicator", "number"], name="monitoring_definition_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(break_note=""), name="monitoring_break_is_explained"
            ),
            begins_first(
                "first_year",
                "last_year",
                name="monitoring_definition_ends_after_start",
                words=_("The last year lies before the first."),
            ),
        ]
        triggers = [counted_stays()]

    def __str__(self) -> str:
        return f"definition {self.number}"


@tracked()
class Release(Editable):
    """One import of figures: a file with its source, published or withdrawn as a whole."""

    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("web address of the source"), max_length=300, blank=True)
    file_name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ReleaseState, default=ReleaseState.DRAFT)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(_("why withdrawn"), blank=True, max_length=2000)
    row_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)
    # Nobody sees its figures before a run over all published releases had it among them.
    is_protected = models.BooleanField(default=False, db_default=False)
    # Visitors read its figures too, and take them along: an analyst's decision, no by default.
    is_open = models.BooleanField(_("open data"), default=False, db_default=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            in_list("state", ReleaseState),
            models.UniqueConstraint(
                fields=["checksum"],
                condition=~Q(state=ReleaseState.WITHDRAWN),
                name="monitoring_same_file_once",
                violation_error_message=_("This file has already been loaded."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.PUBLISHED) | Q(published_at__isnull=False),
                name="monitoring_published_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(published_at__isnull=False),
                name="monitoring_open_was_published",
                violation_error_message=_("Only figures that are published can be open data."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="monitoring_withdrawn_has_a_reason",
                violation_error_message=_("Say why the figures are withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.source


class Observation(models.Model):
    """One figure of a municipality, a GGD region or the country (both empty); insert-only."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="observations")
    definition = models.ForeignKey(
        Definition, on_delete=models.PROTECT, related_name="observations"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="observations"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, related_name="observations"
    )
    division_year = models.PositiveSmallIntegerField()  # the area is that of this division
    period_start = models.PositiveSmallIntegerField()
    period_end = models.PositiveSmallIntegerField()
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    kind = models.CharField(max_length=18, choices=ValueKind)
    is_provisional = models.BooleanField(default=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "definition", "period_end"], name="monitoring_by_area"
            ),
            models.Index(fields=["definition", "period_end"], name="monitoring_by_definition"),
        ]
        constraints = [
            in_list("kind", ValueKind),
            models.CheckConstraint(
                condition=Q(municipality__isnull=True) | Q(region__isnull=True),
                name="monitoring_one_area",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="monitoring_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator")),
                name="monitoring_part_of_the_whole",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="monitoring_denominator_not_zero",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="monitoring_value_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(kind=ValueKind.VALUE) & Q(value__isnull=False))
                | (
                    ~Q(kind=ValueKind.VALUE)
                    & Q(value__isnull=True, numerator__isnull=True, denominator__isnull=True)
                ),
                name="monitoring_value_or_its_reason",
            ),
            models.UniqueConstraint(
                fields=[
                    "release",
                    "definition",
                    "municipality",
                    "region",
                    "division_year",
                    "period_start",
                    "period_end",
                ],
                nulls_distinct=False,
                name="monitoring_one_figure_per_area_and_period",
            ),
        ]

    def __str__(self) -> str:
        return f"observation {self.pk}"
