"""What the analysts' pages about indicators show."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from coalitions.registry import HistorySource
from coalitions.selectors.history import Feed
from monitoring.models import (
    Definition,
    Indicator,
    IndicatorMembership,
    IndicatorSet,
    Observation,
)

HIDDEN = frozenset({"indicator", "is_edited", "name_fold"})


@dataclass(frozen=True)
class SetPart:
    """A set with its members, in its own order."""

    indicator_set: IndicatorSet
    members: list[IndicatorMembership]


def indicators_listed() -> QuerySet[Indicator]:
    """Every indicator with how many versions its definition has."""
    rows = Indicator.objects.select_related("opposite", "opposite_of")
    return rows.annotate(versions=Count("definitions")).order_by("name_fold", "key")


def sets_listed() -> list[SetPart]:
    """Every set with its members, in two questions."""
    members: dict[int, list[IndicatorMembership]] = {}
    rows = IndicatorMembership.objects.select_related("indicator").order_by("position", "pk")
    for row in rows:
        members.setdefault(row.indicator_set_id, []).append(row)
    return [SetPart(one, members.get(one.pk, [])) for one in IndicatorSet.objects.all()]


def definitions_of(indicator: Indicator) -> QuerySet[Definition]:
    """The versions, newest first, with whether there are figures of each."""
    figures = Observation.objects.filter(definition=OuterRef("pk"))
    return indicator.definitions.annotate(has_figures=Exists(figures)).order_by("-number")


def story_of(indicator: Indicator) -> list[Feed]:
    """The feeds about the indicator itself, its versions and its places in sets."""
    own, parts = Q(pgh_obj=indicator.pk), Q(indicator=indicator.pk)
    return [
        Feed(HistorySource(key, model, str(noun), lambda _reading: None, name, HIDDEN), within)
        for key, model, noun, name, within in (
            ("indicator", Indicator, gettext_lazy("Indicator"), "name", own),
            ("definition", Definition, gettext_lazy("Definition version"), "number", parts),
            ("membership", IndicatorMembership, gettext_lazy("Place in a set"), "number", parts),
        )
    ]
