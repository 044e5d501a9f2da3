"""What pages ask of agreements."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from agreements.choices import AgreementState
from coalitions.choices import LOCAL_SCOPES, Scope, Stage
from coalitions.models import Coalition, CoalitionMunicipality, RegionMunicipality
from coalitions.querysets import OfCoalitionQuerySet, open_on
from kansrijkestart.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from agreements.models import Agreement, PathwayLine  # noqa: F401
    from kansrijkestart.accounts.models import User


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))

    def in_force(self) -> Self:
        return self.filter(state__in=[AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED])

    def local(self) -> Self:
        """What a coalition agrees for its own municipalities, also one that is regional too."""
        return self.filter(scope=Scope.LOCAL)

    def to_review(self) -> Self:
        """What applies in coalitions that run: of one that ended nobody looks again."""
        return self.in_force().exclude(coalition__stage=Stage.ENDED)

    def due_for_review(self, on: date | None = None) -> Self:
        return self.in_force().filter(review_on__lte=on or clock.today())

    def offered(self) -> Self:
        """What was laid before the municipalities: no drafts, no ends."""
        closed = [AgreementState.DRAFT, AgreementState.ENDED]
        return self.filter(proposed_at__isnull=False).exclude(state__in=closed)

    def offered_to(self, coalition: "Coalition | Callable[[int], Any]") -> Self:
        """Those of the regions that a municipality of a local coalition belongs to today.

        A link, or a region that a coalition names, opens none: whoever takes part says so itself.
        For a look-up of several coalitions: ``the_coalition``, which tells how deep it stands.
        """
        today = open_on(clock.today())
        covered = CoalitionMunicipality.objects.filter(
            today,
            coalition=coalition(3) if callable(coalition) else coalition,
            coalition__scope__in=LOCAL_SCOPES,
        )
        regions = RegionMunicipality.objects.filter(
            today, municipality__in=covered.values("municipality")
        )
        around = Coalition.objects.regional().running()
        return self.offered().filter(
            coalition__in=around.filter(region__in=regions.values("region"))
        )

    def for_list(self) -> Self:
        return (
            self.select_related("coalition", "owner_organisation", "owner_user", "ambition")
            .prefetch_related("themes__theme")
            .order_by("review_on", "pk")
        )


class UptakeQuerySet(models.QuerySet[Any]):
    """What municipalities do with regional agreements."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Of municipalities of a record the user opens, and of agreements the user keeps."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        covered = CoalitionMunicipality.objects.filter(
            open_on(clock.today()), coalition__in=Coalition.objects.visible_to(user).local()
        )
        kept = Coalition.objects.coordinated_by(user).regional()
        own = Q(municipality__in=covered.values("municipality"))
        return self.filter(own | Q(agreement__coalition__in=kept))


class FrameworkVersionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))

    def newest_first(self) -> Self:
        """The one adopted last on top, and those without a day below."""
        return self.order_by(models.F("adopted_on").desc(nulls_last=True), "-pk")


class OfMunicipalityQuerySet(OfCoalitionQuerySet):
    """What a coalition keeps per municipality: service directories and care pathways."""

    def covered_now(self) -> Self:
        """Of municipalities that the coalition still works for."""
        rows = CoalitionMunicipality.objects.filter(open_on(clock.today()))
        same = {name: models.OuterRef(name) for name in ("coalition", "municipality")}
        return self.filter(models.Exists(rows.filter(**same)))


class PathwayLineQuerySet(models.QuerySet["PathwayLine"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(pathway__coalition__in=Coalition.objects.visible_to(user))
