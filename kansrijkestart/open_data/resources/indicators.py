"""Indicators with the newest version of their definition, as public documents give them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from kansrijkestart.core.spreadsheets import Cell
from kansrijkestart.open_data import declaring as say
from kansrijkestart.open_data.declaring import Asked, Field, Parameter, Resource
from monitoring.choices import Direction, IndicatorKind, ProgrammePhase, Unit
from monitoring.models import Definition, Indicator


def _find(asked: Asked) -> QuerySet[Indicator]:
    fixed = {name: asked[name] for name in ("phase", "kind") if name in asked}
    rows = Indicator.objects.filter(**fixed).order_by("name_fold", "key")
    return rows.prefetch_related("definitions", "memberships__indicator_set")


def newest(indicator: Indicator) -> Definition | None:
    """Return the newest version, of those that were loaded along."""
    return max(indicator.definitions.all(), key=lambda one: one.number, default=None)


def _of_newest(name: str) -> Any:
    return lambda indicator: getattr(newest(indicator), name, None) or None


def _definition(indicator: Indicator) -> dict[str, Any] | None:
    one = newest(indicator)
    if one is None:
        return None
    return {
        "number": one.number,
        "numerator": one.numerator or None,
        "denominator": one.denominator or None,
        "minimum_count": one.minimum_count,
        "break_note": one.break_note or None,
    }


def _definition_cell(told: dict[str, Any] | None) -> Cell:
    if told is None:
        return None
    return f"{told['number']}: {told['numerator'] or '?'} / {told['denominator'] or '?'}"


def _sets(indicator: Indicator) -> list[dict[str, Any]]:
    return [
        {"set": one.indicator_set.name, "number": one.number or None}
        for one in indicator.memberships.all()
    ]


DEFINITION = {
    "type": ["object", "null"],
    "properties": {
        "number": say.WHOLE | {"description": "The version; figures name it too."},
        "numerator": say.TEXT_OR_NULL | {"description": "What is counted (Dutch)."},
        "denominator": say.TEXT_OR_NULL | {"description": "Out of what (Dutch)."},
        "minimum_count": say.WHOLE_OR_NULL | {"description": "Below it a figure is hidden."},
        "break_note": say.TEXT_OR_NULL
        | {"description": "What differs from the version before (Dutch)."},
    },
    "required": ["number", "numerator", "denominator", "minimum_count", "break_note"],
    "additionalProperties": False,
}
INDICATORS = Resource(
    name="indicators",
    kind="Indicator",
    about="What is measured, and how: the newest version of the definition. Null is not known.",
    find=_find,
    parameters=(
        Parameter("phase", "The phase it is about.", say.one_of(ProgrammePhase.values)),
        Parameter("kind", "The kind of indicator.", say.one_of(IndicatorKind.values)),
    ),
    fields=(
        Field("key", "Its key, which never changes.", say.TEXT, lambda one: one.key),
        Field("name_nl", "Its name in Dutch.", say.TEXT, lambda one: one.name),
        Field("name_en", "Its name in English.", say.TEXT, lambda one: one.name_en),
        Field("phase", "The phase.", say.one_of(ProgrammePhase.values), lambda one: one.phase),
        Field("kind", "The kind.", say.one_of(IndicatorKind.values), lambda one: one.kind),
        Field(
            "unit",
            "Percentage, per 1000 or a number.",
            say.one_of_or_null(Unit.values),
            _of_newest("unit"),
        ),
        Field(
            "direction",
            "Whether a higher value is better, by the reading of this site.",
            say.one_of_or_null(Direction.values),
            _of_newest("direction"),
        ),
        Field("source", "Who counts it.", say.TEXT_OR_NULL, _of_newest("source")),
        Field(
            "definition",
            "How it is counted.",
            DEFINITION,
            _definition,
            cell=_definition_cell,
        ),
        Field(
            "sets",
            "The published sets it is in, with its number there.",
            say.many(say.whole({"set": say.TEXT, "number": say.TEXT_OR_NULL})),
            _sets,
            cell=lambda sets: "; ".join(one["set"] for one in sets),
        ),
        Field(
            "figures",
            "Where its open figures are; an empty list where there are none.",
            say.ADDRESS,
            lambda one: reverse("open_data:figures_of", args=[one.key]),
            is_path=True,
        ),
    ),
)
