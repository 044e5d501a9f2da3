"""Loads indicator sets, indicators, their numbers per set and their definitions.

What a person changed on the site since is left alone: a set as a whole, an indicator with its
numbers and definitions (docs/adr/0003).
"""

import logging
from pathlib import Path
from typing import Any

from kansrijkestart.core.reference import Sync, read_json
from monitoring.models import Definition, Indicator, IndicatorMembership, IndicatorSet

FOLDER = Path(__file__).resolve().parents[1] / "reference"
log = logging.getLogger(__name__)
FIELDS = ("key", "name", "name_en", "phase", "kind")


def load(sync: Sync) -> None:
    texts: dict[str, list[dict[str, Any]]] = read_json(FOLDER / "indicators.json")
    kept_sets = _edited(IndicatorSet, {text["key"] for text in texts["sets"]})
    sets: dict[str, IndicatorSet] = kept_sets | sync.rows(
        IndicatorSet, ["key"], (text for text in texts["sets"] if text["key"] not in kept_sets)
    )
    kept = _edited(Indicator, {text["key"] for text in texts["indicators"]})
    indicators = _load_indicators(sync, texts["indicators"], kept)
    sync.rows(
        IndicatorMembership,
        ["indicator_set_id", "indicator_id"],
        (
            {
                "indicator_set_id": sets[member["set"]].pk,
                "indicator_id": indicators[text["key"]].pk,
                "number": member["number"],
                "is_official_number": bool(member["number"]),
                "position": position,
                "note": member["note"],
                "provenance": member["provenance"],
            }
            for position, text in enumerate(texts["indicators"], start=1)
            if text["key"] not in kept
            for member in text["memberships"]
        ),
    )
    sync.rows(
        Definition,
        ["indicator_id", "number"],
        (
            {**definition, "indicator_id": indicators[text["key"]].pk, "number": number}
            for text in texts["indicators"]
            if text["key"] not in kept
            for number, definition in enumerate(text["definitions"], start=1)
        ),
    )


def _edited(model: Any, keys: set[str]) -> dict[str, Any]:
    """Rows of the files that a person keeps since, by key."""
    found = {row.key: row for row in model.objects.filter(is_edited=True, key__in=keys)}
    for key in sorted(found):
        log.info("monitoring: %s was changed by a person, left alone", key)
    return found


def _load_indicators(
    sync: Sync, texts: list[dict[str, Any]], kept: dict[str, Indicator]
) -> dict[str, Indicator]:
    """First those without an opposite, then those that point at one of them."""
    free = [text for text in texts if text["key"] not in kept]
    plain = [text for text in free if not text["opposite"]]
    pointing = [text for text in free if text["opposite"]]
    found: dict[str, Indicator] = kept | sync.rows(
        Indicator, ["key"], ({name: text[name] for name in FIELDS} for text in plain)
    )
    return found | sync.rows(
        Indicator,
        ["key"],
        (
            {
                **{name: text[name] for name in FIELDS},
                "opposite_id": found[text["opposite"]].pk,
            }
            for text in pointing
        ),
    )
