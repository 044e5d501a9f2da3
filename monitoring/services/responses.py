"""Opening a round: every municipality gets a response, filled from the record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from coalitions.models import Coalition, Municipality
from kansrijkestart.core import clock
from monitoring.models import Question, Response, ResponseAnswer, Round
from monitoring.selectors.derivations import Derived
from monitoring.selectors.filling import derived_for, places_of

Progress = Callable[[int, int], None]
Told = Mapping[int, Mapping[str, Derived]]
CHUNK: Final = 50


def responses_open(*, round: Round, progress: Progress) -> int:  # noqa: A002  what it is called
    """Give every municipality of today a response with what the record says; return how many.

    Safe to run twice and beside itself: it adds what is not there (a response, a coalition, an
    answer) and leaves alone what is, so nothing that somebody gave is lost. Each chunk is a
    transaction of its own; ``progress`` gets how many are done, of how many.
    """
    version = round.questionnaire_version
    places = places_of(Municipality.objects.valid_on(clock.today()), clock.today())
    told = derived_for(version, places)
    questions = list(version.questions.all())
    total = len(places.municipalities)
    progress(0, total)
    for start in range(0, total, CHUNK):
        chunk = places.municipalities[start : start + CHUNK]
        _open_chunk(round, chunk, places.own, questions, told)
        progress(min(start + CHUNK, total), total)
    return total


@transaction.atomic
def _open_chunk(
    asked: Round,
    municipalities: Sequence[Municipality],
    own: Mapping[int, Coalition],
    questions: Sequence[Question],
    told: Told,
) -> None:
    fresh = [
        Response(round=asked, municipality=one, coalition=own.get(one.pk)) for one in municipalities
    ]
    Response.objects.bulk_create(fresh, ignore_conflicts=True)
    keys = [one.pk for one in municipalities]
    rows = Response.objects.select_for_update().filter(round=asked, municipality__in=keys)
    responses = list(rows.order_by("pk"))
    _give_coalition([one for one in responses if one.coalition_id is None], own)
    answers = [
        ResponseAnswer(
            response=one, question=question, **_filled(told[one.municipality_id].get(question.key))
        )
        for one in responses
        for question in questions
    ]
    ResponseAnswer.objects.bulk_create(answers, ignore_conflicts=True)


def _give_coalition(responses: Sequence[Response], own: Mapping[int, Coalition]) -> None:
    """Let a municipality that got a coalition since be filled in by it."""
    found = [one for one in responses if one.municipality_id in own]
    for one in found:
        one.coalition = own[one.municipality_id]
    Response.objects.bulk_update(found, ["coalition"])


def _filled(derived: Derived | None) -> dict[str, Any]:
    if derived is None:
        return {"derived": None, "sources": []}
    return {"derived": derived.value, "sources": [one.as_data() for one in derived.sources]}
