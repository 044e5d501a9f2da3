"""For whom invented interventions and agreements are meant; what the regional table says stays."""

from agreements.models import Agreement
from interventions.models import Choice
from kansrijkestart.core import clock
from monitoring.demo.common import moment, read, rich_coalition


def is_loaded() -> bool:
    rows = Agreement.objects.filter(coalition=rich_coalition())
    return rows.exclude(support_levels=[]).exists()


def load() -> None:
    """Fill in the levels. Some are left out: then the page shows what is not on it yet."""
    facts, coalition = read("routes.json"), rich_coalition()
    with clock.travel(moment(facts["on"])):
        for slug, levels in facts["choices"].items():
            choices = Choice.objects.filter(coalition=coalition, is_demo=True)
            _set(choices.get(intervention__slug=slug), levels)
        for title, levels in facts["agreements"].items():
            _set(Agreement.objects.get(coalition=coalition, title=title), levels)


def _set(row: Choice | Agreement, levels: list[str]) -> None:
    row.support_levels = levels
    row.full_clean()
    row.save(update_fields=["support_levels"])
