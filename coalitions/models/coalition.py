"""The coalition, what it covers, what it takes part in and who leads it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalitions.choices import (
    LOCAL_SCOPES,
    REGIONAL_SCOPES,
    Scope,
    Stage,
)
from coalitions.models.geography import Municipality, Region
from coalitions.models.guards_of_scope import (
    level_of_its_links,
    link_from_local_to_regional,
    local_only_where_free,
    one_local_per_municipality,
)
from coalitions.querysets import CoalitionQuerySet
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import DateRange, Editable, Int8Point, Period, fold_field


@tracked()
class Coalition(Editable):
    """A local or regional coalition (coalitie) for children's first 1000 days."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_fold = fold_field()
    scope = models.CharField(_("local or regional"), max_length=10, choices=Scope)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.UNKNOWN)
    stage_since = models.DateField(_("stage since"), null=True, blank=True)
    stage_source = models.CharField(_("where this is known from"), max_length=200, blank=True)
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coalitions",
        verbose_name=_("region"),
    )
    description = models.TextField(_("in a few sentences"), blank=True, max_length=2000)
    lead_organisation = models.ForeignKey(
        "coalitions.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("organisation of the lead"),
    )
    started_on = models.DateField(_("start date"), null=True, blank=True)
    ended_on = models.DateField(_("end date"), null=True, blank=True)
    reopen_reason = models.CharField(
        _("why it was opened again"), max_length=500, blank=True, db_default=""
    )
    is_demo = models.BooleanField(default=False)

    objects = CoalitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("coalition")
        verbose_name_plural = _("coalitions")
        ordering = ["name_fold", "pk"]
        constraints = [
            in_list("scope", Scope),
            in_list("stage", Stage),
            models.CheckConstraint(
                condition=~Q(scope__in=REGIONAL_SCOPES) | Q(region__isnull=False),
                name="coalitions_regional_has_a_region",
                violation_error_message=_("A regional coalition needs a region."),
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(scope__in=REGIONAL_SCOPES) & ~Q(stage=Stage.ENDED),
                name="coalitions_one_regional_per_region",
                violation_error_message=_("This region already has a regional coalition."),
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ENDED) | Q(ended_on__isnull=False),
                name="coalitions_ended_has_a_date",
                violation_error_message=_("Give the date on which the coalition ended."),
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.ENDED) | Q(ended_on__isnull=True),
                name="coalitions_running_has_no_end_date",
                violation_error_message=_("Only a coalition that has ended has an end date."),
            ),
            begins_first("started_on", "ended_on", name="coalitions_coalition_ends_after_start"),
        ]
        triggers = [local_only_where_free(), level_of_its_links()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("coalitions:detail", args=[self.slug])

    @property
    def is_local(self) -> bool:
        """It is the coalition of its municipalities, and keeps what these decide."""
        return self.scope in LOCAL_SCOPES

    @property
    def is_regional(self) -> bool:
        """It is the coalition of its region, kept by the lead of that region too."""
        return self.scope in REGIONAL_SCOPES


@tracked()
class CoalitionMunicipality(Period):
    """Coverage: a municipality that a coalition works for, for a period.

    Every count expands coalitions to municipalities, because RIVM counts municipalities.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="coverage")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="coverage"
    )

    class Meta:
        constraints = [
            begins_first(
                "since", "until", name="coalitions_coverage_ends_after_start", is_after=True
            ),
            ExclusionConstraint(
                name="coalitions_covers_once_at_a_time",
                expressions=[
                    (Int8Point("coalition"), RangeOperators.OVERLAPS),
                    (Int8Point("municipality"), RangeOperators.OVERLAPS),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [one_local_per_municipality()]

    def __str__(self) -> str:
        return f"{self.coalition_id} covers {self.municipality_id}"


@tracked()
class CoalitionLink(Period):
    """A local coalition taking part in a regional one, for a period."""

    local = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="regional_links")
    regional = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="local_links")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(local=F("regional")), name="coalitions_link_to_another"
            ),
            begins_first("since", "until", name="coalitions_link_ends_after_start"),
            ExclusionConstraint(
                name="coalitions_linked_once_at_a_time",
                expressions=[
                    (Int8Point("local"), RangeOperators.OVERLAPS),
                    (Int8Point("regional"), RangeOperators.OVERLAPS),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [link_from_local_to_regional()]

    def __str__(self) -> str:
        return f"{self.local_id} in {self.regional_id}"


@tracked(personal=["name"])
class CoalitionLead(Editable, Period):
    """A person who leads the coalition (trekker); apart from accounts, with an organisation."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="leads")
    name = models.CharField(_("name"), max_length=150)
    organisation = models.ForeignKey(
        "coalitions.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )

    class Meta:
        constraints = [
            begins_first("since", "until", name="coalitions_lead_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"lead {self.pk}"
