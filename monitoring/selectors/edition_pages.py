"""What pages show of frozen editions: lists, a municipality, an answer, and who may have what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coalitions.models import Coalition
from kansrijkestart.accounts.models import User
from monitoring.answers import Asked, in_words
from monitoring.models import Edition, EditionPart
from monitoring.selectors.exports import Subject, subjects_of
from monitoring.selectors.frozen import Answered, Data, Part, asked_from


@dataclass(frozen=True)
class Offer:
    """A frozen edition, and what of it a user may download."""

    edition: Edition
    subjects: Sequence[Subject]


def offers_of(user: User, coalition: Coalition | None = None) -> list[Offer]:
    """The newest edition of every frozen round with what the user may have of it.

    With a coalition only what is about that one.
    """
    editions = Edition.objects.visible_to(user).newest().for_list()
    editions = editions.order_by("-round__closes_at", "-pk")
    subjects = [Subject("coalition", coalition=coalition)] if coalition else subjects_of(user)
    found = []
    inside = _inside(editions)
    for edition in editions:
        names = inside[edition.pk]
        kept = [one for one in subjects if one.scope == "national" or one.key in names]
        if kept:
            found.append(Offer(edition, kept))
    return found


def _inside(editions: Any) -> dict[int, set[str]]:
    """The keys of the subjects of each edition, without reading what is large in them."""
    rows = editions.values_list("pk", "content__coalitions", "content__regions")
    return {
        pk: {
            *(f"coalition:{one['slug']}" for one in coalitions or ()),
            *(f"region:{one['slug']}" for one in regions or ()),
        }
        for pk, coalitions, regions in rows
    }


@dataclass(frozen=True)
class Shown:
    """One answer as its page shows it."""

    answer: Answered
    section: str

    @property
    def key(self) -> str:
        return self.answer.question.key

    @property
    def words(self) -> str:
        return in_words(self.answer.question, self.answer.value)

    @property
    def record_words(self) -> str:
        return in_words(self.answer.question, self.answer.data.get("derived"))


def part_of(part: EditionPart) -> Part:
    """A stored part with the questions of its edition."""
    questions = [asked_from(one) for one in part.edition.content["questions"]]
    return Part(part.content, questions)


def shown_answers(part: EditionPart) -> list[Shown]:
    """Every answer of a municipality in the order of the questionnaire."""
    questions = part.edition.content["questions"]
    answers = part_of(part).answers()
    return [Shown(one, data["section"]) for one, data in zip(answers, questions, strict=True)]


@dataclass(frozen=True)
class Used:
    """A record of the coalition and the answers that rest on it."""

    source: Data
    # Code and name of the municipality, key and text of the question.
    cells: list[tuple[str, str, str, str]]


def used_records(edition: Edition, codes: Sequence[str]) -> list[Used]:
    """The way back: per record of the coalition in which answers of this edition it was used."""
    parts = EditionPart.objects.filter(edition=edition, code__in=codes).order_by("code")
    questions = [asked_from(one) for one in edition.content["questions"]]
    found: dict[tuple[str, str], Used] = {}
    for code, name, question, source in _sources(parts, questions):
        one = found.setdefault((source["kind"], str(source["key"])), Used(source, []))
        one.cells.append((code, name, question.key, question.text))
    return sorted(found.values(), key=lambda one: (one.source["kind"], one.source["words"]))


def _sources(parts: Any, questions: Sequence[Asked]) -> Iterator[tuple[str, str, Asked, Data]]:
    """What answers rest on: not those that were not asked, nor what somebody overruled."""
    for code, name, answers in parts.values_list("code", "content__name", "content__answers"):
        for question in questions:
            answer = Answered(question, answers.get(question.key, {}))
            for source in answer.sources if answer.is_asked else ():
                yield code, name, question, source
