"""What money there is for the work, from which source, under which law, and until when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition
from coalitions.models.guards import same_coalition
from interventions.choices import (
    AmountClass,
    Certainty,
    FundingSource,
    Law,
    SpukPurpose,
)
from interventions.models.choices import Choice
from interventions.models.guards import pot_is_of_a_region, share_in_a_pot
from interventions.querysets import OfCoalitionQuerySet
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class Funding(Editable):
    """One stream of money of a coalition. What is not known stays empty: no zero, no guess.

    A regional coalition keeps a pot (``is_pot``); what a local coalition puts into it names that
    ``pot``. A region's total takes the pots and the money that is in none, so that nothing counts
    twice. ``amount`` is whole euros over the whole period; ``amount_class`` stands in its place
    when only the order is known.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="funding")
    title = models.CharField(_("for what"), max_length=200)
    source = models.CharField(_("source of the money"), max_length=12, choices=FundingSource)
    source_other = models.CharField(_("which source"), max_length=150, blank=True)
    purpose = models.CharField(
        _("purpose within SPUK GALA"), max_length=15, choices=SpukPurpose, blank=True
    )
    law = models.CharField(_("law"), max_length=16, choices=Law, blank=True)
    amount = models.PositiveBigIntegerField(_("amount in whole euros"), null=True, blank=True)
    amount_class = models.CharField(
        _("or the order of it"), max_length=10, choices=AmountClass, blank=True
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_structural = models.BooleanField(_("has no end date"), default=False)
    certainty = models.CharField(
        _("how certain"), max_length=10, choices=Certainty, default=Certainty.UNKNOWN
    )
    choice = models.ForeignKey(
        Choice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="funding",
        verbose_name=_("intervention it pays"),
    )
    is_pot = models.BooleanField(_("a pot of the region"), default=False)
    pot = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shares",
        verbose_name=_("goes into the pot of the region"),
    )
    note = models.TextField(_("note"), blank=True, max_length=1000)
    is_demo = models.BooleanField(default=False)

    objects = OfCoalitionQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("source", FundingSource),
            in_list("purpose", SpukPurpose, blank=True),
            in_list("law", Law, blank=True),
            in_list("amount_class", AmountClass, blank=True),
            in_list("certainty", Certainty),
            begins_first(
                "starts_on",
                "ends_on",
                name="interventions_money_ends_after_start",
                words=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(is_structural=False) | Q(ends_on__isnull=True),
                name="interventions_money_ends_or_does_not",
                violation_error_message=_("Give a last day, or say that there is none. Not both."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount_class=""),
                name="interventions_amount_or_order",
                violation_error_message=_("Give the amount or its order, not both."),
            ),
            models.CheckConstraint(
                condition=Q(purpose="") | Q(source=FundingSource.SPUK_GALA),
                name="interventions_purpose_of_spuk",
                violation_error_message=_("Only SPUK GALA has these purposes."),
            ),
            models.CheckConstraint(
                condition=~Q(source=FundingSource.OTHER) | ~Q(source_other=""),
                name="interventions_other_source_is_named",
                violation_error_message=_("Write which source it is."),
            ),
            models.CheckConstraint(
                condition=Q(is_pot=False) | Q(pot__isnull=True),
                name="interventions_pot_in_no_pot",
                violation_error_message=_("A pot does not go into another pot."),
            ),
        ]
        triggers = [
            same_coalition("choice", "interventions_choice"),
            pot_is_of_a_region(),
            share_in_a_pot(),
        ]

    def __str__(self) -> str:
        return self.title


class NationalAmount(models.Model):
    """What the country has for Kansrijke Start in a year, in whole euros, as a source says."""

    source = models.CharField(max_length=12, choices=FundingSource)
    year = models.PositiveSmallIntegerField()
    amount = models.PositiveBigIntegerField()
    is_structural = models.BooleanField(default=False)
    provenance = models.TextField()

    class Meta:
        ordering = ["source", "year"]
        constraints = [
            in_list("source", FundingSource),
            models.UniqueConstraint(
                fields=["source", "year"], name="interventions_national_amount_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.year}"
