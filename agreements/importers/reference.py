"""Loads the themes an agreement, and a care pathway, can be about."""

from pathlib import Path

from agreements.models import RiskTheme, Theme
from kansrijkestart.core.reference import Sync, read_csv

FOLDER = Path(__file__).resolve().parents[1] / "reference"


# Table by file; a row of a file is a theme, in the order of the file.
THEMES = ((Theme, "themes.csv"), (RiskTheme, "risk_themes.csv"))


def load(sync: Sync) -> None:
    for model, name in THEMES:
        rows = enumerate(read_csv(FOLDER / name), start=1)
        sync.rows(model, ["key"], ({**row, "position": position} for position, row in rows))
