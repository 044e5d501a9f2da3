"""What municipalities do with a regional agreement, and the framework these belong to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import Maturity, UptakeState
from agreements.models.agreements import Agreement
from agreements.models.guards import framework_of_a_region, of_a_regional_agreement
from agreements.models.reference import FrameworkPart
from agreements.querysets import FrameworkVersionQuerySet, UptakeQuerySet
from coalitions.models import Coalition, Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class Uptake(Editable):
    """What one municipality does with one regional agreement. Nothing said is no row."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="uptake")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=16, choices=UptakeState)
    note = models.TextField(_("note or reason"), blank=True, max_length=2000)
    decided_on = models.DateField(_("since"), default=clock.today)

    objects = UptakeQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("state", UptakeState),
            models.UniqueConstraint(
                fields=["agreement", "municipality"], name="agreements_uptake_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=UptakeState.NOT_TAKEN_OVER) | ~Q(note=""),
                name="agreements_not_taken_over_has_a_reason",
                violation_error_message=_("Write why it is not taken over."),
            ),
        ]
        triggers = [of_a_regional_agreement()]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.municipality_id} {self.state}"


@tracked()
class FrameworkVersion(Editable):
    """A version of a region's framework and how ripe it is."""

    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="framework_versions"
    )
    number = models.CharField(_("version"), max_length=20)
    maturity = models.CharField(_("level"), max_length=10, choices=Maturity)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=1000)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("maturity", Maturity),
            models.UniqueConstraint(
                fields=["coalition", "number"],
                name="agreements_framework_version_once",
                violation_error_message=_("There is a version with this number already."),
            ),
        ]
        triggers = [framework_of_a_region()]

    def __str__(self) -> str:
        return self.number


@tracked()
class AgreementPart(models.Model):
    """A part of the framework that an agreement fills in."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(FrameworkPart, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "part"], name="agreements_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.part_id}"
