"""What is known of an organisation wherever it takes part: where it works, which networks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalitions.models.geography import Municipality, Region
from coalitions.models.partners import Organisation
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import fold_field


@tracked()
class OrganisationMunicipality(models.Model):
    """Work area: a municipality that an organisation works in."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="work_municipalities"
    )
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "municipality"],
                name="coalitions_works_in_municipality_once",
                violation_error_message=_("This municipality is in the work area already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} works in {self.municipality_id}"


@tracked()
class OrganisationRegion(models.Model):
    """Work area: a region that an organisation works in."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="work_regions"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "region"],
                name="coalitions_works_in_region_once",
                violation_error_message=_("This region is in the work area already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} works in region {self.region_id}"


@tracked()
class OrganisationNetwork(models.Model):
    """A network an organisation belongs to, in its own words (a VSV, a ROS, a consortium)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="networks"
    )
    name = models.CharField(_("network"), max_length=120)
    name_fold = fold_field()

    class Meta:
        ordering = ["name_fold", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name_fold"],
                name="coalitions_network_once",
                violation_error_message=_("This network is named already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
