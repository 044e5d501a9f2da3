"""Who may compare rounds of the checklist and download one."""

from coalitions.models import Assessment
from tests.access.checklist import READERS, _draft_round
from tests.access.rows import Row


def _second_round(world):
    first = _draft_round(world)
    found = Assessment.objects.get(coalition=world.coalition, round=1)
    Assessment.objects.filter(pk=found.pk).update(state="closed")
    Assessment.objects.get_or_create(
        coalition=world.coalition, checklist=found.checklist, round=2, defaults={"state": "draft"}
    )
    return first | {"round": 2}


ROWS = [
    Row("coalitions:checklist_pdf", READERS, kwargs=_draft_round),
    Row("coalitions:checklist_compare", READERS, kwargs=_second_round),
]
