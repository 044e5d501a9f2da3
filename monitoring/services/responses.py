"""Opening a round: every municipality gets a response, filled from the record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from coalitions.models import Municipality
from kansrijkestart.core import clock
from monitoring.choices import HANDED_IN
from monitoring.models import Question, Response, ResponseAnswer, Round
from monitoring.selectors.derivations import Derived, Places
from monitoring.selectors.filling import derived_for, places_of
from monitoring.selectors.round_states import division_day

Progress = Callable[[int, int], None]
Told = Mapping[int, Mapping[str, Derived]]
CHUNK: Final = 50


def responses_open(*, round: Round, progress: Progress) -> int:  # noqa: A002  what it is called
    """Give every municipality a response with what the record says; return how many.

    Those of today, and once the round is open those of its opening. Safe to run twice and beside
    itself: it adds what is not there (a response, a coalition, an answer) and leaves alone what is,
    so nothing that somebody gave is lost. What is not handed in goes to the coalition that works
    there today. Each chunk is a transaction of its own; ``progress`` gets how many are done, of how
    many.
    """
    version = round.questionnaire_version
    day = division_day(round) if round.opened_at else clock.today()
    places = places_of(Municipality.objects.valid_on(day), clock.today())
    told = derived_for(version, places)
    questions = list(version.questions.all())
    total = len(places.municipalities)
    progress(0, total)
    for start in range(0, total, CHUNK):
        chunk = places.municipalities[start : start + CHUNK]
        _open_chunk(round, chunk, places, questions, told)
        progress(min(start + CHUNK, total), total)
    return total


@transaction.atomic
def _open_chunk(
    asked: Round,
    municipalities: Sequence[Municipality],
    places: Places,
    questions: Sequence[Question],
    told: Told,
) -> None:
    fresh = [
        Response(round=asked, municipality=one, coalition=places.own.get(one.pk))
        for one in municipalities
    ]
    Response.objects.bulk_create(fresh, ignore_conflicts=True)
    keys = [one.pk for one in municipalities]
    rows = Response.objects.select_for_update().filter(round=asked, municipality__in=keys)
    responses = list(rows.order_by("pk"))
    _give_coalition(responses, places)
    answers = [
        ResponseAnswer(
            response=one, question=question, **_filled(told[one.municipality_id].get(question.key))
        )
        for one in responses
        for question in questions
    ]
    ResponseAnswer.objects.bulk_create(answers, ignore_conflicts=True)


def _give_coalition(responses: Sequence[Response], places: Places) -> None:
    """Let what is not handed in be filled in by the coalition that works there now.

    One that still works there keeps it, unless it is regional and there is a local one now. Where
    none works any more, the response stays with the one it had.
    """
    found = []
    for one in responses:
        own = places.own.get(one.municipality_id)
        if own is None or one.state in HANDED_IN:
            continue
        working = {each.pk: each for each in places.every[one.municipality_id]}
        now = working.get(one.coalition_id or 0)
        if now is None or (own.is_local and not now.is_local):
            one.coalition = own
            found.append(one)
    Response.objects.bulk_update(found, ["coalition"])


def _filled(derived: Derived | None) -> dict[str, Any]:
    if derived is None:
        return {"derived": None, "sources": []}
    return {"derived": derived.value, "sources": [one.as_data() for one in derived.sources]}
