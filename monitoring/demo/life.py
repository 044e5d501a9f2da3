"""Invented stages and an invented grant of one coalition; both say so themselves."""

from coalitions.models import Grant
from coalitions.services.grants import grant_add
from coalitions.services.stages import stage_record
from kansrijkestart.core import clock
from monitoring.demo.common import day, moment, rich_coalition

SOURCE = "verzonnen voor de demo"


def is_loaded() -> bool:
    return Grant.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    """An earlier stage beside the one of the regional table, and money that nobody gave."""
    coalition = rich_coalition()
    with clock.travel(moment("2026-03-03")):
        stage_record(coalition=coalition, stage="announced", since=day("2020-09-01"), source=SOURCE)
        grant_add(
            coalition=coalition,
            regulation="Regeling Goede Start (verzonnen)",
            round_name="ronde 2",
            amount=25000,
            first_day=day("2025-01-01"),
            last_day=day("2026-12-31"),
            source=SOURCE,
        )
