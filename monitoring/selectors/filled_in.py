"""What a coalition filled in, in one round: places, parts, questions and how far they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from coalitions.models import Coalition, Municipality
from kansrijkestart.core import clock
from monitoring.answers import Asked, Value, asked_in_order, in_words, standing
from monitoring.choices import HANDED_IN
from monitoring.models import (
    Question,
    QuestionSection,
    Response,
    ResponseAnswer,
    Round,
)
from monitoring.selectors.deadlines import Deadline, deadline_of


@dataclass
class Place:
    """One municipality in the round: its response, its answers by key of the question."""

    response: Response
    until: datetime
    answers: dict[str, ResponseAnswer]
    questions: Sequence[Asked]

    @property
    def municipality(self) -> Municipality:
        return self.response.municipality

    @property
    def is_handed_in(self) -> bool:
        return self.response.state in HANDED_IN

    @property
    def is_extended(self) -> bool:
        return self.until != self.response.round.closes_at

    @property
    def is_open(self) -> bool:
        """It may be written at this moment: the round is open, for this municipality."""
        return may_write(self.response.round, self.until, clock.now())

    @property
    def is_waited_for(self) -> bool:
        """It may be written and is not handed in."""
        return self.is_open and self.response.submitted_at is None

    @property
    def sign(self) -> str:
        """Key of its sign; opened again is another thing than begun."""
        if self.response.state == "busy" and self.response.reopen_reason:
            return "reopened"
        return str(self.response.state)

    def value(self, key: str) -> Value | None:
        row = self.answers.get(key)
        return standing(row.given, row.derived) if row else None

    @cached_property
    def asked(self) -> list[Asked]:
        """The questions that the route comes by; after one that is not asked nothing is."""
        return asked_in_order(self.questions, {key: self.value(key) for key in self.answers})

    @cached_property
    def asked_keys(self) -> set[str]:
        return {one.key for one in self.asked}

    @property
    def missing(self) -> list[Asked]:
        """What must be answered and is not. "Not known" is an answer."""
        return [one for one in self.asked if one.is_required and self.value(one.key) is None]

    @property
    def can_hand_in(self) -> bool:
        return self.is_open and not self.is_handed_in and not self.missing

    def words(self, question: Asked) -> str:
        return in_words(question, self.value(question.key))


def may_write(asked: Round, until: datetime, moment: datetime) -> bool:
    """Whether an answer of a moment counts: opened, before the last moment, not frozen since."""
    is_opened = asked.opened_at is not None and asked.opens_at <= moment
    # Only who may correct has an extension past the freezing; it counts in the next edition.
    is_free = asked.frozen_at is None or asked.closes_at <= asked.frozen_at < until
    return is_opened and is_free and moment < until


@dataclass
class Shown:
    """A question on a page: what holds for all places together, and the places apart."""

    question: Question
    asked: Asked
    places: Sequence[Place]
    rows: Sequence[ResponseAnswer]

    def row(self, place: Place) -> ResponseAnswer:
        return place.answers[self.asked.key]

    @cached_property
    def common(self) -> list[Place]:
        """The places that follow the common answer; all of them when every one stands apart."""
        together = [one for one in self.places if not self.row(one).is_apart]
        return together or list(self.places)

    @property
    def apart(self) -> list[Place]:
        return [one for one in self.places if self.row(one).is_apart]

    @property
    def differs(self) -> bool:
        """The record says something else in one municipality than in another."""
        return len({_text(self.row(one).derived) for one in self.common}) > 1

    @property
    def value(self) -> Value | None:
        """The answer that stands for all; None where there is none, or where they differ."""
        values = [one.value(self.asked.key) for one in self.common]
        return values[0] if len({_text(one) for one in values}) == 1 else None

    @property
    def derived(self) -> Value | None:
        return None if self.differs else self.row(self.common[0]).derived

    @property
    def given(self) -> Value | None:
        return self.row(self.common[0]).given

    @property
    def reason(self) -> str:
        return next((self.row(one).reason for one in self.common if self.row(one).reason), "")

    @property
    def has_record(self) -> bool:
        """Whether a reason may be asked, also for a municipality where this is not asked yet."""
        return bool(self.records)

    @property
    def is_overruled(self) -> bool:
        return self.given is not None and self.has_record

    @property
    def words(self) -> str:
        return in_words(self.asked, self.value)

    @property
    def told(self) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """What the record says: municipality (empty: all), words, sources; equal ones once."""
        rows = [(one, self.row(one)) for one in self.common]
        if not self.differs:
            rows = rows[:1]
        return [
            (
                str(place.municipality) if self.differs else "",
                in_words(self.asked, row.derived),
                row.sources,
            )
            for place, row in rows
            if row.derived is not None or self.differs
        ]

    @property
    def version(self) -> int:
        """Grows with every change of one of its rows: versions only count up."""
        return sum(one.version for one in self.rows)

    @property
    def records(self) -> list[Value]:
        """What the record says in the municipalities that follow the common answer."""
        following = [one for one in self.rows if not one.is_apart] or self.rows
        return [one.derived for one in following if one.derived is not None]


def _text(value: Value | None) -> str:
    return json.dumps(value, sort_keys=True)


@dataclass
class Part:
    """A part of the questionnaire with its questions, on one page."""

    section: QuestionSection
    questions: Sequence[Question]

    def has(self, key: str) -> bool:
        return any(one.key == key for one in self.questions)


@dataclass
class Filling:
    """Everything of one coalition in one round."""

    round: Round
    coalition: Coalition
    places: list[Place]
    parts: list[Part]
    asked: dict[str, Asked] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return any(one.is_open for one in self.places)

    @property
    def deadline(self) -> Deadline:
        return deadline_of(self.round.closes_at, [one.until for one in self.places])

    @property
    def is_opened(self) -> bool:
        return self.round.opened_at is not None and self.round.opens_at <= clock.now()

    @property
    def has_several(self) -> bool:
        return len(self.places) > 1

    @property
    def writable(self) -> list[Place]:
        return [one for one in self.places if one.is_open and not one.is_handed_in]

    def shown(self, part: Part, places: Sequence[Place] | None = None) -> list[Shown]:
        """The questions of a part that are asked in one of the places."""
        chosen = self.places if places is None else places
        found = []
        for question in part.questions:
            inside = [one for one in chosen if question.key in one.asked_keys]
            if inside:
                rows = [one.answers[question.key] for one in chosen if question.key in one.answers]
                found.append(Shown(question, self.asked[question.key], inside, rows))
        return found

    def hidden(self, part: Part, places: Sequence[Place] | None = None) -> list[Shown]:
        """The questions of a part that are asked in none of the places, after another answer."""
        chosen = self.places if places is None else places
        asked = {key for one in chosen for key in one.asked_keys}
        found = []
        for question in part.questions:
            inside = [one for one in chosen if question.key in one.answers]
            if inside and question.key not in asked:
                rows = [one.answers[question.key] for one in inside]
                found.append(Shown(question, self.asked[question.key], inside, rows))
        return found

    def progress(self, part: Part) -> tuple[int, int]:
        """How many of the part's questions have an answer everywhere, of how many asked."""
        shown = self.shown(part)
        done = [
            one
            for one in shown
            if all(place.value(one.asked.key) is not None for place in one.places)
        ]
        return len(done), len(shown)

    def missing(self, part: Part) -> list[Shown]:
        """Questions of the part that must be answered and are not, in one of the places."""
        keys = {one.key for place in self.places for one in place.missing}
        return [one for one in self.shown(part) if one.asked.key in keys]

    def part(self, position: int) -> Part | None:
        return next((one for one in self.parts if one.section.position == position), None)

    def after(self, part: Part) -> Part | None:
        """The next part that asks something."""
        later = self.parts[self.parts.index(part) + 1 :]
        return next((one for one in later if self.shown(one)), None)
