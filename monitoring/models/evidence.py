"""A figure that shows what a coalition answers in its checklist."""

from django.db import models

from coalitions.models import Evidence
from kansrijkestart.core.history import tracked
from monitoring.models.figures import Indicator


@tracked()
class FigureEvidence(Evidence):
    """An indicator beside a statement; the page shows the newest figure, not a copy of it."""

    record = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")

    class Meta(Evidence.Meta):
        constraints = Evidence.once("monitoring_figure_evidence_once")
        triggers = [Evidence.guard()]
