"""Invented money of one coalition, and an invented pot of its regional coalition."""

from typing import Any

from coalitions.models import Coalition
from interventions.models import Choice, Funding
from kansrijkestart.core import clock
from monitoring.demo.common import REGION, day_or_none, moment, read, rich_coalition


def is_loaded() -> bool:
    return Funding.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    """The pot first: a stream of the coalition goes into it."""
    facts, coalition = read("money.json"), rich_coalition()
    regional = Coalition.objects.filter(scope="regional", region__slug=REGION).first()
    with clock.travel(moment(facts["on"])):
        pots = [_add(regional, values) for values in facts["pots"]] if regional else []
        for values in facts["streams"]:
            goes_into_pot = values.pop("goes_into_pot", False)
            pot = pots[0] if pots and goes_into_pot else None
            _add(coalition, values, pot=pot)


def _add(coalition: Coalition, values: dict[str, Any], pot: Funding | None = None) -> Funding:
    paid = values.pop("pays", "")
    dates = {name: day_or_none(values.pop(name, None)) for name in ("starts_on", "ends_on")}
    row = Funding(
        coalition=coalition,
        pot=pot,
        choice=Choice.objects.filter(coalition=coalition, intervention__slug=paid).first(),
        is_demo=True,
        **dates,
        **values,
    )
    row.full_clean()
    row.save()
    return row
