"""What a coalition reads in its figures."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable
from monitoring.models.figures import Indicator
from monitoring.querysets import InterpretationQuerySet


@tracked()
class Interpretation(Editable):
    """The story behind a figure (duiding): who talked about it, what parents said, what follows.

    Without ``indicator`` it is about the figures as a whole. It keeps no value: the figure is read
    when it is shown, so that nothing hidden can be copied.
    """

    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="interpretations"
    )
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("figure"),
    )
    discussed_on = models.DateField(_("discussed on"), default=clock.today)
    present = models.CharField(_("who was there"), max_length=500, blank=True)
    conclusion = models.TextField(_("what you conclude"), max_length=3000)
    parents_said = models.TextField(_("what parents said"), blank=True, max_length=3000)
    intention = models.TextField(_("what you will do"), blank=True, max_length=3000)

    objects = InterpretationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(conclusion=""),
                name="monitoring_interpretation_concludes",
                violation_error_message=_("Write what you conclude."),
            )
        ]
        indexes = [
            models.Index(fields=["coalition", "discussed_on"], name="monitoring_talked_about")
        ]

    def __str__(self) -> str:
        return self.indicator.name if self.indicator else str(_("The figures together"))
