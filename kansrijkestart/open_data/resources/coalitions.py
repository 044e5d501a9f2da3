"""Public coalitions: exactly what their public page tells."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from coalitions.choices import Scope, Stage
from coalitions.models import Coalition, Municipality
from coalitions.selectors.public import PublicCoalition, public_coalitions, told_of
from kansrijkestart.open_data import declaring as say
from kansrijkestart.open_data.declaring import Asked, Field, Parameter, Resource
from kansrijkestart.open_data.problems import ProblemError


def _find(asked: Asked) -> QuerySet[Coalition]:
    rows = public_coalitions()
    fixed = {name: asked[name] for name in ("stage", "scope") if name in asked}
    if "municipality" in asked:
        rows = rows.covering(_municipality(asked["municipality"]))  # type: ignore[attr-defined]
    return rows.filter(**fixed)


def _municipality(code: str) -> Any:
    found = Municipality.objects.filter(code=code)
    if not found.exists():
        why = "No municipality has this code. /api/v1/municipalities/ has those of today."
        raise ProblemError.about(("municipality", why))
    return found


def coalition_named(slug: str) -> Coalition | None:
    """Return a public coalition; None for one that is not public, as for one that is not there."""
    return public_coalitions().filter(slug=slug).first()


def _places(one: PublicCoalition) -> list[dict[str, str]]:
    return [{"code": place.code, "name": place.name} for place in one.municipalities]


COALITIONS = Resource(
    name="coalitions",
    kind="Coalition",
    about=(
        "Coalitions all of whose municipalities made them public: what their page on the map "
        "tells, and nothing else of their record."
    ),
    find=_find,
    load=told_of,
    parameters=(
        Parameter("stage", "How far the coalition is.", say.one_of(Stage.values)),
        Parameter("scope", "Local, regional or both.", say.one_of(Scope.values)),
        Parameter(
            "municipality",
            "The code of a municipality that it works for today: GM and four digits.",
            {"type": "string", "pattern": r"^GM[0-9]{4}$"},
        ),
    ),
    fields=(
        Field("slug", "Its name in addresses.", say.TEXT, lambda one: one.coalition.slug),
        Field("name", "Its name.", say.TEXT, lambda one: one.coalition.name),
        Field(
            "scope",
            "Local, regional, or both in one.",
            say.one_of(Scope.values),
            lambda one: one.coalition.scope,
        ),
        Field(
            "stage",
            "How far it is; unknown is not a no.",
            say.one_of(Stage.values),
            lambda one: one.coalition.stage,
        ),
        Field(
            "stage_since",
            "Since when; null is not recorded.",
            say.DAY,
            lambda one: one.coalition.stage_since,
        ),
        Field(
            "stage_source",
            "Where the stage is known from; null is not recorded.",
            say.TEXT_OR_NULL,
            lambda one: one.coalition.stage_source or None,
        ),
        Field(
            "municipalities",
            "The municipalities it works for today.",
            say.many(say.whole({"code": say.TEXT, "name": say.TEXT})),
            _places,
            cell=lambda places: "; ".join(place["code"] for place in places),
        ),
        Field(
            "region",
            "The name of its region; null is not recorded.",
            say.TEXT_OR_NULL,
            lambda one: one.coalition.region.name if one.coalition.region else None,
        ),
        Field(
            "regional_coalition",
            "The slug of the public regional coalition of that region; null where there is none.",
            say.TEXT_OR_NULL,
            lambda one: one.regional.slug if one.regional else None,
        ),
        Field(
            "description",
            "The coalition in its own words (Dutch); null is not recorded.",
            say.TEXT_OR_NULL,
            lambda one: one.coalition.description or None,
        ),
        Field(
            "is_demo",
            "Whether it was invented for a demonstration.",
            say.YES_OR_NO,
            lambda one: one.coalition.is_demo,
        ),
        Field(
            "page",
            "Its public page.",
            say.ADDRESS,
            lambda one: reverse("dashboard:public_coalition", args=[one.coalition.slug]),
            is_path=True,
        ),
    ),
)
