"""Who may ask back, share advice with partners, record contact and print the talk sheet."""

from coalitions.models import AdviceRequest
from tests.access.checklist import ADVISERS, MOVERS, _asked_page, _draft_round, _slug
from tests.access.rows import Row

OWN = {"nobody": 302, "adviser": 200, "other_adviser": 200}


def _statement_page(world):
    return _asked_page(world) | {"statement": 1}


def _asked_again(world):
    """The question is posted about a principle that is still asked about."""
    kwargs = _asked_page(world)
    assert AdviceRequest.objects.exists()
    return kwargs


def _adviser(world):
    return {"pk": world.users["adviser"].pk}


ROWS = [
    Row("coalitions:advice_statement", ADVISERS, kwargs=_statement_page),
    Row("coalitions:advice_enquire", ADVISERS, kwargs=_asked_again),
    Row("coalitions:advice_sharing", MOVERS, method="POST", kwargs=_draft_round),
    Row("coalitions:talk_sheet", ADVISERS, kwargs=_slug),
    Row("dashboard:contacts", OWN, otherwise=403),
    Row("dashboard:contact_add", OWN, otherwise=403),
    Row(
        "dashboard:caseload_cover_end",
        {"nobody": 302, "adviser": 302, "other_adviser": 302},
        otherwise=403,
        method="POST",
        kwargs=_adviser,
    ),
]
