"""Loads the catalogue (names, recognitions, insured forms) and national amounts per year."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interventions.models import (
    InsuredVariant,
    Intervention,
    InterventionName,
    NationalAmount,
    Recognition,
)
from kansrijkestart.core.models import stored_fold
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
    keys = {slug: row.pk for slug, row in interventions.items()}
    sync.rows(InterventionName, ["intervention_id", "name"], _free_names(texts, keys))
    sync.rows(
        Recognition,
        ["intervention_id", "database", "recognised_on"],
        (
            {**row, "recognised_on": day(row["recognised_on"])}
            for row in _nested(texts, "recognitions", keys)
        ),
    )
    sync.rows(InsuredVariant, ["intervention_id", "name"], _nested(texts, "variants", keys))
    sync.rows(NationalAmount, ["source", "year"], read_json(FOLDER / "national_amounts.json"))


def _nested(
    texts: list[dict[str, Any]], name: str, keys: dict[str, int]
) -> Iterator[dict[str, Any]]:
    """Give what stands under each intervention, with the key of that intervention."""
    for text in texts:
        for row in text.get(name, []):
            yield {**row, "intervention_id": keys[text["slug"]]}


def _free_names(texts: list[dict[str, Any]], keys: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Leave out what a person made a name of another intervention since."""
    kept = InterventionName.objects.filter(intervention__is_edited=True)
    taken = dict(kept.values_list("name_fold", "intervention__slug"))
    for row in _nested(texts, "names", keys):
        if slug := taken.get(stored_fold(row["name"])):
            log.info("interventions: the name %s is of %s now, left alone", row["name"], slug)
        else:
            yield row


def _texts() -> list[dict[str, Any]]:
    """Return what the files say, without interventions that a person keeps since (ADR 0003)."""
    every: list[dict[str, Any]] = read_json(FOLDER / "interventions.json")
    edited = set(Intervention.objects.filter(is_edited=True).values_list("slug", flat=True))
    for slug in sorted(edited & {text["slug"] for text in every}):
        log.info("interventions: %s was changed by a person, left alone", slug)
    return [text for text in every if text["slug"] not in edited]
