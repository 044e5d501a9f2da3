"""What pages ask of agreements."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from agreements.choices import AgreementState
from coalitions.models import Coalition, CoalitionMunicipality
from coalitions.querysets import OfCoalitionQuerySet, open_on
from kansrijkestart.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from agreements.models import Agreement, PathwayLine  # noqa: F401
    from kansrijkestart.accounts.models import User


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))

    def in_force(self) -> Self:
        return self.filter(state__in=[AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED])

    def due_for_review(self, on: date | None = None) -> Self:
        return self.in_force().filter(review_on__lte=on or clock.today())

    def for_list(self) -> Self:
        return (
            self.select_related("coalition", "owner_organisation", "owner_user")
            .prefetch_related("themes__theme")
            .order_by("review_on", "pk")
        )


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
