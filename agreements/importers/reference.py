"""Loads what comes from files of the project: themes, and agreements to begin from."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agreements.models import AgreementTemplate, TemplatePoint, Theme
from kansrijkestart.core.reference import Sync, read_csv

FOLDER = Path(__file__).resolve().parents[1] / "reference"


def load(sync: Sync) -> None:
    themes = sync.rows(
        Theme,
        ["key"],
        (
            {**row, "position": position}
            for position, row in enumerate(read_csv(FOLDER / "themes.csv"), start=1)
        ),
    )
    _load_templates(sync, themes)


def _load_templates(sync: Sync, themes: dict[str, Theme]) -> None:
    """Load the usual agreements with the points they settle."""
    templates = sync.rows(
        AgreementTemplate,
        ["key"],
        (
            {
                "key": row["key"],
                "title": row["title"],
                "theme_id": themes[row["theme"]].pk,
                "is_own_proposal": row["is_own_proposal"] == "yes",
                "provenance": row["provenance"],
                "position": position,
            }
            for position, row in enumerate(read_csv(FOLDER / "templates.csv"), start=1)
        ),
    )
    sync.rows(TemplatePoint, ["template_id", "position"], _points(templates))


def _points(templates: dict[str, AgreementTemplate]) -> Iterator[dict[str, Any]]:
    """Number the points of each template in the order of the file."""
    numbers: Counter[str] = Counter()
    for row in read_csv(FOLDER / "template_points.csv"):
        numbers[row["template"]] += 1
        yield {
            "template_id": templates[row["template"]].pk,
            "position": numbers[row["template"]],
            "text": row["text"],
        }
