"""What does not agree in the answers: with the record, and among themselves. Shown, never refused.

Rules between answers know questions by how they are filled in (their derivation), which stays the
same over the years, and not by their place in one year's questionnaire.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from monitoring.answers import Asked, Value, follows_record, in_words, is_known
from monitoring.selectors.filled_in import Filling, Part, Place

By = Mapping[str, Value | None]


@dataclass(frozen=True)
class Contradiction:
    """About one question in one municipality, with the coalition's ``reason``.

    Among the answers it is a sentence, ``words``. With the record it is the answers themselves:
    the page makes the sentence, and marks each in the language it is in.
    """

    part: int
    key: str
    municipality: str
    question: str
    words: str = ""
    reason: str = ""
    given: str = ""
    derived: str = ""  # empty for who may not know what the record says


def contradictions_of(filling: Filling, *, names_record: bool = True) -> list[Contradiction]:
    """Return everything that does not agree, in the order of the questionnaire.

    Who reads shared answers may know that the record says something else, and not what: then
    ``names_record`` is false.
    """
    found = [
        one
        for place in filling.places
        for one in [
            *_with_record(filling, place, names_record=names_record),
            *_among_answers(filling, place),
        ]
    ]
    order = list(filling.asked)
    return sorted(found, key=lambda one: (order.index(one.key), one.municipality))


def _part_of(filling: Filling, key: str) -> Part:
    return next(part for part in filling.parts if part.has(key))


def _said(filling: Filling, place: Place, asked: Asked, **more: str) -> Contradiction:
    return Contradiction(
        part=_part_of(filling, asked.key).section.position,
        key=asked.key,
        municipality=str(place.municipality) if filling.has_several else "",
        question=asked.text,
        **more,
    )


def _with_record(filling: Filling, place: Place, *, names_record: bool) -> list[Contradiction]:
    found = []
    for asked in place.asked:
        row = place.answers[asked.key]
        if row.derived is None or follows_record(row.given, row.derived):
            continue
        given, derived = in_words(asked, row.given), in_words(asked, row.derived)
        said = {"given": given, "derived": derived if names_record else "", "reason": row.reason}
        found.append(_said(filling, place, asked, **said))
    return found


def _chose(value: Value | None, *keys: str) -> bool:
    return is_known(value) and bool(set((value or {}).get("options", ())) & set(keys))


def _number(value: Value | None) -> int | None:
    return value.get("number") if is_known(value) and value else None


def _more_recognised(by: By) -> bool:
    runs = _number(by.get("interventions_running"))
    recognised = _number(by.get("interventions_recognised"))
    return runs is not None and recognised is not None and recognised > runs


def _nothing_done(by: By) -> bool:
    runs = _number(by.get("interventions_running"))
    return _chose(by.get("activities"), "no") and bool(runs)


def _aims_without_ambition(by: By) -> bool:
    return _chose(by.get("ambitions"), "no") and _chose(by.get("objectives"), "yes")


def _plan_without_coalition(by: By) -> bool:
    begun = _chose(by.get("coalition_stage"), "none", "not_known", "announced")
    return begun and _chose(by.get("joint_plan"), "yes")


def _rules() -> list[tuple[str, Callable[[By], bool], str]]:
    """The derivation whose question it is said at, when it holds, and the sentence."""
    return [
        (
            "interventions_recognised",
            _more_recognised,
            _("There are more recognised interventions than interventions that run."),
        ),
        (
            "activities",
            _nothing_done,
            _("You answer that there are no activities, while interventions run."),
        ),
        (
            "objectives",
            _aims_without_ambition,
            _("You answer that there are objectives, and no joint ambitions."),
        ),
        (
            "joint_plan",
            _plan_without_coalition,
            _("You answer that there is a joint plan, while the coalition is not formed yet."),
        ),
    ]


def _among_answers(filling: Filling, place: Place) -> list[Contradiction]:
    ways = {
        question.derivation: question.key
        for part in filling.parts
        for question in part.questions
        if question.derivation and question.key in place.asked_keys
    }
    by = {way: place.value(key) for way, key in ways.items()}
    return [
        _said(filling, place, filling.asked[ways[way]], words=words)
        for way, holds, words in _rules()
        if way in ways and holds(by)
    ]
