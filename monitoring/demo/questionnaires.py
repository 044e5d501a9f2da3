"""An invented round of the example questionnaire, open all year, and a draft of another."""

from datetime import datetime, time

from django.utils import timezone

from kansrijkestart.core import clock
from monitoring.demo.common import day, moment, rich_coalition
from monitoring.models import QuestionnaireVersion, Round
from monitoring.services.questionnaires import version_add
from monitoring.services.responses import responses_open
from monitoring.services.rounds import extension_set, round_create

KEY, SHORT, YEAR = "kansrijke-start", "gala", 2024
LEAST_DAYS = 60  # whoever loads the demo in December has time to look around too


def is_loaded() -> bool:
    return Round.objects.filter(questionnaire_version__questionnaire__key=KEY).exists()


def load() -> None:
    """Plan the round, open it with what the record says, and begin a version of the other one."""
    version = QuestionnaireVersion.objects.published().get(questionnaire__key=KEY, year=YEAR)
    found = round_create(
        version=version,
        opens_at=moment("2026-03-02"),
        closes_at=_midnight_after_this_year(),
        publishes_on=None,
        reminder_days=[28, 14, 3],
    )
    responses_open(round=found, progress=lambda _done, _total: None)
    Round.objects.filter(pk=found.pk).update(opened_at=moment("2026-03-02"))
    _give_more_time(found)
    short = QuestionnaireVersion.objects.published().get(questionnaire__key=SHORT, year=YEAR)
    version_add(
        questionnaire=short.questionnaire,
        year=YEAR + 1,
        title=f"{short.questionnaire.name} {YEAR + 1}",
        provenance=short.provenance,
        begin_with=short,
    )


def _midnight_after_this_year() -> datetime:
    today = clock.today()
    year = today.year + 1
    if (day(f"{year}-01-01") - today).days < LEAST_DAYS:
        year += 1
    return timezone.make_aware(datetime.combine(day(f"{year}-01-01"), time.min))


def _give_more_time(found: Round) -> None:
    place = found.responses.filter(coalition=rich_coalition()).order_by("pk").first()
    if place is not None:
        extension_set(
            round=found,
            municipality=place.municipality,
            until=found.closes_at.replace(month=2, day=1),
            reason="Verzonnen: de trekker begint in januari.",
        )
