"""What a coalition reads in its figures."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition
from coalitions.models.guards import stays
from kansrijkestart.core import clock
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable
from monitoring.models.figures import Indicator, IndicatorSet
from monitoring.querysets import InterpretationQuerySet


@tracked()
class Interpretation(Editable):
    """The story behind a figure (duiding): who talked about it, what parents said, what follows.

    It is about one indicator or one set; with neither about the figures together. It keeps no
    value: the figure is read when it is shown, so that nothing hidden can be copied. ``read_from``
    and ``read_until`` are the years of the figure that lay on the table; empty is not known.
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
    indicator_set = models.ForeignKey(
        IndicatorSet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set of figures"),
    )
    read_from = models.PositiveSmallIntegerField(
        _("first year of the figure"), null=True, blank=True, editable=False
    )
    read_until = models.PositiveSmallIntegerField(
        _("last year of the figure"), null=True, blank=True, editable=False
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
            ),
            models.CheckConstraint(
                condition=Q(indicator__isnull=True) | Q(indicator_set__isnull=True),
                name="monitoring_interpretation_of_one_thing",
                violation_error_message=_("Choose one figure or one set, not both."),
            ),
            models.CheckConstraint(
                condition=Q(read_from__isnull=True, read_until__isnull=True)
                | Q(
                    read_from__isnull=False,
                    read_until__isnull=False,
                    read_until__gte=F("read_from"),
                ),
                name="monitoring_interpretation_read_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["coalition", "discussed_on"], name="monitoring_talked_about")
        ]
        triggers = [stays("coalition")]

    def __str__(self) -> str:
        about = self.indicator or self.indicator_set
        return about.name if about else str(_("The figures together"))
