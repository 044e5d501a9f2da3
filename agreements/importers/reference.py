"""Loads the themes an agreement can be about."""

from pathlib import Path

from agreements.models import Theme
from kansrijkestart.core.reference import Sync, read_csv

FOLDER = Path(__file__).resolve().parents[1] / "reference"


def load(sync: Sync) -> None:
    sync.rows(
        Theme,
        ["key"],
        (
            {**row, "position": position}
            for position, row in enumerate(read_csv(FOLDER / "themes.csv"), start=1)
        ),
    )
