"""The plan of a coalition: ambitions, what makes it last, and the road map."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import (
    LEVEL_CHOICES,
    LOCAL_SCOPES,
    REGIONAL_SCOPES,
    AmbitionState,
    EmbeddingPlace,
    Phase,
    RoadMapState,
)
from coalitions.models.coalition import Coalition, CoalitionLink, CoalitionMunicipality
from coalitions.models.geography import RegionMunicipality
from coalitions.models.guards import stays
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


class PlanQuerySet(models.QuerySet[Any]):
    """Parts of a plan: whoever may open the coalition may read them."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))


class RoadMapQuerySet(PlanQuerySet):
    """Deliverables: those of a regional coalition are read by the local ones it works for too."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Rows of coalitions a user may open, and of the regional coalitions around these."""
        seen = Coalition.objects.visible_to(user)
        return self.filter(Q(coalition__in=seen) | Q(coalition__in=regional_around(seen)))

    def for_list(self) -> Self:
        return self.select_related("coalition", "organisation", "template").order_by(
            F("due_on").asc(nulls_last=True), "pk"
        )


def regional_around(local: "models.QuerySet[Coalition]") -> "models.QuerySet[Coalition]":
    """Return the running regional coalitions that these local ones take part in or lie in.

    A local coalition belongs to a regional one by a link, by its region, or by a municipality that
    it covers there.
    """
    today = clock.today()
    local = local.filter(scope__in=LOCAL_SCOPES)
    linked = CoalitionLink.objects.filter(open_on(today), local__in=local)
    covered = CoalitionMunicipality.objects.filter(open_on(today), coalition__in=local)
    regions = RegionMunicipality.objects.filter(
        open_on(today), municipality__in=covered.values("municipality")
    )
    around = (
        Q(pk__in=linked.values("regional"))
        | Q(region__in=local.exclude(region=None).values("region"))
        | Q(region__in=regions.values("region"))
    )
    return Coalition.objects.filter(around, scope__in=REGIONAL_SCOPES, ended_on__isnull=True)


@tracked()
class Ambition(Editable):
    """What a coalition wants to reach (ambitie): for whom, and until when."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="ambitions")
    title = models.CharField(_("what do we want"), max_length=200)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    reach_by = models.DateField(_("until when"), null=True, blank=True)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, blank=True)
    goal = models.ForeignKey(
        "coalitions.ProgrammeGoal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subgoal of the programme"),
    )
    target = models.TextField(_("measurable target"), blank=True, max_length=1000)
    challenge = models.TextField(_("challenge"), blank=True, max_length=2000)
    state = models.CharField(
        _("state"), max_length=8, choices=AmbitionState, default=AmbitionState.RUNNING
    )
    ended_on = models.DateField(_("reached or stopped on"), null=True, blank=True)
    stop_reason = models.CharField(_("why it stopped"), max_length=500, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("phase", Phase, blank=True),
            in_list("state", AmbitionState),
            models.CheckConstraint(
                condition=Q(state=AmbitionState.RUNNING, ended_on__isnull=True)
                | (~Q(state=AmbitionState.RUNNING) & Q(ended_on__isnull=False)),
                name="coalitions_ended_ambition_has_a_date",
                violation_error_message=_("Give the day on which it was reached or stopped."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AmbitionState.STOPPED) | ~Q(stop_reason=""),
                name="coalitions_stopped_ambition_has_a_reason",
                violation_error_message=_("Write why it stopped."),
            ),
        ]
        triggers = [stays("coalition")]

    def __str__(self) -> str:
        return self.title


@tracked()
class EmbeddingItem(Editable):
    """Something that makes the work last (borging): what, anchored where, until when, whose."""

    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="embedding_items"
    )
    title = models.CharField(_("what"), max_length=200)
    anchored_in = models.CharField(_("anchored in"), max_length=20, choices=EmbeddingPlace)
    anchored_other = models.CharField(_("anchored elsewhere, namely"), max_length=200, blank=True)
    until = models.DateField(_("until when"), null=True, blank=True)
    has_no_end = models.BooleanField(_("has no end date"), default=False)
    organisation = models.ForeignKey(
        "coalitions.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("anchored_in", EmbeddingPlace),
            models.CheckConstraint(
                condition=~Q(anchored_in=EmbeddingPlace.OTHER) | ~Q(anchored_other=""),
                name="coalitions_embedding_elsewhere_is_named",
                violation_error_message=_("Write where it is anchored."),
            ),
            models.CheckConstraint(
                condition=Q(has_no_end=False) | Q(until__isnull=True),
                name="coalitions_embedding_ends_or_not",
                violation_error_message=_("Give a date, or say that there is no end date."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """Return where it is anchored, in words."""
        is_other = self.anchored_in == EmbeddingPlace.OTHER
        return self.anchored_other if is_other else str(self.get_anchored_in_display())


class RoadMapTemplate(models.Model):
    """One deliverable of a published road map, to be taken over; loaded from files."""

    key = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=10, choices=LEVEL_CHOICES)
    deliverable = models.CharField(max_length=200)
    moment = models.CharField(max_length=40)
    due_on = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            in_list("scope", LEVEL_CHOICES),
        ]

    def __str__(self) -> str:
        return self.deliverable


@tracked()
class RoadMapItem(Editable):
    """A deliverable on the road map (routekaart) with its deadline, locally or regionally."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="road_map")
    deliverable = models.CharField(_("what will be delivered"), max_length=200)
    level = models.CharField(_("local or regional"), max_length=10, choices=LEVEL_CHOICES)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=RoadMapState, default=RoadMapState.NOT_STARTED
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    organisation = models.ForeignKey(
        "coalitions.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    template = models.ForeignKey(
        RoadMapTemplate, on_delete=models.PROTECT, null=True, editable=False, related_name="taken"
    )

    objects = RoadMapQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("level", LEVEL_CHOICES),
            in_list("state", RoadMapState),
            models.CheckConstraint(
                condition=Q(state=RoadMapState.DONE, done_on__isnull=False)
                | (~Q(state=RoadMapState.DONE) & Q(done_on__isnull=True)),
                name="coalitions_done_deliverable_has_a_date",
                violation_error_message=_("Give the day on which it was done."),
            ),
            models.UniqueConstraint(
                fields=["coalition", "template"], name="coalitions_template_taken_over_once"
            ),
        ]

    def __str__(self) -> str:
        return self.deliverable
