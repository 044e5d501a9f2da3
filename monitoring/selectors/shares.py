"""How many municipalities gave which answer, and the indicators of RIVM that follow from it.

A share is given twice, as RIVM does: of the municipalities that handed in, and of all of them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from monitoring.answers import Asked
from monitoring.selectors.frozen import Part

REFERENCE = Path(__file__).parents[1] / "reference" / "process_indicators.json"
Data = dict[str, Any]


@dataclass
class QuestionTally:
    """One question over the municipalities that handed in; several answers may overlap."""

    question: Asked
    options: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    unknown: int = 0
    not_recorded: int = 0
    not_asked: int = 0


@dataclass
class Tally:
    """``every`` is all municipalities of the division, ``asked`` those with a coalition to answer.

    The same as in the overview of a round: where none works, nobody could be asked.
    """

    every: int
    asked: int = 0
    handed_in: int = 0
    closed: int = 0
    questions: dict[str, QuestionTally] = field(default_factory=dict)

    def of(self, question: Asked) -> QuestionTally:
        return self.questions[question.key]


def tally(questions: Sequence[Asked], parts: Iterable[Part], *, every: int, shared: bool) -> Tally:
    """Count the answers; with ``shared`` only of municipalities that share with their region."""
    found = Tally(every, questions={one.key: QuestionTally(one) for one in questions})
    for part in parts:
        found.asked += part.is_asked
        if not part.counts:
            continue
        found.handed_in += 1
        if shared and not part.shares:
            found.closed += 1
            continue
        for question in questions:
            _count(found.questions[question.key], part)
    return found


def _count(found: QuestionTally, part: Part) -> None:
    answer = part.answer(found.question)
    if not answer.is_asked:
        found.not_asked += 1
    elif answer.value is None:
        found.not_recorded += 1
    elif not answer.is_known:
        found.unknown += 1
    else:
        found.answered += 1
        found.options.update(set(answer.value.get("options", ())))


def share(part: int, whole: int) -> float | None:
    """A percentage with one decimal; none of nothing is not a zero."""
    return round(100 * part / whole, 1) if whole else None


@cache
def reference() -> Sequence[Data]:
    """Which answers make which indicator: data, see its provenance."""
    return list(json.loads(REFERENCE.read_text("utf-8"))["indicators"])


def indicators_asked(questions: Sequence[Data]) -> list[Data]:
    """The indicators with the question each follows from; one that is not asked has none."""
    by_derivation = {one["derivation"]: one["key"] for one in questions if one["derivation"]}
    return [{**one, "question": by_derivation.get(one["derivation"])} for one in reference()]


def process_indicators(wanted: Iterable[Data], counted: Tally) -> list[Data]:
    """The indicators with their numbers, both denominators, and the one that RIVM uses."""
    return [{**one, **_numbers(one, counted)} for one in wanted]


def _numbers(indicator: Data, counted: Tally) -> Data:
    found = counted.questions.get(indicator["question"] or "")
    if found is None:
        return {"is_asked": False}
    # Options of one question may overlap, these never do: they are of questions with one answer.
    number = sum(found.options[key] for key in indicator["counts"])
    respondents = counted.handed_in - counted.closed
    return {
        "is_asked": True,
        "count": number,
        "respondents": respondents,
        "answered": found.answered,
        "every": counted.every,
        "of_respondents": share(number, respondents),
        "of_answered": share(number, found.answered),
        "of_every": share(number, counted.every),
    }
