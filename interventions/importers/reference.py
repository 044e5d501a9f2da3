"""Loads the catalogue of interventions, and what the country has for Kansrijke Start in a year."""

from pathlib import Path
from typing import Any

from interventions.models import Intervention, InterventionName, NationalAmount, Recognition
from kansrijkestart.core.reference import Sync, day, read_json

FOLDER = Path(__file__).resolve().parents[1] / "reference"
NESTED = ("names", "recognitions")


def load(sync: Sync) -> None:
    texts: list[dict[str, Any]] = read_json(FOLDER / "interventions.json")
    interventions: dict[str, Intervention] = sync.rows(
        Intervention,
        ["slug"],
        ({name: value for name, value in text.items() if name not in NESTED} for text in texts),
    )
    sync.rows(
        InterventionName,
        ["intervention_id", "name"],
        (
            {**name, "intervention_id": interventions[text["slug"]].pk}
            for text in texts
            for name in text["names"]
        ),
    )
    sync.rows(
        Recognition,
        ["intervention_id", "database", "recognised_on"],
        (
            {
                **recognition,
                "intervention_id": interventions[text["slug"]].pk,
                "recognised_on": day(recognition["recognised_on"]),
            }
            for text in texts
            for recognition in text["recognitions"]
        ),
    )
    sync.rows(NationalAmount, ["source", "year"], read_json(FOLDER / "national_amounts.json"))
