"""Loads indicator sets, indicators, their numbers per set and their definitions."""

from pathlib import Path
from typing import Any

from kansrijkestart.core.reference import Sync, read_json
from monitoring.models import Definition, Indicator, IndicatorMembership, IndicatorSet

FOLDER = Path(__file__).resolve().parents[1] / "reference"
FIELDS = ("key", "name", "name_en", "phase", "kind")


def load(sync: Sync) -> None:
    texts: dict[str, list[dict[str, Any]]] = read_json(FOLDER / "indicators.json")
    sets: dict[str, IndicatorSet] = sync.rows(IndicatorSet, ["key"], texts["sets"])
    indicators = _load_indicators(sync, texts["indicators"])
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
            for member in text["memberships"]
        ),
    )
    sync.rows(
        Definition,
        ["indicator_id", "number"],
        (
            {**definition, "indicator_id": indicators[text["key"]].pk, "number": number}
            for text in texts["indicators"]
            for number, definition in enumerate(text["definitions"], start=1)
        ),
    )


def _load_indicators(sync: Sync, texts: list[dict[str, Any]]) -> dict[str, Indicator]:
    """First those without an opposite, then those that point at one of them."""
    plain = [text for text in texts if not text["opposite"]]
    pointing = [text for text in texts if text["opposite"]]
    found: dict[str, Indicator] = sync.rows(
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
