"""Interpretations with everything that belongs to them, for several files of tests."""

from typing import Any

from kansrijkestart.core import clock
from monitoring.models import (
    Interpretation,
    InterpretationAmbition,
    InterpretationGroup,
    InterpretationOrganisation,
)


def talk(coalition: Any, **values: Any) -> Interpretation:
    return Interpretation.objects.create(
        coalition=coalition, **{"conclusion": "Wij herkennen dit.", **values}
    )


def count(row: Interpretation, words: str, part: int | None, whole: int | None, **values: Any):
    """A neighbourhood with a count of the coalition's own."""
    known = {"kind": "neighbourhood", "year": 2024, "source": "Wijkteam"}
    return InterpretationGroup.objects.create(
        interpretation=row, words=words, numerator=part, denominator=whole, **known | values
    )


def full_talk(coalition: Any, municipality: Any, organisation: Any, ambition: Any, number: int):
    """One talk with an organisation, an ambition after it and a neighbourhood with a count."""
    row = talk(coalition, discussed_on=clock.today())
    InterpretationOrganisation.objects.create(interpretation=row, organisation=organisation)
    InterpretationAmbition.objects.create(interpretation=row, ambition=ambition)
    count(row, f"Wijk {number}", 20 + number, 100 + number, municipality=municipality)
    return row
