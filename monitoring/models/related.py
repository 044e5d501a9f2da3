"""Which indicators an intervention is meant to be read beside."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interventions.models import Intervention
from kansrijkestart.core.history import tracked
from monitoring.models.figures import Indicator


@tracked()
class InterventionIndicator(models.Model):
    """An indicator beside an intervention. It says what to look at, never that it works."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "indicator"],
                name="monitoring_indicator_beside_once",
                violation_error_message=_("This indicator already stands there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.intervention_id} {self.indicator_id}"
