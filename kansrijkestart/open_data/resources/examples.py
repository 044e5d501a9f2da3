"""Published practice examples, in the words of their coalitions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from coalitions.choices import Phase
from coalitions.models import Coalition, PracticeExample
from kansrijkestart.open_data import declaring as say
from kansrijkestart.open_data.declaring import Asked, Field, Parameter, Resource


@dataclass(frozen=True)
class _Told:
    """An example, and whether its coalition has a public page."""

    example: PracticeExample
    is_public: bool


def _find(asked: Asked) -> QuerySet[PracticeExample]:
    rows = PracticeExample.objects.published().select_related("coalition")
    return rows.filter(phases__contains=[asked["phase"]]) if "phase" in asked else rows


def _load(rows: Sequence[PracticeExample]) -> list[_Told]:
    of_these = Coalition.objects.public().filter(pk__in=[one.coalition_id for one in rows])
    public = set(of_these.values_list("pk", flat=True))
    return [_Told(one, one.coalition_id in public) for one in rows]


EXAMPLES = Resource(
    name="examples",
    kind="Example",
    about="Practice examples that an adviser published, in the coalition's own words (Dutch).",
    find=_find,
    load=_load,
    parameters=(Parameter("phase", "A phase that it is about.", say.one_of(Phase.values)),),
    fields=(
        Field("slug", "Its name in addresses.", say.TEXT, lambda one: one.example.slug),
        Field("title", "Its title.", say.TEXT, lambda one: one.example.title),
        Field(
            "coalition",
            "The name of the coalition.",
            say.TEXT,
            lambda one: one.example.coalition.name,
        ),
        Field(
            "coalition_slug",
            "Its slug; null where the coalition has no public page.",
            say.TEXT_OR_NULL,
            lambda one: one.example.coalition.slug if one.is_public else None,
        ),
        Field(
            "phases",
            "The phases it is about; empty is not recorded.",
            say.many(say.one_of(Phase.values)),
            lambda one: one.example.phases,
        ),
        Field("for_whom", "For whom it is meant.", say.TEXT, lambda one: one.example.for_whom),
        Field("what", "What the coalition did.", say.TEXT, lambda one: one.example.what),
        Field("brought", "What it brought.", say.TEXT, lambda one: one.example.brought),
        Field(
            "link",
            "Where more can be read; null where there is none.",
            say.TEXT_OR_NULL,
            lambda one: one.example.link or None,
        ),
        Field(
            "published_on",
            "When it was published here.",
            say.DAY,
            lambda one: one.example.published_on,
        ),
        Field(
            "is_demo",
            "Whether it was invented for a demonstration.",
            say.YES_OR_NO,
            lambda one: one.example.is_demo or one.example.coalition.is_demo,
        ),
        Field(
            "page",
            "Its public page.",
            say.ADDRESS,
            lambda one: one.example.public_url,
            is_path=True,
        ),
    ),
)
