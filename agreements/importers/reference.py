"""Loads what comes from files: themes, examples, parts of a framework, risk themes."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agreements.models import AgreementTemplate, FrameworkPart, RiskTheme, TemplatePoint, Theme
from kansrijkestart.core.reference import Sync, read_csv

FOLDER = Path(__file__).resolve().parents[1] / "reference"


def load(sync: Sync) -> None:
    themes = sync.rows(Theme, ["key"], _numbered("themes.csv"))
    sync.rows(FrameworkPart, ["key"], _numbered("framework_parts.csv"))
    sync.rows(RiskTheme, ["key"], _numbered("risk_themes.csv"))
    _load_templates(sync, themes)


def _numbered(name: str) -> Iterator[dict[str, Any]]:
    for position, row in enumerate(read_csv(FOLDER / name), start=1):
        yield {**row, "position": position}


def _load_templates(sync: Sync, themes: dict[str, Theme]) -> None:
    """Load the usual agreements with the points they settle."""
    rows = (
        {
            "key": row["key"],
            "title": row["title"],
            "theme_id": themes[row["theme"]].pk,
            "is_own_proposal": row["is_own_proposal"] == "yes",
            "provenance": row["provenance"],
            "position": row["position"],
        }
        for row in _numbered("templates.csv")
    )
    templates = sync.rows(AgreementTemplate, ["key"], rows)
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
