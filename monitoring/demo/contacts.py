"""Two invented contacts of the demo's adviser: a visit, and a meeting with several coalitions."""

from coalitions.choices import ContactKind, QuestionKind
from coalitions.models import Caseload, Coalition, ContactCoalition, ContactMoment
from kansrijkestart.core import clock
from monitoring.demo.common import ADVISER, NEARLY_EMPTY, day, moment, rich_coalition, user

MEETING_WITH = 3


def is_loaded() -> bool:
    return ContactCoalition.objects.filter(coalition=rich_coalition()).exists()


def load() -> None:
    cases = Caseload.objects.filter(adviser=user(ADVISER)).values("coalition")
    others = Coalition.objects.filter(pk__in=cases).exclude(slug=NEARLY_EMPTY).order_by("pk")
    meeting = [rich_coalition(), *others.exclude(pk=rich_coalition().pk)[: MEETING_WITH - 1]]
    _add(
        "2026-01-20",
        ContactKind.REGIONAL,
        QuestionKind.SCALE,
        "Besproken wat je lokaal afspreekt en wat beter in de regio past.",
        meeting,
    )
    _add(
        "2026-02-12",
        ContactKind.VISIT,
        QuestionKind.DETECTION,
        "Meegekeken met de afspraak over vroegsignalering. De coalitie werkt die verder uit.",
        [rich_coalition()],
    )


def _add(held_on: str, kind: str, question: str, text: str, coalitions: list[Coalition]) -> None:
    with clock.travel(moment(held_on)):
        contact = ContactMoment.objects.create(
            adviser=user(ADVISER), held_on=day(held_on), kind=kind, question=question, text=text
        )
        ContactCoalition.objects.bulk_create(
            ContactCoalition(contact=contact, coalition=coalition) for coalition in coalitions
        )
