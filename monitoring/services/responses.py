"""Opening a round: every municipality gets a response, filled from the record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from coalitions.models import Municipality
from kansrijkestart.core import clock
from monitoring.choices import HANDED_IN
from monitoring.models import Question, Response, ResponseAnswer, Round
from monitoring.selectors.derivations import Derived, Places
from monitoring.selectors.filling import answered_by, derived_for, places_of, who_answers
from monitoring.selectors.round_states import division_day
from monitoring.services.refreshing import take_over

Progress = Callable[[int, int], None]
Told = Mapping[int, Mapping[str, Derived]]
CHUNK: Final = 50


def responses_open(*, round: Round, progress: Progress) -> int:  # noqa: A002  what it is called
    """Give every municipality a response with what the record says; return how many.

    Those of today, and once the round is open those of its opening. Safe to run twice and beside
    itself: it adds what is not there (a response, a coalition, an answer) and leaves alone what is,
    so nothing that somebody gave is lost. Before the opening nobody gave anything: what a try at
    an earlier opening left is then brought up to date, or dropped. What is not handed in goes to
    the coalition that works there today, and then says what the record of that one says. Once the
    round closed, only who has more time is looked at. Each chunk is a transaction of its own, and
    does nothing when time ran out while it waited; ``progress`` gets how many are done, of how
    many.
    """
    version = round.questionnaire_version
    day = division_day(round) if round.opened_at else clock.today()
    places = places_of(Municipality.objects.valid_on(day), clock.today())
    told = derived_for(version, places)
    questions = list(version.questions.all())
    total = len(places.municipalities)
    if round.opened_at is None:
        _drop_others(round, places.municipalities)
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
    in_time = _in_time(asked, municipalities)
    rows = Response.objects.filter(round=asked, municipality__in=[one.pk for one in in_time])
    before = set(rows.values_list("pk", flat=True))
    responses = _held(asked, in_time, places)
    if _in_time(asked, in_time) != in_time:
        transaction.set_rollback(True)
        return
    moved = _give_coalition(responses, places)
    told = {**told, **_told_by_others(asked, responses, places)}
    _add_answers(responses, questions, told)
    early = [] if asked.opened_at else [one for one in responses if one.pk in before]
    if again := [one for one in responses if one in moved or (one in early and one.coalition)]:
        take_over(asked, again)


def _held(asked: Round, municipalities: Sequence[Municipality], places: Places) -> list[Response]:
    """Lock and return a response of each of these, made where there is none."""
    fresh = [
        Response(round=asked, municipality=one, coalition=places.own.get(one.pk))
        for one in municipalities
    ]
    Response.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = Response.objects.filter(round=asked, municipality__in=[one.pk for one in municipalities])
    held = rows.select_for_update(of=("self",)).select_related("municipality", "coalition")
    return list(held.order_by("pk"))


def _add_answers(responses: Sequence[Response], questions: Sequence[Question], told: Told) -> None:
    answers = [
        ResponseAnswer(
            response=one, question=question, **_filled(told[one.municipality_id].get(question.key))
        )
        for one in responses
        for question in questions
    ]
    ResponseAnswer.objects.bulk_create(answers, ignore_conflicts=True)


def _in_time(asked: Round, municipalities: Sequence[Municipality]) -> list[Municipality]:
    """Of these, whose time is not over: what was filled in by then stays as it is."""
    if asked.opened_at is None:
        return list(municipalities)
    moment = clock.now()
    still = Round.objects.open_at(moment).filter(pk=asked.pk).first()
    if still is None or still.closes_at > moment:
        return list(municipalities) if still else []
    longer = set(still.extensions.filter(until__gt=moment).values_list("municipality", flat=True))
    return [one for one in municipalities if one.pk in longer]


@transaction.atomic
def _drop_others(asked: Round, municipalities: Sequence[Municipality]) -> None:
    """Before its opening a round is about nobody: drop what an earlier try at opening left."""
    gone = Response.objects.filter(round=asked).exclude(municipality__in=municipalities)
    ResponseAnswer.objects.filter(response__in=gone).delete()
    gone.delete()


def _give_coalition(responses: Sequence[Response], places: Places) -> list[Response]:
    """Let what is not handed in be filled in by the coalition that works there now.

    Where none works any more, the response stays with the one it had. Returns what moved: what the
    record of one coalition says is not for the next.
    """
    found = []
    for one in responses:
        now = who_answers(places, one.municipality_id, one.coalition_id)
        if one.state not in HANDED_IN and now is not None and now.pk != one.coalition_id:
            one.coalition = now
            found.append(one)
    Response.objects.bulk_update(found, ["coalition"])
    return found


def _told_by_others(asked: Round, responses: Sequence[Response], places: Places) -> Told:
    """What the record says where another coalition answers than would be asked first today."""
    others = {
        one.municipality_id: one.coalition
        for one in responses
        if one.coalition and one.coalition != places.own.get(one.municipality_id)
    }
    if not others:
        return {}
    return derived_for(asked.questionnaire_version, answered_by(places, others))


def _filled(derived: Derived | None) -> dict[str, Any]:
    if derived is None:
        return {"derived": None, "sources": []}
    return {"derived": derived.value, "sources": [one.as_data() for one in derived.sources]}
