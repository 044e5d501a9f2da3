"""Tables that the project carries itself: their source, date and note, found by content."""

import hashlib
import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "reference" / "demo"
REGIONAL_TABLE = FOLDER / "eindhoven_de_kempen_2024.csv"


def known_facts(data: bytes) -> dict[str, str]:
    """Source, date and note of a known table, or nothing for any other file."""
    digest = hashlib.sha256(data).hexdigest()
    for path in sorted(FOLDER.glob("*.csv")):
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            facts: dict[str, str] = json.loads(path.with_suffix(".json").read_text("utf-8"))
            return facts
    return {}
