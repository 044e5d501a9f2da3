"""Who may read and write what a coalition answers in a round."""

from monitoring.models import ApprovalWish
from tests import factories as make
from tests.access.rows import Row
from tests.monitoring.year_world import open_round

# The municipality of this world shares its answers with the region; advisers read none.
READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "region_lead": 200}
WRITERS = READERS | {"partner": 403, "region_lead": 403}
KEEPERS = {"nobody": 302, "partner": 403, "coordinator": 200}


def _slug(world):
    return {"slug": world.coalition.slug}


def _year(world):
    return _slug(world) | {"year": open_round().questionnaire_version.year}


def _round(world):
    return _year(world) | {"key": "kansrijke-start"}


def _part(world):
    return _round(world) | {"part": 1}


def _alone(world):
    make.CoalitionMunicipalityFactory.create(coalition=world.coalition)
    return _part(world) | {"code": world.municipality.code}


def _approval(world):
    ApprovalWish.objects.create(coalition=world.coalition, approver=world.users["coordinator"])
    return _round(world)


ROWS = [
    Row("monitoring:responses", KEEPERS | {"partner": 200}, kwargs=_slug),
    Row("monitoring:responses_year", READERS, kwargs=_year),
    Row("monitoring:response", READERS, kwargs=_round),
    Row("monitoring:response_answers", READERS, kwargs=_round),
    Row("monitoring:response_part", WRITERS, kwargs=_part),
    Row("monitoring:response_part_alone", WRITERS, kwargs=_alone),
    Row("monitoring:response_refresh", WRITERS, kwargs=_round),
    Row("monitoring:response_submit", WRITERS, kwargs=_round),
    Row("monitoring:response_reopen", WRITERS, kwargs=_round),
    Row("monitoring:response_approve", WRITERS, kwargs=_approval),
    Row("monitoring:approval_wish", KEEPERS, kwargs=_slug),
]
