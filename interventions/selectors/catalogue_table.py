"""The columns of the catalogue as a file: what is downloaded can be read again, unchanged.

A row per intervention. A second recognition has a row of its own, with the key and the columns of
recognitions only.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import override

from coalitions.choices import Domain, Phase
from interventions.choices import InsuredStatus, Kind, RecognitionLevel
from interventions.models import Intervention, InterventionName, Recognition

# Names of columns, and the words in them, are the same in every language: a file goes about.
KEY: Final = "sleutel"
NAME: Final = "naam"
OTHER_NAMES: Final = "andere_namen"
FORMER_NAMES: Final = "vroegere_namen"
FIELDS: Final = {
    NAME: "name",
    "soort": "kind",
    "fase": "phases",
    "domein": "domains",
    "doelgroep": "target_group",
    "uitvoerder": "executor",
    "verzekerd": "insured_status",
    "verzekerd_uitleg": "insured_note",
    "betaald_uit": "funding",
    "opmerking": "note",
    "aanbieder": "provider",
    "route": "route",
    "terugkoppeling": "feedback",
    "vroegste_week": "earliest_week",
    "bron": "provenance",
}
RECOGNITION: Final = {
    "erkenning": "level",
    "erkend_op": "recognised_on",
    "erkend_tot": "expires_on",
    "databank": "database",
    "erkenning_bron": "source",
    "nagekeken_op": "checked_on",
}
COLUMNS: Final = (KEY, *FIELDS, OTHER_NAMES, FORMER_NAMES, *RECOGNITION)
ONE_OF: Final[dict[str, type[models.TextChoices]]] = {
    "kind": Kind,
    "insured_status": InsuredStatus,
    "level": RecognitionLevel,
}
SOME_OF: Final[dict[str, type[models.TextChoices]]] = {"phases": Phase, "domains": Domain}
BETWEEN: Final = " | "
Cell = str | date | int | None


def plain_text(text: str) -> str:
    """Write a text with one kind of line end and without blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def cell_of(field: str, value: Any) -> Cell:
    """Return what stands in a cell for a stored value, in the language of now."""
    if field in SOME_OF:
        labels = (str(one.label) for one in SOME_OF[field] if one.value in value)
        return BETWEEN.join(labels)
    if field in ONE_OF:
        return str(ONE_OF[field](value).label) if value else ""
    return plain_text(value) if isinstance(value, str) else value


def names_cell(names: list[InterventionName], *, is_former: bool) -> str:
    return BETWEEN.join(sorted(one.name for one in names if one.is_former is is_former))


def list_words() -> list[tuple[str, list[str]]]:
    """Return, by column, the words that may stand in it; they are Dutch."""
    places = {field: column for column, field in (FIELDS | RECOGNITION).items()}
    with override("nl"):
        return [
            (places[field], [capfirst(str(one.label)) for one in words])
            for field, words in (ONE_OF | SOME_OF).items()
        ]


def catalogue_rows() -> list[list[Cell]]:
    """Return the national catalogue as rows of cells, in the order of the page."""
    items = Intervention.objects.catalogue().prefetch_related("names", "recognitions")
    with override("nl"):
        return [row for item in items.order_by("name_fold", "pk") for row in _rows_of(item)]


def _rows_of(item: Intervention) -> Iterator[list[Cell]]:
    names = list(item.names.all())
    own = [cell_of(field, getattr(item, field)) for field in FIELDS.values()]
    own += [names_cell(names, is_former=former) for former in (False, True)]
    recognitions = sorted(item.recognitions.all(), key=lambda row: row.pk)
    first = recognitions[0] if recognitions else None
    yield [item.slug, *own, *_recognition(first)]
    for row in recognitions[1:]:
        name: list[Cell] = [item.name]
        yield [item.slug, *name, *[""] * (len(own) - 1), *_recognition(row)]


def _recognition(row: Recognition | None) -> list[Cell]:
    if row is None:
        return [""] * len(RECOGNITION)
    return [cell_of(field, getattr(row, field)) for field in RECOGNITION.values()]
