"""What the record says now against what was frozen: beside an edition, never mixed into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coalitions.models import Coalition, Municipality
from kansrijkestart.core import clock
from monitoring.answers import Asked, in_words
from monitoring.models import Edition, EditionPart
from monitoring.selectors.derivations import Derived, Places
from monitoring.selectors.filling import answered_by, derived_for, places_of, who_answers
from monitoring.selectors.frozen import asked_from

Value = dict[str, Any]
Told = Mapping[int, Mapping[str, Derived]]


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
    """What changed of one municipality.

    ``is_other``: another coalition works there now than the one that answered. What the record of
    that one says is not for who reads this: there are no changes then.
    """

    code: str
    name: str
    coalition: str | None
    changes: Sequence[Changed]
    is_other: bool = False


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
    answered = {place: slug for place, _code, _name, slug, _answers in found}
    places = places_of(Municipality.objects.filter(pk__in=answered), clock.today())
    others = _others(places, answered)
    told = _told(edition, places, {key: one for key, one in answered.items() if key not in others})
    return [
        Drift(code, name, slug, [], is_other=True)
        if place in others
        else Drift(code, name, slug, _changes(asked, answers, told.get(place, {})))
        for place, code, name, slug, answers in found
    ]


def _others(places: Places, answered: Mapping[int, str | None]) -> set[int]:
    """Where another coalition would answer now than the one that did."""
    found = set()
    for place, slug in answered.items():
        had = next((one.pk for one in places.every.get(place, ()) if one.slug == slug), None)
        now = who_answers(places, place, had)
        if now is not None and now.slug != slug:
            found.add(place)
    return found


def _told(edition: Edition, places: Places, answered: Mapping[int, str | None]) -> Told:
    """What the record of who answered says now."""
    by_slug = {one.slug: one for one in Coalition.objects.filter(slug__in=answered.values())}
    answering = {key: by_slug[slug] for key, slug in answered.items() if slug in by_slug}
    return derived_for(edition.round.questionnaire_version, answered_by(places, answering))


def _changes(
    asked: Sequence[Asked], answers: dict[str, Any], told: Mapping[str, Derived]
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
