"""What the domain asks of what people say to each other: rounds, advice, contact, hand-over."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from coalitions import reach
from coalitions.querysets.record import model_named, open_on
from kansrijkestart.core import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AnonymousUser

    from coalitions.models import (  # noqa: F401
        AdviceMessage,
        AdviceSharing,
        Assessment,
        ContactCoalition,
        ContactMoment,
        HandOver,
    )
    from kansrijkestart.accounts.models import User


def reads_checklist(user: "User") -> Q:
    """Return the condition on rows of a coalition "this user reads its checklist"."""
    coverage = model_named("CoalitionMunicipality").objects.filter(
        open_on(clock.today()), coalition=OuterRef("coalition")
    )
    sharing = model_named("Municipality").objects.sharing("checklist_adviser")
    is_shared = ~Exists(coverage.exclude(municipality__in=sharing.values("pk")))
    return Q(coalition__in=reach.taking_part(user)) | Q(
        is_shared, coalition__in=reach.advised(user)
    )


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Rounds of coalitions a user may open; an adviser only where the checklist is shared.

        A coalition shares its checklist when every municipality it covers consented.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(reads_checklist(user))

    def for_list(self) -> Self:
        return self.select_related("coalition", "checklist").order_by("-round", "-pk")


class AdviceQuerySet(models.QuerySet["AdviceMessage"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Shared messages for coordinators and advisers, concepts only for their author.

        Partners may be financiers: they do not see the thread until the coalition shares it.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.in_rounds(model_named("Assessment").objects.visible_to(user), user)

    def in_rounds(self, rounds: "AssessmentQuerySet | Sequence[int]", user: "User") -> Self:
        """The same, for a caller who knows which rounds this user may see."""
        opened = model_named("AdviceSharing").objects.filter(is_shared=True).values("assessment")
        inside = Q(assessment__coalition__in=reach.coordinated(user)) | Q(
            assessment__coalition__in=reach.advised(user)
        )
        return self.filter(
            (inside & (Q(shared_at__isnull=False) | Q(author=user)))
            | Q(assessment__in=opened, shared_at__isnull=False),
            assessment__in=rounds,
        )


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Who may open the record reads what its keepers left for each other."""
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))

    def waiting(self) -> Self:
        """Records that nobody took over yet."""
        return self.filter(settled_at__isnull=True).select_related("coalition")


class AdviceSharingQuerySet(models.QuerySet["AdviceSharing"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whoever sees the round knows whether its advice is shared."""
        return self.filter(assessment__in=model_named("Assessment").objects.visible_to(user))


class ContactMomentQuerySet(models.QuerySet["ContactMoment"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """What an adviser recorded, and what is about a coalition they advise or keep."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        links = model_named("ContactCoalition").objects.visible_to(user)
        return self.filter(Q(adviser=user) | Q(pk__in=links.values("contact")))


class ContactCoalitionQuerySet(models.QuerySet["ContactCoalition"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Contact with coalitions that the reader advises or keeps; others stay unnamed."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(
            Q(coalition__in=reach.coordinated(user)) | Q(coalition__in=reach.advised(user))
        )
