"""Bottlenecks (knelpunten): what goes wrong, who picks it up, what the region does. No cases."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import BottleneckState
from coalitions.models.coalition import Coalition
from coalitions.models.geography import Municipality
from coalitions.models.guards import response_of_a_region, stays
from coalitions.models.partners import Organisation
from coalitions.querysets import BottleneckQuerySet, BottleneckResponseQuerySet
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class Bottleneck(Editable):
    """Something that goes wrong in the work of a coalition; never a case.

    Without ``municipality`` it is everywhere in the coalition. ``brought_on`` is the day on which
    the coalition itself brought it to the region: only then the regional lead reads it.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="bottlenecks")
    title = models.CharField(_("what goes wrong"), max_length=200)
    text = models.TextField(_("explanation"), blank=True, max_length=2000)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bottlenecks",
        verbose_name=_("who"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bottlenecks",
        verbose_name=_("organisation"),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=BottleneckState, default=BottleneckState.OPEN
    )
    why_not = models.CharField(_("why it will not be solved"), max_length=500, blank=True)
    solution = models.TextField(_("solution"), blank=True, max_length=2000)
    solved_on = models.DateField(_("solved on"), null=True, blank=True)
    brought_on = models.DateField(_("brought to the region on"), null=True, blank=True)

    objects = BottleneckQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("state", BottleneckState),
            models.CheckConstraint(
                condition=Q(state=BottleneckState.SOLVED, solved_on__isnull=False)
                | (~Q(state=BottleneckState.SOLVED) & Q(solved_on__isnull=True)),
                name="coalitions_solved_bottleneck_has_a_date",
                violation_error_message=_("Say on which day it was solved."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BottleneckState.WONT) | ~Q(why_not=""),
                name="coalitions_unsolved_bottleneck_has_a_reason",
                violation_error_message=_("Say in a sentence why it will not be solved."),
            ),
        ]
        triggers = [stays("coalition")]

    def __str__(self) -> str:
        return self.title


@tracked()
class BottleneckResponse(Editable):
    """What a region does with a bottleneck; the words of who brought it stay as they are."""

    bottleneck = models.ForeignKey(Bottleneck, on_delete=models.PROTECT, related_name="responses")
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="bottleneck_responses"
    )
    text = models.TextField(_("what the region does"), max_length=2000)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=BottleneckState, default=BottleneckState.OPEN
    )

    objects = BottleneckResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("state", BottleneckState),
            models.UniqueConstraint(
                fields=["bottleneck", "coalition"],
                name="coalitions_one_response_per_region",
                violation_error_message=_("The region answered already. Change that answer."),
            ),
        ]
        triggers = [response_of_a_region()]

    def __str__(self) -> str:
        return f"response {self.pk}"
