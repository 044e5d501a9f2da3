"""What happens at the edges of a round: while a job runs, and when a later one has opened."""

from datetime import timedelta

import pytest

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import QuestionnaireVersion, Round
from monitoring.services.corrections import correction_allow
from tests import factories as make
from tests.monitoring.edition_world import CLOSES, freeze, year_world
from tests.monitoring.year_world import round_of

pytestmark = pytest.mark.django_db
MARCH = CLOSES + timedelta(days=70)


def covered(**values):
    coalition = make.CoalitionFactory.create(**values)
    return make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality


def test_no_correction_of_a_round_that_a_later_one_of_the_year_took_the_pages_of():
    world = year_world(with_figures=False)
    freeze(world)
    version = world.round.questionnaire_version
    later = QuestionnaireVersion.objects.create(
        questionnaire=version.questionnaire,
        year=version.year,
        number=2,
        title="Nog eens",
        provenance="voorbeeld",
    )
    QuestionnaireVersion.objects.filter(pk=later.pk).update(
        state="published", published_at=clock.now()
    )
    later.refresh_from_db()
    allow = {
        "round": world.round,
        "municipality": world.municipalities[0],
        "until": MARCH + timedelta(days=9),
        "reason": "hersteld",
    }
    with clock.travel(MARCH):
        second = round_of(later)
        correction_allow(**allow)  # as long as it has not opened
        Round.objects.filter(pk=second.pk).update(opened_at=clock.now())
        with pytest.raises(DomainError) as refused:
            correction_allow(**allow)
    assert "latere ronde" in str(refused.value)
