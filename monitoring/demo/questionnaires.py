"""A questionnaire of this year that is open, so that a newcomer can try it.

The one part of the demo with dates of today: one that closed can only be read (``frozen_round``).
"""

from datetime import datetime, time, timedelta
from typing import Final

from django.utils.timezone import get_current_timezone, make_aware

from kansrijkestart.core import clock
from monitoring.demo.common import rich_coalition, user
from monitoring.models import QuestionnaireVersion, Round
from monitoring.services.questionnaires import version_add, version_publish
from monitoring.services.responses import responses_open
from monitoring.services.rounds import extension_set, round_create

ANALYST: Final = "landelijk@demo.example"
KEY: Final = "kansrijke-start"
SHORT: Final = "gala"
OPENED_DAYS, OPEN_DAYS, MORE_DAYS = 7, 56, 14
REMIND: Final = (28, 14, 3)


def is_loaded() -> bool:
    return Round.objects.filter(questionnaire_version__questionnaire__key=KEY).exists()


def load() -> None:
    """Copy the newest example to this year, publish it, and open it a week ago."""
    known = QuestionnaireVersion.objects.published().filter(questionnaire__key=KEY)
    newest = known.order_by("-year", "-number").first()
    if newest is None:
        return
    row = round_create(
        version=published_like(newest, clock.today().year),
        opens_at=_midnight(-OPENED_DAYS),
        closes_at=_midnight(OPEN_DAYS),
        publishes_on=None,
        reminder_days=REMIND,
    )
    responses_open(round=row, progress=lambda _done, _total: None)
    Round.objects.filter(pk=row.pk).update(opened_at=row.opens_at)
    _give_more_time(row)
    _begin_draft()


def published_like(example: QuestionnaireVersion, year: int) -> QuestionnaireVersion:
    """The questions of an example, published for a year."""
    draft = version_add(
        questionnaire=example.questionnaire,
        year=year,
        title=f"Vragenlijst Kansrijke Start {year}",
        provenance=example.provenance,
        begin_with=example,
    )
    return version_publish(version=draft, user=user(ANALYST), expected_version=None)


def _give_more_time(row: Round) -> None:
    place = row.responses.filter(coalition=rich_coalition()).order_by("pk").first()
    if place is not None:
        extension_set(
            round=row,
            municipality=place.municipality,
            until=_midnight(OPEN_DAYS + MORE_DAYS),
            reason="Verzonnen: de trekker begint later.",
        )


def _begin_draft() -> None:
    """A draft of the short questionnaire, for an analyst to try the editor."""
    known = QuestionnaireVersion.objects.published().filter(questionnaire__key=SHORT)
    newest = known.order_by("-year", "-number").first()
    if newest is not None:
        version_add(
            questionnaire=newest.questionnaire,
            year=newest.year + 1,
            title=f"{newest.questionnaire.name} {newest.year + 1}",
            provenance=newest.provenance,
            begin_with=newest,
        )


def _midnight(days: int) -> datetime:
    day = clock.today() + timedelta(days=days)
    return make_aware(datetime.combine(day, time.min), get_current_timezone())
