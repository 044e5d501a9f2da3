"""What pages ask of interventions and choices."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from coalitions.models import Coalition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from interventions.models import (  # noqa: F401
        Choice,
        Intervention,
        LocalOffer,
        Reach,
    )
    from kansrijkestart.accounts.models import User


class InterventionQuerySet(models.QuerySet["Intervention"]):
    def catalogue(self) -> Self:
        """What the public catalogue lists: everything but free local texts."""
        return self.filter(is_local=False)

    def for_list(self) -> Self:
        return self.prefetch_related("recognitions").order_by("name_fold", "pk")


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))

    def for_list(self) -> Self:
        return self.select_related("intervention", "coalition").order_by(
            "state", "intervention__name_fold", "pk"
        )


class LocalOfferQuerySet(models.QuerySet["LocalOffer"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))


class OfCoalitionQuerySet(models.QuerySet[Any]):
    """Rows of a coalition: whoever may open its record may read them."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=Coalition.objects.visible_to(user))


class ReachQuerySet(models.QuerySet["Reach"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(choice__coalition__in=Coalition.objects.visible_to(user))
