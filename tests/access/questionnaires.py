"""Who may do what with questionnaires and rounds."""

from datetime import timedelta
from itertools import count

from kansrijkestart.core import clock
from monitoring.models import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionSection,
    Round,
    RoundExtension,
)
from monitoring.services.responses import responses_open
from tests.access.rows import Row

ANALYSTS = {"nobody": 302, "analyst": 200}
SENDS = {"nobody": 302, "analyst": 302}
LEADS = {"nobody": 302, "region_lead": 200, "analyst": 403, "coordinator": 403}
NUMBERS = count(1)


def a_version(*, is_published=False):
    """A version with one part and one question."""
    number = next(NUMBERS)
    questionnaire = Questionnaire.objects.create(key=f"lijst-{number}", name=f"Lijst {number}")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, year=2025, title=f"Lijst {number} 2025", provenance="test"
    )
    section = QuestionSection.objects.create(
        questionnaire_version=version, position=1, title="Deel"
    )
    Question.objects.create(
        questionnaire_version=version,
        section=section,
        position=1,
        key="vraag",
        text="Hoeveel?",
        form="number",
    )
    if is_published:
        version.state, version.published_at = "published", clock.now()
        version.save()
    return version


def a_round(*, is_open=True):
    """A round of which every municipality has its response."""
    moment = clock.now()
    found = Round.objects.create(
        questionnaire_version=a_version(is_published=True),
        opens_at=moment - timedelta(days=1),
        closes_at=moment + timedelta(days=30),
    )
    if is_open:
        responses_open(round=found, progress=lambda done, total: None)
        found.opened_at = moment
        found.save()
    return found


def _draft(world):
    return {"pk": a_version().pk}


def _published(world):
    return {"pk": a_version(is_published=True).pk}


def _key(world):
    return {"key": a_version().questionnaire.key}


def _section(world):
    version = a_version()
    return {"pk": version.pk, "section": version.sections.get().pk}


def _question(world):
    version = a_version()
    return {"pk": version.pk, "question": version.questions.get().pk}


def _round(world):
    return {"pk": a_round().pk}


def _extension(world):
    found = a_round()
    row = RoundExtension.objects.create(
        round=found,
        municipality=world.municipality,
        until=found.closes_at + timedelta(days=7),
        reason="ziek",
    )
    return {"pk": found.pk, "extension": row.pk}


def _region(world):
    return {"slug": world.region.slug}


def _region_round(world):
    version = a_round().questionnaire_version
    return _region(world) | {"year": version.year, "key": version.questionnaire.key}


ROWS = [
    Row("monitoring:questionnaires", ANALYSTS, otherwise=403),
    Row("monitoring:questionnaire_add", ANALYSTS, otherwise=403),
    Row("monitoring:questionnaire_update", ANALYSTS, otherwise=403, kwargs=_key),
    Row("monitoring:version_add", ANALYSTS, otherwise=403, kwargs=_key),
    Row("monitoring:version", ANALYSTS, otherwise=403, kwargs=_draft),
    Row("monitoring:version_update", ANALYSTS, otherwise=403, kwargs=_draft),
    Row("monitoring:version_preview", ANALYSTS, otherwise=403, kwargs=_draft),
    Row("monitoring:version_publish", ANALYSTS, otherwise=403, kwargs=_draft),
    Row("monitoring:version_remove", ANALYSTS, otherwise=403, kwargs=_draft),
    Row("monitoring:version_history", ANALYSTS, otherwise=403, kwargs=_draft),
    Row("monitoring:section_add", ANALYSTS, otherwise=403, kwargs=_draft),
    Row("monitoring:section_update", ANALYSTS, otherwise=403, kwargs=_section),
    Row("monitoring:section_remove", ANALYSTS, otherwise=403, kwargs=_section),
    Row("monitoring:section_move", SENDS, otherwise=403, method="POST", kwargs=_section),
    Row("monitoring:question_add", ANALYSTS, otherwise=403, kwargs=_section),
    Row("monitoring:question_update", ANALYSTS, otherwise=403, kwargs=_question),
    Row("monitoring:question_remove", ANALYSTS, otherwise=403, kwargs=_question),
    Row("monitoring:question_move", SENDS, otherwise=403, method="POST", kwargs=_question),
    Row("monitoring:round_add", ANALYSTS, otherwise=403, kwargs=_published),
    Row("monitoring:round", ANALYSTS, otherwise=403, kwargs=_round),
    Row("monitoring:round_update", ANALYSTS, otherwise=403, kwargs=_round),
    Row("monitoring:round_history", ANALYSTS, otherwise=403, kwargs=_round),
    Row("monitoring:extension_add", ANALYSTS, otherwise=403, kwargs=_round),
    Row("monitoring:extension_update", ANALYSTS, otherwise=403, kwargs=_extension),
    Row("monitoring:extension_remove", ANALYSTS, otherwise=403, kwargs=_extension),
    Row("monitoring:round_overview", ANALYSTS, otherwise=403, kwargs=_round),
    Row(
        "monitoring:round_overview_csv",
        ANALYSTS,
        otherwise=403,
        kwargs=lambda w: _round(w) | {"variant": "excel"},
    ),
    Row("monitoring:reminder_wish", {}, otherwise=302),  # to what may be chosen there
    Row("dashboard:region_rounds", LEADS, kwargs=_region),
    Row("dashboard:region_round", LEADS, kwargs=_region_round),
    Row(
        "dashboard:region_round_csv",
        LEADS,
        kwargs=lambda w: _region_round(w) | {"variant": "machine"},
    ),
]
