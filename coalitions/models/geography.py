"""Municipalities and regions, with dates: a merger never rewrites the past."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import RegionKind
from coalitions.querysets import MunicipalityQuerySet, RegionQuerySet
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import DateRange, Int8Point, Period, fold_field

municipality_code = RegexValidator(r"^GM\d{4}$", _("A municipality code is GM and four digits."))
region_code = RegexValidator(r"^GG\d{4}$", _("A GGD code is GG and four digits."))


@tracked()
class Municipality(models.Model):
    """A Dutch municipality (gemeente).

    The code with a division year identifies an area: an absorbing municipality keeps its code while
    its area grows. ``valid_from`` empty means it existed on 1 January 2019; ``valid_until`` is the
    first day it no longer existed.
    """

    code = models.CharField(_("code"), max_length=6, unique=True, validators=[municipality_code])
    name = models.CharField(_("name"), max_length=100)
    name_fold = fold_field()
    province = models.CharField(_("province"), max_length=30)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    tile_col = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name_fold", "code"]
        constraints = [
            begins_first(
                "valid_from",
                "valid_until",
                name="coalitions_municipality_ends_after_start",
                is_after=True,
            ),
            models.CheckConstraint(
                condition=Q(tile_col__isnull=True, tile_row__isnull=True)
                | Q(tile_col__isnull=False, tile_row__isnull=False),
                name="coalitions_tile_is_whole",
            ),
            models.UniqueConstraint(
                fields=["tile_col", "tile_row"], name="coalitions_one_municipality_per_tile"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityAlias(models.Model):
    """Another spelling of a municipality's name, as found in tables and lists."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=100)
    name_fold = fold_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="coalitions_alias_once")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class MunicipalitySuccession(models.Model):
    """One municipality passing (part of) its area to another on a date.

    Many-to-many on purpose: Haaren was split over several, and a merger has several predecessors.
    """

    predecessor = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="precessions"
    )
    effective_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="coalitions_succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="coalitions_succession_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


@tracked()
class Region(models.Model):
    """A typed set of municipalities (regio). Regions overlap and do not nest."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_fold = fold_field()
    kind = models.CharField(_("kind"), max_length=10, choices=RegionKind)
    code = models.CharField(
        max_length=6, unique=True, null=True, blank=True, validators=[region_code]
    )
    stated_size = models.PositiveSmallIntegerField(
        _("number of municipalities the source states"), null=True, blank=True
    )
    note = models.TextField(_("note"), blank=True)
    is_demo = models.BooleanField(default=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name_fold", "slug"]
        constraints = [
            in_list("kind", RegionKind),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class RegionMunicipality(Period):
    """A municipality belonging to a region for a period."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="memberships")
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="region_memberships",
        verbose_name=_("municipality"),
    )

    class Meta:
        verbose_name = _("municipality of a region")
        verbose_name_plural = _("municipalities of the region")
        constraints = [
            begins_first(
                "since", "until", name="coalitions_region_period_ends_after_start", is_after=True
            ),
            ExclusionConstraint(
                name="coalitions_in_a_region_once_at_a_time",
                expressions=[
                    (Int8Point("region"), RangeOperators.OVERLAPS),
                    (Int8Point("municipality"), RangeOperators.OVERLAPS),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} in {self.region_id}"


class GidsListing(models.Model):
    """A municipality on the list of June 2019 (GIDS, or one of the others that signed up)."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="gids_listings"
    )
    is_gids = models.BooleanField()
    name_in_source = models.CharField(max_length=100)
    tranche = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="coalitions_listed_once")
        ]

    def __str__(self) -> str:
        return self.name_in_source
