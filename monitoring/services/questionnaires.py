"""Keeping questionnaires and their versions: what a national analyst does.

Each function is one transaction. A version is changed as a draft and published once; from then on
nothing of it changes, the database refuses it (docs/adr/0030).
"""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError
from monitoring.choices import VersionState
from monitoring.models import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionOption,
    QuestionSection,
)
from monitoring.selectors.questionnaire_checks import faults_of

QUESTIONNAIRE_FIELDS: Final = ("name", "asked_by")
VERSION_FIELDS: Final = ("title", "intro", "provenance")
SECTION_WORDS: Final = ("position", "title", "intro")
QUESTION_WORDS: Final = (
    "position",
    "key",
    "text",
    "help_text",
    "form",
    "unit",
    "minimum",
    "maximum",
    "is_required",
    "derivation",
)
OPTION_WORDS: Final = ("position", "key", "text", "note", "is_other", "is_alone")


@transaction.atomic
def questionnaire_add(*, key: str, **values: Any) -> Questionnaire:
    """Add a questionnaire, under a key that never changes."""
    row = Questionnaire(key=key, **values)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def questionnaire_update(
    *, questionnaire: Questionnaire, expected_version: int | None, **values: Any
) -> Questionnaire:
    """Change what a questionnaire is called and who asks it."""
    stored = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    for name in QUESTIONNAIRE_FIELDS:
        setattr(stored, name, values[name])
    return save_versioned(stored, expected_version=expected_version, fields=QUESTIONNAIRE_FIELDS)


@transaction.atomic
def version_add(
    *,
    questionnaire: Questionnaire,
    year: int,
    title: str,
    provenance: str,
    begin_with: QuestionnaireVersion | None,
) -> QuestionnaireVersion:
    """Begin a version of a year: empty, or with everything of an earlier one.

    Raises DomainError when that year has a draft, or the earlier one may still change.
    """
    held = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if held.versions.filter(year=year, state=VersionState.DRAFT).exists():
        raise DomainError({"year": _("There is a draft of this year already. Go on with that.")})
    if begin_with is not None and begin_with.state != VersionState.PUBLISHED:
        raise DomainError({"begin_with": _("Begin with a version that is published.")})
    numbers = held.versions.filter(year=year).order_by("-number").values_list("number", flat=True)
    version = QuestionnaireVersion(
        questionnaire=held,
        year=year,
        number=(numbers.first() or 0) + 1,
        title=title,
        intro=begin_with.intro if begin_with else "",
        provenance=provenance,
        copied_from=begin_with,
    )
    version.full_clean()
    version.save()
    if begin_with is not None:
        _copy_parts(begin_with, version)
    return version


def _copy_parts(source: QuestionnaireVersion, target: QuestionnaireVersion) -> None:
    """Copy parts, questions, answers and routes; keys stay, so that years can be compared."""
    sections = {
        one.pk: QuestionSection.objects.create(
            questionnaire_version=target, **{name: getattr(one, name) for name in SECTION_WORDS}
        )
        for one in source.sections.all()
    }
    originals = list(source.questions.prefetch_related("options"))
    made = {
        one.pk: Question.objects.create(
            questionnaire_version=target,
            section=sections[one.section_id],
            **{name: getattr(one, name) for name in QUESTION_WORDS},
        )
        for one in originals
    }
    for one in originals:
        if one.asked_after_id is not None:
            copy = made[one.pk]
            copy.asked_after, copy.asked_when = made[one.asked_after_id], one.asked_when
            copy.save(update_fields=["asked_after", "asked_when"])
    QuestionOption.objects.bulk_create(
        QuestionOption(
            question=made[one.pk], **{name: getattr(option, name) for name in OPTION_WORDS}
        )
        for one in originals
        for option in one.options.all()
    )


def hold_draft(version: QuestionnaireVersion) -> QuestionnaireVersion:
    """Return the version, held for this transaction. Raises DomainError: published, or gone."""
    stored = still_there(QuestionnaireVersion.objects.all(), version.pk)
    if stored.state == VersionState.PUBLISHED:
        raise DomainError(
            _("This version is published and does not change. Begin a new version instead.")
        )
    return stored


@transaction.atomic
def version_update(
    *, version: QuestionnaireVersion, expected_version: int | None, **values: Any
) -> QuestionnaireVersion:
    """Change title, introduction or provenance of a draft."""
    stored = hold_draft(version)
    for name in VERSION_FIELDS:
        setattr(stored, name, values[name])
    return save_versioned(stored, expected_version=expected_version, fields=VERSION_FIELDS)


@transaction.atomic
def version_remove(*, version: QuestionnaireVersion) -> None:
    """Throw a draft away with everything in it; the history keeps what it was."""
    hold_draft(version).delete()


@transaction.atomic
def version_publish(
    *, version: QuestionnaireVersion, user: User, expected_version: int | None
) -> QuestionnaireVersion:
    """Publish a draft: from now on it can be asked, and never changes.

    Raises DomainError with everything that is not right yet. A second click changes nothing.
    """
    stored = still_there(QuestionnaireVersion.objects.all(), version.pk)
    if stored.state == VersionState.PUBLISHED:
        return stored
    refuse_stale(stored, expected_version)
    if faults := faults_of(stored):
        raise DomainError([fault.words for fault in faults])
    stored.state = VersionState.PUBLISHED
    stored.published_at, stored.published_by = clock.now(), user
    fields = ["state", "published_at", "published_by"]
    return save_versioned(stored, expected_version=None, fields=fields)
