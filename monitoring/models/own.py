"""Figures that a coalition counts itself, beside the published ones and never in them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition, Municipality
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, fold_field
from monitoring.choices import Direction, ProgrammePhase, Unit
from monitoring.querysets import OwnIndicatorQuerySet

# Below this a count, or the rest of its group, is never stored; see docs/adr/0026.
LEAST = 10


@tracked()
class OwnIndicator(Editable):
    """What a coalition counts itself: a share (so many out of so many) or a plain number.

    ``per_municipality`` says of which areas there are figures: of each municipality, or of the
    coalition as one. Never of both: the whole minus its parts would tell a part that is hidden.
    """

    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="own_indicators"
    )
    name = models.CharField(_("name"), max_length=200)
    name_fold = fold_field()
    phase = models.CharField(_("phase"), max_length=10, choices=ProgrammePhase)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    counted = models.CharField(_("who or what is counted"), max_length=500)
    out_of = models.CharField(_("out of how many"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=300)
    per_municipality = models.BooleanField(_("per municipality"), default=False)

    objects = OwnIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("own indicator")
        ordering = ["name_fold", "pk"]
        constraints = [
            in_list("phase", ProgrammePhase),
            in_list("unit", Unit),
            in_list("direction", Direction),
            models.UniqueConstraint(
                fields=["coalition", "name_fold"],
                name="monitoring_own_name_once",
                violation_error_message=_("You already have a figure of this name."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(counted="") & ~Q(source=""),
                name="monitoring_own_says_what_it_counts",
            ),
            models.CheckConstraint(
                condition=Q(unit=Unit.COUNT, out_of="") | (~Q(unit=Unit.COUNT) & ~Q(out_of="")),
                name="monitoring_own_share_of_something",
                violation_error_message=_(
                    "A share is out of something, a plain number is not. Say out of how many, or "
                    "choose number."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class OwnFigure(Editable):
    """One year of an own indicator, of a municipality or (without one) of the whole coalition.

    A count below ten, or with fewer than ten left over, is ``is_hidden`` and has no numbers: what
    is not stored leaves no server, not by the history either.
    """

    indicator = models.ForeignKey(OwnIndicator, on_delete=models.PROTECT, related_name="figures")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    numerator = models.PositiveIntegerField(_("numerator"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("denominator"), null=True, blank=True)
    is_hidden = models.BooleanField(_("hidden (privacy)"), default=False)
    is_provisional = models.BooleanField(_("provisional"), default=False)

    class Meta:
        verbose_name = _("own figure")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "municipality", "year"],
                nulls_distinct=False,
                name="monitoring_own_figure_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="monitoring_own_figure_in_a_year",
                violation_error_message=_("Give a year from 2000."),
            ),
            models.CheckConstraint(
                condition=Q(is_hidden=True, numerator__isnull=True, denominator__isnull=True)
                | Q(is_hidden=False, numerator__isnull=False, numerator__gte=LEAST),
                name="monitoring_own_figure_is_not_few",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=F("numerator") + LEAST),
                name="monitoring_own_rest_is_not_few",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"
