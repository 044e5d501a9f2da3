"""Who sees which frozen edition, and what of it."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from coalitions.models import Coalition, Region
from monitoring.querysets.readers import is_analyst

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


class EditionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Analysts see every edition; others the frozen ones that hold something of theirs."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if is_analyst(user):
            return self
        responses = apps.get_model("monitoring", "Response").objects
        return self.frozen().filter(round__in=responses.counted_for(user).values("round"))

    def frozen(self) -> Self:
        return self.filter(state="frozen")

    def newest(self) -> Self:
        """The last frozen edition of each round."""
        last = self.model._default_manager.filter(state="frozen").order_by("round_id", "-number")
        return self.filter(pk__in=last.distinct("round_id").values("pk"))

    def for_list(self) -> Self:
        """With the names of their questionnaires, and without the content: that is large."""
        return self.select_related(
            "round__questionnaire_version__questionnaire", "made_by", "job"
        ).defer("content")


class EditionPartQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Answers as they were frozen.

        For the coalition that gave them; of those that were handed in, for the lead of a region
        when the municipality shared them at that moment, and for analysts.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = Coalition.objects.taken_part_in_by(user).values_list("slug", flat=True)
        shown = Q(content__coalition__in=list(mine))
        led = Region.objects.led_by(user).values_list("slug", flat=True)
        inside = reduce(or_, [Q(content__regions__contains=[one]) for one in led], Q(pk__in=[]))
        shown |= inside & Q(content__shares=True, content__counts=True)
        if is_analyst(user):
            shown |= Q(content__counts=True)
        return self.filter(shown, edition__state="frozen")
