"""Loads the themes an agreement can be about, and the parts of a regional framework."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agreements.models import FrameworkPart, Theme
from kansrijkestart.core.reference import Sync, read_csv

FOLDER = Path(__file__).resolve().parents[1] / "reference"


def load(sync: Sync) -> None:
    sync.rows(Theme, ["key"], _numbered("themes.csv"))
    sync.rows(FrameworkPart, ["key"], _numbered("framework_parts.csv"))


def _numbered(name: str) -> Iterator[dict[str, Any]]:
    for position, row in enumerate(read_csv(FOLDER / name), start=1):
        yield {**row, "position": position}
