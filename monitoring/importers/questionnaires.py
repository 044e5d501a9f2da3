"""Loads the questionnaires of the reference files, each version once and published at once.

A version that is there already is left alone, whatever the file says now: published it never
changes. An improvement is a next number in the file, or a new version by an analyst.
"""

from pathlib import Path
from typing import Any, Final

from django.db.models import Q

from kansrijkestart.core import clock
from kansrijkestart.core.reference import Change, Sync, read_json
from monitoring.choices import VersionState
from monitoring.models import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionOption,
    QuestionSection,
)

FILE: Final = Path(__file__).resolve().parents[1] / "reference" / "questionnaires.json"
QUESTION_DEFAULTS: Final[dict[str, Any]] = {
    "help_text": "",
    "unit": "",
    "minimum": None,
    "maximum": None,
    "is_required": True,
    "derivation": "",
}
OPTION_DEFAULTS: Final[dict[str, Any]] = {"note": "", "is_other": False, "is_alone": False}


def load(sync: Sync) -> None:
    """Add the questionnaires and versions that are missing."""
    for text in read_json(FILE)["questionnaires"]:
        row, is_new = Questionnaire.objects.get_or_create(
            key=text["key"], defaults={"name": text["name"], "asked_by": text["asked_by"]}
        )
        if is_new:
            _note(sync, row, row.key)
        for version in text["versions"]:
            # Beside a draft of an analyst for the same year there is no place for another.
            known = Q(number=version["number"]) | Q(state=VersionState.DRAFT)
            if not row.versions.filter(known, year=version["year"]).exists():
                _note(sync, _load_version(row, version), f"{row.key} {version['year']}")


def _note(sync: Sync, row: Any, key: str) -> None:
    sync.changes.append(Change(row._meta.label, key))


def _load_version(questionnaire: Questionnaire, text: dict[str, Any]) -> QuestionnaireVersion:
    words = {name: text[name] for name in ("year", "number", "title", "intro", "provenance")}
    version = QuestionnaireVersion.objects.create(questionnaire=questionnaire, **words)
    asked: dict[str, Question] = {}
    for position, part in enumerate(text["sections"], start=1):
        section = QuestionSection.objects.create(
            questionnaire_version=version,
            position=position,
            title=part["title"],
            intro=part["intro"],
        )
        for place, words in enumerate(part["questions"], start=1):
            asked[words["key"]] = _load_question(section, place, words, asked)
    version.state = VersionState.PUBLISHED
    version.published_at = clock.now()
    version.save(update_fields=["state", "published_at"])
    return version


def _load_question(
    section: QuestionSection, place: int, text: dict[str, Any], before: dict[str, Question]
) -> Question:
    """A question is asked after one that stands before it; another is a fault of the file."""
    question = Question.objects.create(
        questionnaire_version_id=section.questionnaire_version_id,
        section=section,
        position=place,
        key=text["key"],
        text=text["text"],
        form=text["form"],
        asked_after=before[text["after"]] if "after" in text else None,
        asked_when=text.get("when", []),
        **{name: text.get(name, other) for name, other in QUESTION_DEFAULTS.items()},
    )
    QuestionOption.objects.bulk_create(
        QuestionOption(
            question=question,
            position=number,
            key=option["key"],
            text=option["text"],
            **{name: option.get(name, other) for name, other in OPTION_DEFAULTS.items()},
        )
        for number, option in enumerate(text.get("options", []), start=1)
    )
    return question
