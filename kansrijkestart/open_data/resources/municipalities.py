"""Municipalities of today, with the stage that the map shows a visitor."""

from coalitions.choices import Stage
from coalitions.selectors.states import MunicipalityState, municipality_states
from kansrijkestart.dashboard.tilemap import public_url
from kansrijkestart.open_data import declaring as say
from kansrijkestart.open_data.declaring import Asked, Field, Parameter, Resource
from kansrijkestart.open_data.problems import ProblemError


def _find(asked: Asked) -> list[MunicipalityState]:
    found = municipality_states()
    province, stage = asked.get("province"), asked.get("stage")
    if province is not None:
        known = sorted({one.municipality.province for one in found})
        if province not in known:
            raise ProblemError.about(("province", f"Choose one of: {', '.join(known)}."))
        found = [one for one in found if one.municipality.province == province]
    return [one for one in found if stage in (None, one.stage)]


MUNICIPALITIES = Resource(
    name="municipalities",
    kind="Municipality",
    about=(
        "Municipalities that exist today, with the stage on the public map. Unknown is not a no: "
        "nothing was made public about it."
    ),
    find=_find,
    parameters=(
        Parameter("province", "The name of a province.", {"type": "string", "minLength": 1}),
        Parameter("stage", "The stage on the map.", say.one_of(Stage.values)),
    ),
    fields=(
        Field("code", "CBS code.", say.TEXT, lambda one: one.municipality.code),
        Field("name", "Its name.", say.TEXT, lambda one: one.municipality.name),
        Field("province", "Its province.", say.TEXT, lambda one: one.municipality.province),
        Field(
            "ggd_region",
            "The name of its GGD region; null is not known.",
            say.TEXT_OR_NULL,
            lambda one: one.region or None,
        ),
        Field(
            "stage",
            "How far a coalition is, as on the map.",
            say.one_of(Stage.values),
            lambda one: one.stage,
        ),
        Field(
            "is_through_region",
            "Only a regional coalition works here, as far as is public.",
            say.YES_OR_NO,
            lambda one: one.is_through_region,
        ),
        Field(
            "is_from_list",
            "Only the public lists of June 2019 say something.",
            say.YES_OR_NO,
            lambda one: one.from_list,
        ),
        Field(
            "coalition",
            "The slug of its public coalition; null where there is none.",
            say.TEXT_OR_NULL,
            lambda one: one.public_slug or None,
        ),
        Field(
            "is_demo",
            "Whether the stage is that of a coalition that was invented for a demonstration.",
            say.YES_OR_NO,
            lambda one: one.deciding is not None and one.deciding.is_demo,
        ),
        Field(
            "page",
            "The public page of its coalition; null where there is none.",
            say.ADDRESS_OR_NULL,
            lambda one: public_url(one) or None,
            is_path=True,
        ),
    ),
)
