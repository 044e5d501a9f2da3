"""What the domain asks of bottlenecks, meetings and agendas; see coalitions.querysets."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Q, Value, When

from coalitions.choices import REGIONAL_SCOPES
from coalitions.querysets.record import model_named

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from coalitions.models import (  # noqa: F401
        Agenda,
        Bottleneck,
        BottleneckResponse,
        Meeting,
        Region,
    )
    from kansrijkestart.accounts.models import User


class BottleneckQuerySet(models.QuerySet["Bottleneck"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))

    def unsolved(self) -> Self:
        return self.filter(state__in=["open", "working"])

    def without_owner(self) -> Self:
        return self.filter(assigned_to__isnull=True, organisation__isnull=True)

    def for_region(self, region: "Region") -> Self:
        """What municipalities brought to the region, and what its own coalition recorded."""
        places = model_named("Municipality").objects.in_region(region)
        local = model_named("Coalition").objects.local().covering(places)
        own = model_named("Coalition").objects.filter(scope__in=REGIONAL_SCOPES, region=region)
        return self.filter(
            Q(coalition__in=local.values("pk"), brought_on__isnull=False)
            | Q(coalition__in=own.values("pk"))
        )

    def for_list(self) -> Self:
        """What is not solved first, the newest on top."""
        is_closed = Case(When(state__in=["open", "working"], then=Value(0)), default=Value(1))
        return (
            self.select_related("coalition", "municipality", "assigned_to", "organisation")
            .prefetch_related("responses__coalition", "responses__organisation")
            .annotate(is_closed=is_closed)
            .order_by("is_closed", "-created_at", "-pk")
        )


class BottleneckResponseQuerySet(models.QuerySet["BottleneckResponse"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Answers of a region: for who opens its record, and for who asked."""
        seen = model_named("Coalition").objects.visible_to(user)
        return self.filter(Q(coalition__in=seen) | Q(bottleneck__coalition__in=seen))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))

    def for_list(self) -> Self:
        return (
            self.select_related("coalition", "agenda")
            .prefetch_related("present__organisation")
            .order_by("-held_on", "-pk")
        )


class AgendaQuerySet(models.QuerySet["Agenda"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Agendas and minutes are read by whoever opens the record, as its meetings are."""
        return self.filter(coalition__in=model_named("Coalition").objects.visible_to(user))

    def prepared(self) -> Self:
        return self.filter(state="prepared")
