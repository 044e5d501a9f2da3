"""A round of last year that is over and frozen, so that what comes after a round can be seen too.

Only the municipalities of the invented coalitions were asked, so that loading the demo stays short.
Its downloads are made when somebody asks.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import override

from coalitions.models import CoalitionMunicipality, Municipality
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from monitoring.choices import ResponseState
from monitoring.demo.common import NEARLY_EMPTY, RICH
from monitoring.demo.questionnaires import KEY, published_like
from monitoring.models import Edition, QuestionnaireVersion, Response, ResponseAnswer, Round
from monitoring.selectors.derivations import Derived
from monitoring.selectors.filling import derived_for, places_of
from monitoring.services.editions import LANGUAGE, chunk_gather, edition_freeze, edition_open
from monitoring.services.rounds import round_create

OPENS, CLOSES = (10, 1), (12, 1)  # month and day
HANDED_IN_BEFORE: Final = timedelta(days=6)
# What the record of the rich coalition said then and does not say now: this is what drift shows.
THEN: Final = {"joint-plan": "in_development", "policy-framework": "in_development"}


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
    """Answers as the record gives them; the coalition with next to nothing did not hand in."""
    inside = CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition__is_demo=True)
    asked = Municipality.objects.filter(pk__in=inside.values("municipality")).order_by("code")
    places = places_of(asked.valid_on(clock.today()), clock.today())
    told = derived_for(row.questionnaire_version, places)
    questions = list(row.questionnaire_version.questions.all())
    for place in places.municipalities:
        own = places.own[place.pk]
        is_in = own.slug != NEARLY_EMPTY
        response = Response.objects.create(
            round=row,
            municipality=place,
            coalition=own,
            state=ResponseState.SUBMITTED if is_in else ResponseState.BUSY,
            submitted_at=row.closes_at - HANDED_IN_BEFORE if is_in else None,
        )
        said = told[place.pk] | (_said_then() if own.slug == RICH else {})
        ResponseAnswer.objects.bulk_create(
            ResponseAnswer(
                response=response,
                question=question,
                derived=one.value if one else None,
                sources=[source.as_data() for source in one.sources] if one else [],
            )
            for question in questions
            for one in [said.get(question.key)]
        )


def _said_then() -> dict[str, Derived]:
    return {key: Derived({"options": [one], "other": ""}, ()) for key, one in THEN.items()}


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
