"""What the record says now against what was frozen: beside an edition, never mixed into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coalitions.models import Municipality
from kansrijkestart.core import clock
from monitoring.answers import Asked, in_words
from monitoring.models import Edition, EditionPart
from monitoring.selectors.derivations import Derived
from monitoring.selectors.filling import derived_for, places_of
from monitoring.selectors.frozen import asked_from

Value = dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """One answer that the record gives otherwise than when the round was frozen."""

    question: Asked
    frozen: Value | None
    now: Derived | None

    @property
    def frozen_words(self) -> str:
        return in_words(self.question, self.frozen)

    @property
    def now_words(self) -> str:
        return in_words(self.question, self.now.value if self.now else None)


@dataclass(frozen=True)
class Drift:
    """What changed of one municipality."""

    code: str
    name: str
    coalition: str | None
    changes: Sequence[Changed]


def drift_of(edition: Edition, codes: Sequence[str] | None = None) -> list[Drift]:
    """What changed since, for every municipality of the edition or those with these codes.

    The questions are those of the edition; as many queries for one municipality as for all.
    """
    rows = EditionPart.objects.filter(edition=edition).order_by("code")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    # Only the answers: the figures beside them are most of a part.
    found = list(
        rows.values_list(
            "municipality", "code", "content__name", "content__coalition", "content__answers"
        )
    )
    asked = [asked_from(one) for one in edition.content["questions"] if one["derivation"]]
    today = clock.today()
    places = places_of(Municipality.objects.filter(pk__in=[one[0] for one in found]), today)
    told = derived_for(edition.round.questionnaire_version, places)
    return [
        Drift(code, name, coalition, _changes(asked, answers, told.get(place, {})))
        for place, code, name, coalition, answers in found
    ]


def _changes(
    asked: Sequence[Asked], answers: dict[str, Any], told: dict[str, Derived]
) -> list[Changed]:
    found = []
    for question in asked:
        frozen = answers.get(question.key, {}).get("derived")
        now = told.get(question.key)
        if frozen != (now.value if now else None):
            found.append(Changed(question, frozen, now))
    return found


@dataclass(frozen=True)
class DriftCount:
    """How often an answer of the record changed, over all municipalities."""

    question: Asked
    count: int


def drift_counts(drifts: Sequence[Drift]) -> list[DriftCount]:
    """Which questions changed most; those that changed nowhere are left out."""
    counted: dict[str, tuple[Asked, int]] = {}
    for drift in drifts:
        for change in drift.changes:
            key = change.question.key
            counted[key] = (change.question, counted.get(key, (change.question, 0))[1] + 1)
    found = [DriftCount(question, count) for question, count in counted.values()]
    return sorted(found, key=lambda one: (-one.count, one.question.key))
