"""What pages about questionnaires show: the lists, one version whole, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy

from coalitions.registry import HistorySource
from coalitions.selectors.history import Feed
from kansrijkestart.accounts.models import User
from monitoring.models import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionOption,
    QuestionSection,
    Round,
    RoundExtension,
    RoundReminder,
)

HIDDEN = frozenset({"questionnaire", "questionnaire_version", "question", "section", "round"})


@dataclass(frozen=True)
class Listed:
    """A questionnaire with its versions, the newest first."""

    questionnaire: Questionnaire
    versions: list[QuestionnaireVersion]


@dataclass
class Part:
    """A part of a version with its questions; ``first`` is the number of the first of them."""

    section: QuestionSection
    questions: list[Question] = field(default_factory=list)


def questionnaires_listed(user: User) -> list[Listed]:
    """Every questionnaire with the versions that a user may know of."""
    rows = QuestionnaireVersion.objects.visible_to(user).for_list()
    shown = rows.select_related("round").annotate(asks=Count("questions"))
    found: dict[int, list[QuestionnaireVersion]] = {}
    for row in shown:
        found.setdefault(row.questionnaire_id, []).append(row)
    return [Listed(one, found.get(one.pk, [])) for one in Questionnaire.objects.all()]


def parts_of(version: QuestionnaireVersion) -> list[Part]:
    """The parts with their questions and answers to choose from, in order (three queries)."""
    parts = {one.pk: Part(one) for one in version.sections.order_by("position", "pk")}
    for question in questions_of(version):
        parts[question.section_id].questions.append(question)
    return list(parts.values())


def questions_of(version: QuestionnaireVersion) -> QuerySet[Question]:
    """The questions in order, with their answers and the question before them."""
    options = Prefetch("options", QuestionOption.objects.order_by("position", "pk"))
    rows = Question.objects.filter(questionnaire_version=version)
    rows = rows.select_related("section", "asked_after").prefetch_related(
        options, Prefetch("asked_after__options", QuestionOption.objects.order_by("position", "pk"))
    )
    return rows.order_by("section__position", "position", "pk")


def route_words(question: Question) -> list[str]:
    """The answers, in words, after which a question is asked; a key that is not offered stays."""
    if question.asked_after is None:
        return []
    words = {one.key: one.text for one in question.asked_after.options.all()}
    return [words.get(key, key) for key in question.asked_when]


@dataclass(frozen=True)
class ChangedQuestion:
    """A question that both versions ask, with the kinds of things that differ in it."""

    before: Question
    after: Question
    fields: list[Any]
    options_gone: list[str] = field(default_factory=list)
    options_new: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Changes:
    """What differs from the version before."""

    before: QuestionnaireVersion
    added: list[Question]
    removed: list[Question]
    changed: list[ChangedQuestion]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


COMPARED = {
    "text": gettext_lazy("question"),
    "help_text": gettext_lazy("explanation"),
    "form": gettext_lazy("form of the answer"),
    "unit": gettext_lazy("unit"),
    "minimum": gettext_lazy("at least"),
    "maximum": gettext_lazy("at most"),
    "is_required": gettext_lazy("must be answered"),
    "derivation": gettext_lazy("filled in from"),
    "asked_when": gettext_lazy("when it is asked"),
}


def version_before(version: QuestionnaireVersion) -> QuestionnaireVersion | None:
    """The one it was copied from, or else the published one that came before it."""
    if version.copied_from_id is not None:
        return QuestionnaireVersion.objects.get(pk=version.copied_from_id)
    earlier = Q(year__lt=version.year) | Q(year=version.year, number__lt=version.number)
    rows = QuestionnaireVersion.objects.published().filter(
        earlier, questionnaire=version.questionnaire_id
    )
    return rows.order_by("-year", "-number").first()


def changes_since(version: QuestionnaireVersion) -> Changes | None:
    """What this version asks otherwise; None without a version before it."""
    before = version_before(version)
    if before is None:
        return None
    old = {one.key: one for one in questions_of(before)}
    new = {one.key: one for one in questions_of(version)}
    both = (compare(old[key], new[key]) for key in new if key in old)
    return Changes(
        before,
        added=[one for key, one in new.items() if key not in old],
        removed=[one for key, one in old.items() if key not in new],
        changed=[one for one in both if one is not None],
    )


def compare(before: Question, after: Question) -> ChangedQuestion | None:
    """Say what differs between two questions of the same key; None for nothing."""
    fields = [
        words for name, words in COMPARED.items() if getattr(before, name) != getattr(after, name)
    ]
    if _route_key(before) != _route_key(after) and COMPARED["asked_when"] not in fields:
        fields.append(COMPARED["asked_when"])
    old, new = _option_texts(before.options.all()), _option_texts(after.options.all())
    gone = [text for text in old if text not in new]
    added = [text for text in new if text not in old]
    if not fields and not gone and not added:
        return None
    return ChangedQuestion(before, after, fields, gone, added)


def _route_key(question: Question) -> str:
    return question.asked_after.key if question.asked_after else ""


def _option_texts(options: Iterable[QuestionOption]) -> list[str]:
    return [one.text for one in options]


def story_of_version(version: QuestionnaireVersion) -> list[Feed]:
    """Who changed what of a version, its parts, questions and answers."""
    parts = Q(questionnaire_version=version.pk)
    # Events of answers know their question; also of questions that are gone.
    asked = Question.events.field.model.objects.filter(parts)  # type: ignore[attr-defined]
    within = Q(question__in=asked.values("pgh_obj"))
    return [
        _feed("version", QuestionnaireVersion, gettext_lazy("Version"), Q(pgh_obj=version.pk)),
        _feed("section", QuestionSection, gettext_lazy("Part"), parts),
        _feed("question", Question, gettext_lazy("Question"), parts, name="text"),
        _feed("option", QuestionOption, gettext_lazy("Answer to choose"), within, name="text"),
    ]


def story_of_round(asked: Round) -> list[Feed]:
    """Who changed which dates of a round, its reminders and its extensions."""
    own, parts = Q(pgh_obj=asked.pk), Q(round=asked.pk)
    days, place = "days_before", "municipality"
    return [
        _feed("round", Round, gettext_lazy("Round"), own, name="questionnaire_version"),
        _feed("reminder", RoundReminder, gettext_lazy("Reminder"), parts, name=days),
        _feed("extension", RoundExtension, gettext_lazy("Extension"), parts, name=place),
    ]


def _feed(key: str, model: Any, noun: Any, within: Q, *, name: str = "title") -> Feed:
    source = HistorySource(key, model, str(noun), lambda _reading: None, name, HIDDEN)
    return Feed(source, within)
