"""A round of last year that is over and frozen, so that what comes after a round can be seen too.

Only the municipalities of the invented coalitions were asked, so that loading the demo stays short.
Its downloads are made when somebody asks.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.timezone import get_current_timezone, localtime, make_aware
from django.utils.translation import override

from coalitions.models import CoalitionMunicipality, Municipality
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from monitoring.answers import Value
from monitoring.choices import ResponseState
from monitoring.demo import frozen_answers
from monitoring.demo.common import NEARLY_EMPTY, RICH
from monitoring.demo.questionnaires import KEY, published_like
from monitoring.models import Edition, QuestionnaireVersion, Response, ResponseAnswer, Round
from monitoring.selectors.derivations import Derived
from monitoring.selectors.filling import derived_for, places_of
from monitoring.services.editions import LANGUAGE, chunk_gather, edition_freeze, edition_open
from monitoring.services.rounds import round_create

OPENS, CLOSES = (10, 1), (12, 1)  # month and day
HANDED_IN_BEFORE: Final = timedelta(days=6)


def is_loaded() -> bool:
    """Also where last year is somebody's: a demo of December may be open, an analyst at work."""
    editions = Edition.objects.filter(round__questionnaire_version__questionnaire__key=KEY)
    versions = QuestionnaireVersion.objects.filter(
        questionnaire__key=KEY, year=clock.today().year - 1
    )
    return editions.exists() or versions.exists()


def load() -> None:
    """Ask the newest example of before this year in last year, and freeze what was answered."""
    known = QuestionnaireVersion.objects.published().filter(
        questionnaire__key=KEY, year__lt=clock.today().year
    )
    newest = known.order_by("-year", "-number").first()
    if newest is None:
        return
    row = _round_like(newest)
    _fill(row)
    _freeze(row)


def _round_like(example: QuestionnaireVersion) -> Round:
    year = clock.today().year - 1
    opens, closes = (_midnight(date(year, *one)) for one in (OPENS, CLOSES))
    with clock.travel(opens - timedelta(days=30)):
        row = round_create(
            version=published_like(example, year),
            opens_at=opens,
            closes_at=closes,
            publishes_on=None,
            reminder_days=(),
        )
    Round.objects.filter(pk=row.pk).update(opened_at=opens)
    row.refresh_from_db()
    return row


def _fill(row: Round) -> None:
    """Answers as they were on the last day; the coalition with next to nothing did not hand in."""
    inside = CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition__is_demo=True)
    asked = Municipality.objects.filter(pk__in=inside.values("municipality")).order_by("code")
    places = places_of(asked.valid_on(clock.today()), clock.today())
    handed_in = row.closes_at - HANDED_IN_BEFORE
    with clock.travel(handed_in):
        told = derived_for(row.questionnaire_version, places)
    late = frozen_answers.began_after(localtime(handed_in).date())
    questions = frozen_answers.asked_of(row.questionnaire_version)
    for place in places.municipalities:
        own = places.own[place.pk]
        is_in = own.slug != NEARLY_EMPTY
        said = frozen_answers.as_of(told[place.pk], late)
        said |= frozen_answers.said_then(questions) if own.slug == RICH else {}
        given = frozen_answers.invented(questions, said) if is_in else {}
        response = Response.objects.create(
            round=row,
            municipality=place,
            coalition=own,
            state=ResponseState.SUBMITTED if is_in else ResponseState.BUSY,
            remarks=frozen_answers.REMARK if is_in else "",
            submitted_at=handed_in if is_in else None,
        )
        _answer(response, said, given)


def _answer(response: Response, said: Mapping[str, Derived], given: Mapping[str, Value]) -> None:
    ResponseAnswer.objects.bulk_create(
        ResponseAnswer(
            response=response,
            question=question,
            derived=one.value if one else None,
            given=given.get(question.key),
            sources=[source.as_data() for source in one.sources] if one else [],
        )
        for question in response.round.questionnaire_version.questions.all()
        for one in [said.get(question.key)]
    )


def _freeze(row: Round) -> None:
    """What the job does, a minute after closing; without the exports of everybody."""
    keys = list(Response.objects.filter(round=row).values_list("pk", flat=True))
    with (
        clock.travel(row.closes_at + timedelta(minutes=1)),
        override(LANGUAGE),
        timezone.override(settings.TIME_ZONE),
    ):
        edition = Edition.objects.create(round=row, number=1, moment=row.closes_at)
        edition_open(edition=edition)
        chunk_gather(edition=edition, keys=keys)
        edition_freeze(edition=edition)


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min), get_current_timezone())
