"""What the domain asks of its tables. ``visible_to`` is door one: who may know of a row."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from coalitions import reach
from coalitions.choices import LOCAL_SCOPES, REGIONAL_SCOPES, Domain
from kansrijkestart.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from coalitions.models import (  # noqa: F401
        Action,
        Coalition,
        Consent,
        ContactPerson,
        KnownAnswer,
        Municipality,
        Organisation,
        Partnership,
        Region,
    )
    from kansrijkestart.accounts.models import User


def model_named(name: str) -> Any:
    return apps.get_model("coalitions", name)


def open_on(on: date, since: str = "since", until: str = "until") -> Q:
    """Return the condition "the period holds on this date"; ``until`` is the first day after."""
    return (Q(**{f"{since}__isnull": True}) | Q(**{f"{since}__lte": on})) & (
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": on})
    )


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships, region memberships and caseload rows: all have since and until."""

    def current(self) -> Self:
        return self.filter(open_on(clock.today()))


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def valid_on(self, on: date) -> Self:
        """Municipalities that exist on a date."""
        return self.filter(open_on(on, "valid_from", "valid_until"))

    def in_region(self, region: "Region", on: date | None = None) -> Self:
        rows = model_named("RegionMunicipality").objects.filter(region=region)
        rows = rows.filter(open_on(on or clock.today()))
        return self.filter(pk__in=rows.values("municipality"))

    def in_regions(self, regions: "RegionQuerySet", on: date | None = None) -> Self:
        """Municipalities that lie in any of these regions on a date."""
        rows = model_named("RegionMunicipality").objects.filter(region__in=regions)
        rows = rows.filter(open_on(on or clock.today()))
        return self.filter(pk__in=rows.values("municipality"))

    def covered_by(self, coalition: "Coalition", on: date | None = None) -> Self:
        rows = model_named("CoalitionMunicipality").objects.filter(coalition=coalition)
        rows = rows.filter(open_on(on or clock.today()))
        return self.filter(pk__in=rows.values("municipality"))

    def sharing(self, kind: str) -> Self:
        """Municipalities whose latest decision about ``kind`` is to share."""
        return self.annotate(
            _shares=Subquery(
                model_named("Consent").objects.latest_for(kind).values("is_granted")[:1]
            )
        ).filter(_shares=True)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def latest_for(self, kind: str) -> Self:
        """For use in a subquery on municipalities: the decision that counts today first."""
        return self.filter(
            municipality=OuterRef("pk"), kind=kind, decided_on__lte=clock.today()
        ).order_by("-decided_on", "-recorded_at", "-pk")


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Regions whose overview and table a user may open.

        Those they may follow, and for a coordinator the region that the own municipalities work
        together in. Policy viewers read national totals, no region.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(
            Q(pk__in=self.model.objects.followed_by(user).values("pk"))
            | Q(pk__in=self.model.objects.around(user).values("pk"))
        )

    def followed_by(self, user: "User | AnonymousUser") -> Self:
        """Regions a user leads; all of them for a national analyst."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_national_role("analyst"):
            return self.all()
        return self.led_by(user)

    def led_by(self, user: "User") -> Self:
        """Regions a user leads."""
        led = model_named("RegionMembership").objects.current().filter(user=user)
        return self.filter(pk__in=led.values("region"))

    def around(self, user: "User") -> Self:
        """Regions with a running regional coalition, of municipalities whose record a user keeps.

        A GGD region without one is a line on a map, not a table that its municipalities share.
        """
        today = clock.today()
        covered = model_named("CoalitionMunicipality").objects.filter(
            open_on(today), coalition__in=reach.kept(user)
        )
        rows = model_named("RegionMunicipality").objects.filter(
            open_on(today), municipality__in=covered.values("municipality")
        )
        running = model_named("Coalition").objects.regional().running()
        return self.filter(pk__in=rows.values("region")).filter(pk__in=running.values("region"))


class CoalitionQuerySet(models.QuerySet["Coalition"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Coalitions whose record a user may open.

        Members (coordinator, partner), the adviser who has it in the caseload, and the lead of a
        region for that region's own regional coalition. A regional lead sees municipalities on the
        region's pages, as far as they consented, not through their coalition's record.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(pk__in=reach.reached(user))

    def coordinated_by(self, user: "User") -> Self:
        """Coalitions whose record a user may change."""
        return self.filter(pk__in=reach.coordinated(user))

    def in_caseload_of(self, user: "User") -> Self:
        return self.filter(pk__in=reach.advised(user))

    def taken_part_in_by(self, user: "User") -> Self:
        """Coalitions a user is a member of, or leads the region of."""
        return self.filter(pk__in=reach.taking_part(user))

    def local(self) -> Self:
        return self.filter(scope__in=LOCAL_SCOPES)

    def regional(self) -> Self:
        return self.filter(scope__in=REGIONAL_SCOPES)

    def running(self) -> Self:
        return self.exclude(stage="ended")

    def covering(self, municipalities: "MunicipalityQuerySet", on: date | None = None) -> Self:
        """Coalitions that work for any of these municipalities on a date."""
        rows = model_named("CoalitionMunicipality").objects.filter(
            open_on(on or clock.today()), municipality__in=municipalities
        )
        return self.filter(pk__in=rows.values("coalition"))

    def public(self) -> Self:
        """Coalitions that may stand on the public map.

        Every municipality they cover shares it; one that says no keeps the coalition off the map.
        """
        return self.filter(pk__in=reach.on_the_map())

    def for_list(self) -> Self:
        return self.select_related("region").order_by("name_fold", "pk")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Organisations that take part in a coalition the user may open."""
        seen = model_named("Coalition").objects.visible_to(user)
        rows = model_named("Partnership").objects.filter(coalition__in=seen)
        return self.filter(pk__in=rows.values("organisation"))


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))

    def active(self, on: date | None = None) -> Self:
        return self.filter(open_on(on or clock.today()))

    def for_list(self) -> Self:
        """By domain, then by kind of partner, then by name."""
        by_domain = Case(
            *(
                When(partner_type__domain=key, then=Value(place))
                for place, key in enumerate(Domain.values)
            ),
            default=Value(len(Domain.values)),
        )
        return self.select_related("organisation", "partner_type").order_by(
            by_domain, "partner_type__position", "organisation__name_fold", "pk"
        )


class ContactQuerySet(models.QuerySet["ContactPerson"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Contact persons of partners of coalitions whose record a user keeps."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(partnership__coalition__in=reach.coordinated(user))


class OfCoalitionQuerySet(models.QuerySet[Any]):
    """Rows that whoever may open the coalition's record may read."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))


class KnownAnswerQuerySet(models.QuerySet["KnownAnswer"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))

    def for_list(self) -> Self:
        return self.select_related("coalition", "assigned_to", "organisation", "ambition").order_by(
            "state", models.F("due_on").asc(nulls_last=True), "pk"
        )

    def for_plan(self) -> Self:
        """Open actions first, the earliest date on top; then what is done or dropped."""
        is_closed = Case(When(state="open", then=Value(0)), default=Value(1))
        return (
            self.for_list()
            .annotate(is_closed=is_closed)
            .order_by("is_closed", models.F("due_on").asc(nulls_last=True), "pk")
        )
