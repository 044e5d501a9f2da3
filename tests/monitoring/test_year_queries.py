"""What saving and handing in ask of the database does not grow with the municipalities."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from monitoring.models import ResponseAnswer, RoundExtension
from monitoring.services.answering import Entry, answers_save, writable_responses
from monitoring.services.handing_in import (
    approval_set,
    responses_approve,
    responses_reopen,
    responses_submit,
)
from tests.factories import CoalitionFactory, CoalitionMunicipalityFactory, MembershipFactory
from tests.monitoring.year_world import open_round

pytestmark = pytest.mark.django_db


class Region:
    """A regional coalition that answers for many municipalities; one of them has more time."""

    def __init__(self, count: int) -> None:
        self.coalition = CoalitionFactory.create(regional=True, stage="formed")
        rows = CoalitionMunicipalityFactory.create_batch(count, coalition=self.coalition)
        self.places = [row.municipality for row in rows]
        self.user = MembershipFactory.create(coalition=self.coalition).user
        self.round = open_round()
        ResponseAnswer.objects.update(given={"unknown": True}, reason="onbekend")
        until = self.round.closes_at + timedelta(days=7)
        RoundExtension.objects.create(
            round=self.round, municipality=self.places[0], until=until, reason="ziekte"
        )
        self.about: dict[str, Any] = {"round": self.round, "coalition": self.coalition}

    def submit(self):
        responses_submit(**self.about, user=self.user, municipalities=self.places)


@pytest.fixture(params=[2, 6])
def region(request):
    return Region(request.param)


def about_extensions(queries):
    return [one["sql"] for one in queries if 'FROM "monitoring_roundextension"' in one["sql"]]


def test_what_may_be_written_is_asked_at_once_for_all_municipalities(region):
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        found = writable_responses(region.round, region.coalition)
    assert len(found) == len(region.places)
    assert len(queries) == 2
    assert len(about_extensions(queries)) == 1


def test_saving_for_one_municipality_does_not_look_up_the_responses_of_the_others(region):
    with CaptureQueriesContext(connection) as queries:
        answers_save(
            **region.about,
            user=region.user,
            entries={"opmerking": Entry({"unknown": True})},
            seen={},
            municipality=region.places[0],
        )
    looked_up = [
        one["sql"]
        for one in queries
        if 'FROM "monitoring_response" WHERE "monitoring_response"."id"' in one["sql"]
        and "SELECT 1" not in one["sql"]
    ]
    assert len(looked_up) <= 1  # its own version, when it was begun just now


def test_approving_and_opening_again_ask_for_all_extensions_at_once(region):
    region.submit()
    approval_set(coalition=region.coalition, approver=region.user)
    with CaptureQueriesContext(connection) as queries:
        responses_approve(**region.about, user=region.user)
    assert len(about_extensions(queries)) == 1
    with CaptureQueriesContext(connection) as queries:
        responses_reopen(**region.about, municipalities=region.places, reason="fout")
    assert len(about_extensions(queries)) == 1
