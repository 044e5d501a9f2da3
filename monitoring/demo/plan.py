"""An invented plan of one coalition: ambitions with actions, embedding and a road map."""

from typing import Any

from coalitions.models import (
    Action,
    Ambition,
    Coalition,
    EmbeddingItem,
    Organisation,
    ProgrammeGoal,
    RoadMapItem,
)
from coalitions.services.road_map import road_map_save, road_map_take_over
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from monitoring.demo.common import (
    REGION,
    day_or_none,
    moment,
    organisations,
    read,
    rich_coalition,
)


def is_loaded() -> bool:
    return Ambition.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    facts, coalition, known = read("plan.json"), rich_coalition(), organisations()
    for values in facts["ambitions"]:
        with clock.travel(moment(values.pop("on"))):
            _add_ambition(coalition, values)
    for values in facts["embedding"]:
        with clock.travel(moment(values.pop("on"))):
            _add(EmbeddingItem(coalition=coalition), values, known)
    for values in facts["road_map"]:
        with clock.travel(moment(values.pop("on"))):
            _add(RoadMapItem(coalition=coalition, level=coalition.scope), values, known)
    regional = Coalition.objects.filter(scope="regional", region__slug=REGION).first()
    for values in facts["regional"] if regional else []:
        with clock.travel(moment(values.pop("on"))):
            _add(RoadMapItem(coalition=regional, level="regional"), values, known)
    with clock.travel(moment("2025-01-14")):
        road_map_take_over(coalition=coalition)
        agreements = coalition.road_map.get(template__key="edk-2024-afspraken")
        road_map_save(coalition=coalition, item=agreements, state="busy")


def _add_ambition(coalition: Coalition, values: dict[str, Any]) -> None:
    titles = values.pop("actions")
    ambition = Ambition(
        coalition=coalition,
        **values
        | {
            "goal": ProgrammeGoal.objects.filter(number=values["goal"]).first(),
            "reach_by": day_or_none(values["reach_by"]),
        },
    )
    ambition.full_clean()
    ambition.save()
    for action in Action.objects.filter(coalition=coalition, title__in=titles):
        action.ambition = ambition
        save_versioned(action, expected_version=None, fields=["ambition"])


def _add(row: Any, values: dict[str, Any], known: dict[str, Organisation]) -> None:
    for name, value in values.items():
        if name == "organisation":
            row.organisation = known[value]
        elif name in ("until", "due_on", "done_on"):
            setattr(row, name, day_or_none(value))
        else:
            setattr(row, name, value)
    row.full_clean()
    row.save()
