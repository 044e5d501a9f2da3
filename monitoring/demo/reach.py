"""Invented reach of invented choices: known, fewer than ten, and not known; and what one serves."""

from typing import Any

from coalitions.models import Ambition, Municipality
from interventions.models import Choice, Reach
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from monitoring.demo.common import moment, read, rich_coalition


def is_loaded() -> bool:
    return Reach.objects.filter(choice__coalition=rich_coalition(), choice__is_demo=True).exists()


def load() -> None:
    facts, coalition = read("reach.json"), rich_coalition()
    rows = Choice.objects.filter(coalition=coalition, is_demo=True)
    invented = {one.intervention.slug: one for one in rows.select_related("intervention")}
    place = Municipality.objects.covered_by(coalition).order_by("code").first()
    with clock.travel(moment(facts["on"])):
        for slug, title in facts["serves"].items():
            _serve(invented.get(slug), Ambition.objects.filter(coalition=coalition, title=title))
        for values in facts["rows"]:
            choice = invented.get(values.pop("slug"))
            if choice and place:
                _add(choice, place, values)


def _serve(choice: Choice | None, ambitions: Any) -> None:
    """Say which ambition a choice serves, unless somebody said so in the demo."""
    ambition = ambitions.first()
    if choice and ambition and choice.ambition_id is None:
        choice.ambition = ambition
        save_versioned(choice, expected_version=None, fields=["ambition"])


def _add(choice: Choice, place: Municipality, values: dict[str, Any]) -> None:
    row = Reach(choice=choice, municipality=place, **values)
    row.full_clean()
    row.save()
