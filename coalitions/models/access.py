"""Who may open and keep a record: members, leads, advisers; and what is shared."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ConsentKind, MembershipRole
from coalitions.models.coalition import Coalition
from coalitions.models.geography import Municipality, Region
from coalitions.models.own_coalition import NOT_ALSO_ADVISER, NOT_ALSO_MEMBER, refuse_both
from coalitions.querysets import ConsentQuerySet, MembershipQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked


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
            in_list("role", MembershipRole),
            models.UniqueConstraint(
                fields=["user", "coalition"],
                condition=Q(until__isnull=True),
                name="coalitions_one_open_membership",
                violation_error_message=_("This person already has access to this coalition."),
            ),
            begins_first("since", "until", name="coalitions_membership_ends_after_start"),
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
            ),
            begins_first("since", "until", name="coalitions_lead_of_region_ends_after_start"),
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
            models.CheckConstraint(
                condition=Q(covers_for__isnull=True) | ~Q(covers_for=F("adviser")),
                name="coalitions_cover_is_for_another",
                violation_error_message=_("Choose the colleague who is covered for."),
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
            in_list("role", MembershipRole, blank=True),
            models.CheckConstraint(
                condition=(Q(coalition__isnull=False, region__isnull=True) & ~Q(role=""))
                | Q(coalition__isnull=True, region__isnull=False, role=""),
                name="coalitions_offer_is_one_thing",
            ),
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
        constraints = [
            in_list("kind", ConsentKind),
            # By the moment it was recorded, not by the database's clock: a test may travel.
            models.CheckConstraint(
                condition=Q(decided_on__lte=TruncDate("recorded_at")),
                name="coalitions_consent_decided_before_recorded",
                violation_error_message=_("The day of the decision lies in the future."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.kind} {self.is_granted}"
