"""Loads the catalogue of interventions with their names, recognitions and insured forms."""

import logging
from pathlib import Path
from typing import Any

from interventions.models import InsuredVariant, Intervention, InterventionName, Recognition
from kansrijkestart.core.reference import Sync, day, read_json

log = logging.getLogger(__name__)
FOLDER = Path(__file__).resolve().parents[1] / "reference"
NESTED = ("names", "recognitions", "variants")


def load(sync: Sync) -> None:
    texts = _texts()
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
    sync.rows(
        InsuredVariant,
        ["intervention_id", "name"],
        (
            {**variant, "intervention_id": interventions[text["slug"]].pk}
            for text in texts
            for variant in text.get("variants", [])
        ),
    )


def _texts() -> list[dict[str, Any]]:
    """Return what the files say, without interventions that a person keeps since (ADR 0003)."""
    every: list[dict[str, Any]] = read_json(FOLDER / "interventions.json")
    edited = set(Intervention.objects.filter(is_edited=True).values_list("slug", flat=True))
    for slug in sorted(edited & {text["slug"] for text in every}):
        log.info("interventions: %s was changed by a person, left alone", slug)
    return [text for text in every if text["slug"] not in edited]
