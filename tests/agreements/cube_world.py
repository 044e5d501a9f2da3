"""Agreements thrown over the table of places."""

import io
import random
from datetime import date

from python_calamine import CalamineWorkbook

from agreements.choices import Level
from agreements.models import Agreement
from coalitions.choices import Domain, Phase
from tests import factories as make

STATES = ("draft", "in_consultation", "in_force", "being_evaluated", "ended")
APPLY = ("in_force", "being_evaluated")


def dice(seed):
    """The same throws for the same seed."""
    return random.Random(seed)  # noqa: S311  numbers of a test, no secret


def some(chance, values):
    return [value for value in values if chance.random() < 0.4]


def scattered(chance, coalitions, number, **values):
    """Agreements of any state on any places, made in one go."""
    rows = []
    for count in range(number):
        state = chance.choice(STATES)
        rows.append(
            make.AgreementFactory.build(
                coalition=chance.choice(coalitions),
                title=f"Afspraak {count} {values}",
                state=state,
                starts_on=date(2024, 1, 5),
                ended_on=date(2024, 2, 1) if state == "ended" else None,
                phases=some(chance, Phase.values),
                domains=some(chance, Domain.values),
                levels=some(chance, Level.values),
                **values,
            )
        )
    with make.came_there():
        return Agreement.objects.bulk_create(rows)


def stands_on(row, place):
    return place.phase in row.phases and place.domain in row.domains and place.level in row.levels


def sheet(content, name="Afspraken"):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
    return rows.to_python()
