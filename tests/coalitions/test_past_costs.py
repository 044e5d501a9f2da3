"""What the pages on the past cost: the same questions with one row as with two hundred."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Action, Answer, Assessment
from kansrijkestart.core import clock
from tests import factories as make

FEW, MANY = 1, 200


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries)


def actions(coalition, user, number):
    """So many actions, each changed once, with a person and an organisation to look up."""
    for place in range(number):
        row = Action.objects.create(
            coalition=coalition,
            title=f"Actie {place}",
            assigned_to=user,
            organisation=make.OrganisationFactory.create(),
        )
        Action.objects.filter(pk=row.pk).update(title=f"Actie {place}, anders")


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["log", "compare", "timeline"])
def test_the_log_and_what_changed_cost_the_same(client, sign_in, page):
    coalition = make.CoalitionFactory.create()
    user = sign_in("coordinator", coalition)
    today = clock.today()
    days = f"?since={today - timedelta(days=1):%Y-%m-%d}&until={today:%Y-%m-%d}"
    url = reverse(f"coalitions:{page}", args=[coalition.slug]) + days
    actions(coalition, user, FEW)
    few = cost(client, url)
    actions(coalition, user, MANY)
    assert cost(client, url) == few


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["coordinator", "partner"])
def test_two_rounds_side_by_side_cost_the_same(client, sign_in, role):
    coalition = make.CoalitionFactory.create()
    sign_in(role, coalition)
    principle = make.PrincipleFactory.create(number=1)
    rounds = [
        Assessment.objects.create(
            coalition=coalition, checklist=principle.checklist, round=number, state="closed"
        )
        for number in (1, 2)
    ]
    url = reverse("coalitions:checklist_compare", args=[coalition.slug, 2])

    def answer(number):
        for _place in range(number):
            statement = make.StatementFactory.create(principle=principle)
            for row, now in zip(rounds, ("not_yet", "mostly"), strict=True):
                Answer.objects.create(assessment=row, statement=statement, now=now)

    answer(FEW)
    few = cost(client, url)
    answer(MANY)
    assert cost(client, url) == few
