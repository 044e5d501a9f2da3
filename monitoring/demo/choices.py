"""Invented reasons and plans beside what the regional table reports of one coalition."""

from typing import Any

from coalitions.models import Municipality
from interventions.models import Choice, ChoiceMunicipality, Intervention
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from monitoring.demo.common import (
    day_or_none,
    moment,
    read,
    rich_coalition,
)


def is_loaded() -> bool:
    return Choice.objects.filter(coalition=rich_coalition(), is_demo=True).exists()


def load() -> None:
    with clock.travel(moment("2026-02-10")):
        for values in read("eindhoven.json")["choices"]:
            _set_choice(values)


def _set_choice(values: dict[str, Any]) -> None:
    """Explain a choice that the table reports, or add one that it does not know."""
    coalition = rich_coalition()
    intervention = Intervention.objects.get(slug=values["slug"])
    choice = Choice.objects.filter(coalition=coalition, intervention=intervention).first()
    invented = {
        "state": values["state"],
        "reason": values["reason"],
        "stop_reason": values.get("stop_reason", ""),
        "executor": values.get("executor", ""),
        "since": day_or_none(values.get("since")),
        "until": day_or_none(values.get("until")),
        "is_demo": True,
    }
    if choice is not None:
        for name, value in invented.items():
            setattr(choice, name, value)
        save_versioned(choice, expected_version=None, fields=invented)
        return
    choice = Choice(coalition=coalition, intervention=intervention, **invented)
    choice.full_clean()
    choice.save()
    ChoiceMunicipality.objects.bulk_create(
        ChoiceMunicipality(choice=choice, municipality=municipality)
        for municipality in Municipality.objects.covered_by(coalition)
    )
