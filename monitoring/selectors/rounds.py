"""How far the municipalities of a round are: for analysts and for the leads of a region."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from coalitions.models import Municipality, Region, RegionMunicipality
from coalitions.querysets import open_on
from kansrijkestart.core.links import safe_reverse
from monitoring.answers import Asked, Value, asked_in_order, is_known, standing
from monitoring.choices import HANDED_IN, ResponseState, RoundState
from monitoring.models import Response, ResponseAnswer, Round
from monitoring.selectors.fillings import asked_from
from monitoring.selectors.questionnaires import questions_of
from monitoring.selectors.round_states import division_day, state_at

STATES: Final = tuple(ResponseState)


@dataclass(frozen=True)
class Progress:
    """Of the questions that are asked of a municipality, how many have an answer."""

    answered: int = 0
    asked: int = 0

    @property
    def share(self) -> float | None:
        """Return a proportion; None when nothing is asked, which is not zero."""
        return self.answered / self.asked if self.asked else None

    @property
    def is_complete(self) -> bool:
        """Return whether nothing that must be answered is missing."""
        return self.answered == self.asked


@dataclass(frozen=True)
class Line:
    """One municipality in a round."""

    response: Response
    progress: Progress
    until: datetime | None = None
    answers_url: str = ""

    @property
    def municipality(self) -> Municipality:
        return self.response.municipality

    @property
    def is_handed_in(self) -> bool:
        return self.response.state in HANDED_IN


@dataclass(frozen=True)
class Count:
    """Response of a set of municipalities, in both shares the institute gives.

    ``asked`` are those with a coalition, so that somebody can answer; ``every`` are all.
    """

    every: int
    asked: int
    handed_in: int
    busy: int = 0
    not_started: int = 0

    @property
    def not_asked(self) -> int:
        return self.every - self.asked

    @property
    def of_asked(self) -> float | None:
        return self.handed_in / self.asked if self.asked else None

    @property
    def of_every(self) -> float | None:
        return self.handed_in / self.every if self.every else None


@dataclass(frozen=True)
class RegionCount:
    region: Region
    count: Count


def rounds_listed(moment: datetime) -> list[tuple[Round, RoundState]]:
    """Every round with its state, the newest first, and whether the pages of its year are its."""
    return [(one, state_at(one, moment)) for one in Round.objects.for_list().told_has_pages()]


def municipalities_of_round(asked: Round) -> Any:
    """Every municipality on the day of opening, as they are counted: all of them."""
    return Municipality.objects.valid_on(division_day(asked))


def lines_of(asked: Round, responses: Any, *, readable: Iterable[int] = ()) -> list[Line]:
    """The lines of these responses, in order of name; the same queries for two as for 342.

    Those ``readable`` lead to their answers, as long as the pages of the year are of this round.
    """
    rows = list(responses.for_list())
    progress = progress_of(asked, [row.pk for row in rows])
    longer = dict(asked.extensions.values_list("municipality", "until"))
    open_to = set(readable)
    if open_to and not has_pages(asked):
        open_to = set()
    return [
        Line(
            row,
            progress[row.pk],
            longer.get(row.municipality_id),
            answers_url(asked, row) if row.pk in open_to else "",
        )
        for row in rows
    ]


def has_pages(asked: Round) -> bool:
    """Whether the pages of its year are about this round, or about a newer one."""
    return Round.objects.filter(
        pk=asked.pk, pk__in=Round.objects.with_pages().values("pk")
    ).exists()


def answers_url(asked: Round, response: Response) -> str:
    """The page with the answers of a response; empty when nobody fills it in."""
    version, coalition = asked.questionnaire_version, response.coalition
    if coalition is None:
        return ""
    year, key = version.year, version.questionnaire.key
    return safe_reverse("monitoring:response", slug=coalition.slug, year=year, key=key)


def progress_of(asked: Round, responses: Sequence[int]) -> dict[int, Progress]:
    """How many of the questions that come by in each response have an answer.

    A question with an answer from the record counts; "not known" is an answer that somebody gave.
    Questions that need no answer do not count.
    """
    questions = [asked_from(one) for one in questions_of(asked.questionnaire_version)]
    found: dict[int, dict[str, Value | None]] = {pk: {} for pk in responses}
    rows = ResponseAnswer.objects.filter(response__in=responses).order_by()
    names = ("response", "question__key", "given", "derived")
    for response, key, given, derived in rows.values_list(*names):
        found[response][key] = standing(given, derived)
    return {pk: _progress(questions, values) for pk, values in found.items()}


def _progress(questions: Sequence[Asked], values: dict[str, Value | None]) -> Progress:
    needed = [one for one in asked_in_order(questions, values) if one.is_required]
    answered = sum(1 for one in needed if _is_answered(values.get(one.key)))
    return Progress(answered, len(needed))


def _is_answered(value: Value | None) -> bool:
    return is_known(value) or bool(value and value.get("unknown"))


def count_of(lines: Sequence[Line], every: int) -> Count:
    """Count a set of lines; ``every`` is how many municipalities there are."""
    asked = [line for line in lines if line.response.coalition_id is not None]
    states = Counter(line.response.state for line in asked)
    return Count(
        every=every,
        asked=len(asked),
        handed_in=sum(states[one] for one in HANDED_IN),
        busy=states[ResponseState.BUSY],
        not_started=states[ResponseState.NOT_STARTED],
    )


def counts_per_region(asked: Round, lines: Sequence[Line]) -> list[RegionCount]:
    """The response per region, by name. Regions overlap: a municipality may count in several."""
    by_place = {line.municipality.pk: line for line in lines}
    rows = RegionMunicipality.objects.filter(open_on(division_day(asked))).select_related("region")
    found: dict[int, tuple[Region, list[int]]] = {}
    for row in rows.order_by("region__name_fold", "region__slug", "pk"):
        found.setdefault(row.region_id, (row.region, []))[1].append(row.municipality_id)
    return [
        RegionCount(region, count_of([by_place[key] for key in keys if key in by_place], len(keys)))
        for region, keys in found.values()
    ]
