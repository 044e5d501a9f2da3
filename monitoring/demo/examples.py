"""One invented practice example and one closed poll of the rich coalition."""

from typing import Any, Final

from coalitions.models import (
    Organisation,
    Poll,
    PollAnswer,
    PollInvitation,
    PollSheet,
    PracticeExample,
    Principle,
)
from coalitions.selectors.overview import checklist_in_force
from kansrijkestart.core import clock
from monitoring.demo.common import day, moment, read, rich_coalition

SCALE: Final = {
    "n": "not_yet",
    "i": "in_development",
    "m": "mostly",
    "o": "in_place",
    "x": "not_applicable",
}


def is_loaded() -> bool:
    return PracticeExample.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    facts = read("examples.json")
    with clock.travel(moment("2026-02-16")):
        example = PracticeExample(
            coalition=rich_coalition(),
            state="published",
            is_demo=True,
            offered_on=day("2026-02-09"),
            published_on=day("2026-02-16"),
            **facts["example"],
        )
        example.full_clean()
        example.save()
        _add_poll(facts["poll"])


def _add_poll(values: dict[str, Any]) -> None:
    """A poll of six; the sheets belong to nobody, as those of a real one do."""
    coalition = rich_coalition()
    checklist = checklist_in_force(coalition.scope)
    principle = Principle.objects.get(checklist=checklist, key=values["principle"])
    poll = Poll.objects.create(
        coalition=coalition,
        checklist=principle.checklist,
        principle=principle,
        title=values["title"],
        introduction=values["introduction"],
        opened_on=day("2026-01-12"),
        closes_on=day("2026-02-02"),
        closed_at=moment("2026-02-03"),
    )
    asked = Organisation.objects.filter(partnerships__coalition=coalition).distinct()
    PollInvitation.objects.bulk_create(
        PollInvitation(poll=poll, organisation=organisation, mailed_at=moment("2026-01-12"))
        for organisation in asked.order_by("name_fold")[: values["asked"]]
    )
    statements = list(principle.statements.all())
    for number, letters in enumerate(values["sheets"]):
        sheet = PollSheet.objects.create(poll=poll, key=f"demo-{number}")
        PollAnswer.objects.bulk_create(
            PollAnswer(
                sheet=sheet, statement=statement, answer=SCALE[letters[place % len(letters)]]
            )
            for place, statement in enumerate(statements)
        )
