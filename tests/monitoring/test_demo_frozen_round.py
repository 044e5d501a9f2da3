"""The frozen round of the demo, on a site where last year is somebody's already."""

from datetime import UTC, datetime

import pytest

from kansrijkestart.core import clock
from monitoring import demo
from monitoring.demo import frozen_round
from monitoring.demo.questionnaires import ANALYST
from monitoring.models import Edition, QuestionnaireVersion, Round
from monitoring.services.questionnaires import version_add
from tests import factories as make
from tests.monitoring.year_world import open_round, questionnaire

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 15, 9, tzinfo=UTC)
JANUARY = datetime(2027, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def example(monkeypatch):
    """An example of before, an analyst, and nothing of the demo but this section."""
    section = demo.Section("frozen_round", frozen_round.is_loaded, frozen_round.load)
    monkeypatch.setattr(demo, "SECTIONS", (section,))
    make.UserFactory.create(email=ANALYST)
    with clock.travel(DECEMBER):
        return questionnaire(year=2024)


def test_a_round_of_december_that_is_open_over_new_year_stays_the_only_one(example):
    with clock.travel(DECEMBER):
        asked = open_round(questionnaire(year=2026))
    with clock.travel(JANUARY):
        assert demo.load() == []
    assert Round.objects.get() == asked
    assert not Edition.objects.exists()


def test_a_draft_of_last_year_stays_the_only_version_of_it(example):
    with clock.travel(DECEMBER):
        draft = version_add(
            questionnaire=example.questionnaire,
            year=2026,
            title="Concept",
            provenance="Voorbeeld",
            begin_with=None,
        )
    with clock.travel(JANUARY):
        assert demo.load() == []
    assert QuestionnaireVersion.objects.get(year=2026) == draft
    assert not Round.objects.exists()
