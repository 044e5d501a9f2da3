"""Who may do what with the checklist, advice and the caseload."""

from coalitions.models import AdviceMessage, AdviceRequest, Assessment, Municipality
from kansrijkestart.core import clock
from tests.access.rows import Row
from tests.checklist.make import principle, round_of
from tests.factories import ConsentFactory, UserFactory

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
MOVERS = WRITERS | {"coordinator": 302}
ADVISERS = {"nobody": 302, "partner": 403, "coordinator": 403, "adviser": 200}
REPLIERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 200}


def _round(world, state):
    """Return a round in a state, of a coalition whose municipalities share it with Pharos."""
    for municipality in Municipality.objects.covered_by(world.coalition):
        ConsentFactory.create(municipality=municipality, kind="checklist_adviser")
    found = Assessment.objects.filter(coalition=world.coalition).first()
    return found or round_of(world.coalition, state=state)


def _slug(world):
    return {"slug": world.coalition.slug}


def _draft(world):
    _round(world, "draft")
    return _slug(world)


def _draft_statement(world):
    return _draft(world) | {"number": 2, "statement": 1}


def _settled(world):
    _round(world, "agreed")
    return _slug(world)


def _draft_page(world):
    return _draft(world) | {"number": 2}


def _draft_round(world):
    return _draft(world) | {"round": 1}


def _asked(world):
    assessment = _round(world, "advice_requested")
    AdviceRequest.objects.get_or_create(assessment=assessment, principle=principle(assessment))
    return assessment


def _asked_page(world):
    _asked(world)
    return _slug(world) | {"number": 2}


def _advised_page(world):
    assessment = _asked(world)
    AdviceMessage.objects.create(
        assessment=assessment,
        principle=principle(assessment),
        kind="advice",
        author=UserFactory.create(),
        text="Advies.",
        shared_at=clock.now(),
    )
    return _slug(world) | {"number": 2}


ROWS = [
    Row("coalitions:checklist", READERS, kwargs=_slug),
    Row("coalitions:answers", READERS, kwargs=_draft),
    Row("coalitions:checklist_versions", READERS, kwargs=_slug),
    Row("coalitions:principle", READERS, kwargs=_draft_page),
    Row("coalitions:principle", MOVERS, method="POST", kwargs=_draft_page),
    Row("coalitions:principle_autosave", WRITERS, method="POST", kwargs=_draft_page),
    Row("coalitions:evidence", WRITERS, kwargs=_draft_statement),
    Row("coalitions:evidence", MOVERS, method="POST", kwargs=_draft_statement),
    Row("coalitions:checklist_round", READERS, kwargs=_draft_round),
    Row("coalitions:checklist_history", READERS, kwargs=_draft_round),
    Row("coalitions:checklist_start", MOVERS, method="POST", kwargs=_draft),
    Row("coalitions:checklist_close", MOVERS, method="POST", kwargs=_settled),
    Row("coalitions:checklist_agree", WRITERS, kwargs=_draft),
    Row("coalitions:advice_request", WRITERS, kwargs=_settled),
    Row("coalitions:advice", ADVISERS, kwargs=_asked_page),
    Row("coalitions:advice_reply", REPLIERS, kwargs=_advised_page),
    Row("dashboard:caseload", {"nobody": 302, "adviser": 200, "other_adviser": 200}, otherwise=403),
    Row(
        "dashboard:caseload_cover",
        {"nobody": 302, "adviser": 200, "other_adviser": 200},
        otherwise=403,
    ),
]
