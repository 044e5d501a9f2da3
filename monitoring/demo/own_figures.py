"""Invented figures that one coalition counts itself, and who takes part in comparing."""

from typing import Any

from coalitions.choices import ConsentKind
from coalitions.models import Consent, Municipality
from kansrijkestart.core import clock
from monitoring.demo.common import day, moment, read, rich_coalition
from monitoring.models import OwnIndicator
from monitoring.services.own import own_figure_record, own_indicator_save


def is_loaded() -> bool:
    return OwnIndicator.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    facts = read("own_figures.json")
    with clock.travel(moment(facts["on"])):
        for values in facts["indicators"]:
            _add(values)
        _add_consents(facts)


def _add(values: dict[str, Any]) -> None:
    years = values.pop("years")
    indicator = own_indicator_save(coalition=rich_coalition(), **values)
    for year, numerator, denominator in years:
        own_figure_record(
            indicator=indicator, year=year, numerator=numerator, denominator=denominator
        )


def _add_consents(facts: dict[str, Any]) -> None:
    decided = dict.fromkeys(facts["takes_part"], True)
    decided |= dict.fromkeys(facts["declines"], False)
    for place in Municipality.objects.filter(code__in=decided).order_by("code"):
        Consent.objects.create(
            municipality=place,
            kind=ConsentKind.COMPARISON,
            is_granted=decided[place.code],
            decided_by=facts["decided_by"],
            decided_on=day(facts["decided_on"]),
        )
