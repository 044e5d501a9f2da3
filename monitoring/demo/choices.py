"""Invented choices beside what the regional table reports of one coalition.

They are about interventions that the table does not name and have a source of their own, so that
what the table says stays exactly what its source says.
"""

from typing import Any

from coalitions.models import Municipality
from interventions.models import Choice, ChoiceMunicipality, Intervention
from kansrijkestart.core import clock
from monitoring.demo.common import (
    day_or_none,
    moment,
    read,
    rich_coalition,
)

SOURCE = "verzonnen voor de demo"


def is_loaded() -> bool:
    return Choice.objects.filter(coalition=rich_coalition(), is_demo=True).exists()


def load() -> None:
    with clock.travel(moment("2026-02-10")):
        for values in read("eindhoven.json")["choices"]:
            _set_choice(values)


def _set_choice(values: dict[str, Any]) -> None:
    """Add a choice that the table does not know."""
    coalition = rich_coalition()
    intervention = Intervention.objects.get(slug=values["slug"])
    choice = Choice(
        coalition=coalition,
        intervention=intervention,
        state=values["state"],
        reason=values["reason"],
        stop_reason=values.get("stop_reason", ""),
        executor=values.get("executor", ""),
        since=day_or_none(values.get("since")),
        until=day_or_none(values.get("until")),
        source=SOURCE,
        reported_on=clock.today(),
        is_demo=True,
    )
    choice.full_clean()
    choice.save()
    ChoiceMunicipality.objects.bulk_create(
        ChoiceMunicipality(choice=choice, municipality=municipality)
        for municipality in Municipality.objects.covered_by(coalition)
    )
