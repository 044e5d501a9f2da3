"""How a coalition went: its stages with their dates, and the grants that paid for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalitions.choices import Stage
from coalitions.models.coalition import Coalition
from coalitions.querysets import OfCoalitionQuerySet
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class CoalitionStage(Editable):
    """A stage that a coalition reached on a day; it lasts until the next one.

    A table of its own and not the history: that tells when somebody typed something, while a stage
    has its own day and source, often of years ago. ``Coalition.stage`` is the newest of these rows.
    Where one without a day belongs, ``selectors.life.in_order`` says.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    since = models.DateField(_("stage since"), null=True, blank=True)
    source = models.CharField(_("where this is known from"), max_length=200, blank=True)

    objects = OfCoalitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage of a coalition")
        verbose_name_plural = _("stages of coalitions")
        constraints = [
            in_list("stage", Stage),
            models.UniqueConstraint(
                fields=["coalition", "since"],
                nulls_distinct=False,
                name="coalitions_one_stage_per_day",
                violation_error_message=_("There is a stage of this day already. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coalition_id} {self.stage}"


@tracked()
class Grant(Editable):
    """Money that a coalition got from a regulation, in a round; what is not known stays empty."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="grants")
    regulation = models.CharField(_("regulation"), max_length=120)
    round_name = models.CharField(_("round"), max_length=80, blank=True)
    amount = models.PositiveIntegerField(_("amount in whole euros"), null=True, blank=True)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    source = models.CharField(_("where this is known from"), max_length=200, blank=True)

    objects = OfCoalitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            begins_first(
                "first_day",
                "last_day",
                name="coalitions_grant_ends_after_start",
                words=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.regulation
