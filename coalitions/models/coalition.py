"""The coalition, what it covers, who leads it and who has access."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalitions.choices import (
    LOCAL_SCOPES,
    REGIONAL_SCOPES,
    ConsentKind,
    MembershipRole,
    Scope,
    Stage,
)
from coalitions.models.geography import Municipality, Region
from coalitions.models.own_coalition import NOT_ALSO_ADVISER, NOT_ALSO_MEMBER, refuse_both
from coalitions.querysets import CoalitionQuerySet, ConsentQuerySet, MembershipQuerySet
from kansrijkestart.core import clock
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
        ]

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
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                name="coalitions_coverage_ends_after_start",
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
            ExclusionConstraint(
                name="coalitions_linked_once_at_a_time",
                expressions=[
                    (Int8Point("local"), RangeOperators.OVERLAPS),
                    (Int8Point("regional"), RangeOperators.OVERLAPS),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

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
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="coalitions_lead_ends_after_start",
                violation_error_message=_("The end date lies before the start date."),
            )
        ]

    def __str__(self) -> str:
        return f"lead {self.pk}"


@tracked()
class Membership(models.Model):
    """What one account may do in one coalition, for a period."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("user"),
    )
    coalition = models.ForeignKey(
        Coalition,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("coalition"),
    )
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole)
    since = models.DateField(_("since"), default=clock.today)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a coalition")
        verbose_name_plural = _("access to coalitions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "coalition"],
                condition=Q(until__isnull=True),
                name="coalitions_one_open_membership",
                violation_error_message=_("This person already has access to this coalition."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="coalitions_membership_ends_after_start",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="member_is_not_adviser",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NOT_ALSO_ADVISER,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.coalition}"

    def clean(self) -> None:
        if self.user_id and self.coalition_id:
            refuse_both(self, Caseload.objects.filter(adviser=self.user_id))


@tracked()
class RegionMembership(models.Model):
    """A person who leads a region: sees what its municipalities consented to."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="region_memberships",
        verbose_name=_("user"),
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="leads", verbose_name=_("region")
    )
    since = models.DateField(_("since"), default=clock.today)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead of a region")
        verbose_name_plural = _("leads of regions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "region"],
                condition=Q(until__isnull=True),
                name="coalitions_one_open_region_membership",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.region}"


@tracked()
class Caseload(models.Model):
    """A coalition an adviser looks after, or covers for a colleague until a date."""

    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="caseload",
        verbose_name=_("adviser"),
    )
    coalition = models.ForeignKey(
        Coalition,
        on_delete=models.PROTECT,
        related_name="advisers",
        verbose_name=_("coalition"),
    )
    covers_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("covers for"),
    )
    since = models.DateField(_("since"), default=clock.today)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("coalition of an adviser")
        verbose_name_plural = _("coalitions of advisers")
        constraints = [
            models.UniqueConstraint(
                fields=["adviser", "coalition"],
                condition=Q(until__isnull=True),
                name="coalitions_one_open_caseload",
            ),
            models.CheckConstraint(
                condition=Q(covers_for__isnull=True) | Q(until__isnull=False),
                name="coalitions_cover_has_an_end",
                violation_error_message=_("Cover for a colleague needs an end date."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="adviser_is_not_member",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NOT_ALSO_MEMBER,
            )
        ]

    def __str__(self) -> str:
        return f"{self.adviser} · {self.coalition}"

    def clean(self) -> None:
        if self.adviser_id and self.coalition_id:
            refuse_both(self, Membership.objects.filter(user=self.adviser_id))


class CoalitionVisit(models.Model):
    """When a user last opened a coalition, for "changed since my last visit"."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="visits")
    seen_at = models.DateTimeField(default=clock.now)
    previous_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "coalition"], name="coalitions_one_visit_row")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.coalition_id}"


@tracked()
class OfferedMembership(models.Model):
    """What an invitation gives when it is accepted: a role in a coalition, or a region."""

    invitation = models.OneToOneField(
        "accounts.Invitation", on_delete=models.CASCADE, related_name="offer"
    )
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, null=True, blank=True, related_name="offers"
    )
    role = models.CharField(max_length=12, choices=MembershipRole, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="offers"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(coalition__isnull=False, region__isnull=True) & ~Q(role=""))
                | Q(coalition__isnull=True, region__isnull=False, role=""),
                name="coalitions_offer_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


@tracked()
class Consent(models.Model):
    """A decision of a municipality to share one kind of thing, or to stop sharing it.

    Rows are only added: the latest decision counts, from its date on. A closed round keeps what was
    handed in.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="consents"
    )
    kind = models.CharField(_("what"), max_length=24, choices=ConsentKind)
    is_granted = models.BooleanField(_("shares"))
    decided_by = models.CharField(_("who decided (function, no name)"), max_length=150)
    decided_on = models.DateField(_("decided on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "kind", "-recorded_at"], name="coalitions_latest_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.kind} {self.is_granted}"
