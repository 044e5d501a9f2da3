"""An invented line of reasoning: figures that were read, ambitions, and what serves these."""

from typing import Any

from agreements.models import Agreement
from coalitions.models import Ambition, Coalition, Municipality
from interventions.models import Choice
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from monitoring.demo.common import day, moment, organisations, read, rich_coalition
from monitoring.models import (
    Indicator,
    Interpretation,
    InterpretationAmbition,
    InterpretationGroup,
    InterpretationOrganisation,
)


def is_loaded() -> bool:
    rows = InterpretationAmbition.objects.filter(interpretation__coalition=rich_coalition())
    return rows.exists()


def load() -> None:
    facts, coalition = read("reasoning.json"), rich_coalition()
    with clock.travel(moment(facts["figure"]["discussed_on"])):
        _read_figure(coalition, facts["figure"])
    with clock.travel(moment(facts["on"])):
        together = Interpretation.objects.filter(
            coalition=coalition, indicator=None, indicator_set=None
        ).first()
        if together:
            _lead(together, facts["together"])
        for title, ambition in facts["agreements"].items():
            rows = Agreement.objects.filter(coalition=coalition, title=title)
            _serve(rows.first(), coalition, ambition)
        for slug, ambition in facts["choices"].items():
            choices = Choice.objects.filter(coalition=coalition, intervention__slug=slug)
            _serve(choices.first(), coalition, ambition)


def _read_figure(coalition: Coalition, facts: dict[str, Any]) -> None:
    row = Interpretation(
        coalition=coalition,
        indicator=Indicator.objects.get(key=facts["indicator"]),
        discussed_on=day(facts["discussed_on"]),
        read_from=facts["read"],
        read_until=facts["read"],
        **{name: facts[name] for name in ("present", "conclusion", "parents_said", "intention")},
    )
    row.full_clean()
    row.save()
    known = organisations()
    for name in facts["organisations"]:
        InterpretationOrganisation.objects.create(interpretation=row, organisation=known[name])
    place = Municipality.objects.covered_by(coalition).order_by("code").first()
    for values in facts["groups"]:
        counted = {"year": facts["read"], "municipality": place, "source": facts["group_source"]}
        group = InterpretationGroup(
            interpretation=row, **values, **(counted if "numerator" in values else {})
        )
        group.full_clean()
        group.save()
    _lead(row, facts["ambition"])


def _lead(row: Interpretation, title: str) -> None:
    ambition = Ambition.objects.filter(coalition=row.coalition, title=title).first()
    if ambition:
        InterpretationAmbition.objects.create(interpretation=row, ambition=ambition)


def _serve(row: Any, coalition: Coalition, title: str) -> None:
    """Say which ambition something serves, unless somebody said so in the demo."""
    ambition = Ambition.objects.filter(coalition=coalition, title=title).first()
    if row is not None and ambition and row.ambition_id is None:
        row.ambition = ambition
        save_versioned(row, expected_version=None, fields=["ambition"])
