"""The answers to the statements as a list over the rounds of a coalition."""

import csv
import html
import re

import pytest
from django.urls import reverse

from coalitions.models import Answer
from tests import factories as make
from tests.checklist.make import local_checklist, round_of, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition():
    """Two rounds: in the first two statements were answered, in the second three."""
    found = make.CoalitionFactory.create()
    checklist = local_checklist()
    said = {
        round_of(found, state="closed", agreed_on="2025-01-10", checklist=checklist): {
            "L1.1": "not_yet",
            "L2.1": "not_yet",
        },
        round_of(found, number=2, checklist=checklist): {
            "L1.1": "mostly",
            "L2.1": "in_place",
            "L2.2": "",
        },
    }
    for assessment, answers in said.items():
        for key, now in answers.items():
            Answer.objects.create(
                assessment=assessment,
                statement=statement(assessment, key),
                now=now,
                owner="JGZ Testerdam" if key == "L2.2" else "",
            )
    return found


def listed(client, coalition, **asked):
    page = client.get(reverse("coalitions:answers", args=[coalition.slug]), asked)
    assert page.status_code == 200
    return [
        (row.assessment.round, row.statement.key, row.now) for row in page.context["object_list"]
    ]


EVERYTHING = [
    (2, "L1.1", "mostly"),
    (2, "L2.1", "in_place"),
    (2, "L2.2", ""),
    (1, "L1.1", "not_yet"),
    (1, "L2.1", "not_yet"),
]


def test_the_newest_round_stands_first_in_the_order_of_the_checklist(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    assert listed(client, coalition) == EVERYTHING


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"round": "1"}, [3, 4]),
        ({"principle": "2"}, [1, 2, 4]),
        ({"now": "not_yet"}, [3, 4]),
        ({"now": "not_yet", "principle": "1"}, [3]),
        ({"q": "testerdam"}, [2]),
    ],
)
def test_the_list_is_narrowed(client, sign_in, coalition, asked, places):
    sign_in("coordinator", coalition)
    assert listed(client, coalition, **asked) == [EVERYTHING[place] for place in places]


@pytest.mark.parametrize("asked", [{"round": "3"}, {"principle": "x"}, {"now": "ja"}])
def test_what_is_no_choice_is_named(client, sign_in, coalition, asked):
    sign_in("coordinator", coalition)
    page = client.get(reverse("coalitions:answers", args=[coalition.slug]), asked)
    assert "Selecteer een geldige keuze" in page.content.decode()


def test_an_unanswered_statement_is_not_said_to_be_no(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    file = client.get(reverse("coalitions:answers_csv", args=[coalition.slug]), {"round": "2"})
    rows = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [row["Nu"] for row in rows] == ["Grotendeels", "Op orde", ""]
    assert [row["Wie pakt dit op"] for row in rows] == ["", "", "JGZ Testerdam"]


def test_an_adviser_reads_nothing_of_a_checklist_that_is_not_shared(client, sign_in, coalition):
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    user = sign_in("adviser", make.CoalitionFactory.create())
    make.CaseloadFactory.create(adviser=user, coalition=coalition)
    assert listed(client, coalition) == []
    page = client.get(reverse("coalitions:answers", args=[coalition.slug])).content.decode()
    assert "Er zijn hier geen antwoorden die je kunt lezen" in page
    file = client.get(reverse("coalitions:answers_csv", args=[coalition.slug]))
    assert len(file.content.decode().splitlines()) == 1


def test_each_answer_leads_to_where_it_was_given(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    page = client.get(reverse("coalitions:answers", args=[coalition.slug])).content.decode()
    for where in (
        reverse("coalitions:principle", args=[coalition.slug, 2]),
        reverse("coalitions:checklist_round", args=[coalition.slug, 1]) + "#principle-2",
    ):
        assert f'href="{where}"' in page
        assert client.get(where).status_code == 200


def test_how_many_have_an_answer_leads_to_those_statements(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    page = client.get(reverse("coalitions:checklist", args=[coalition.slug])).content.decode()
    found = re.findall(r'<a href="([^"]+antwoorden/[^"]+now=[^"]+)">(\d+) ', page)
    assert [number for _where, number in found] == ["1", "1"]
    for where, number in found:
        rows = client.get(html.unescape(where)).context["object_list"]
        assert len(rows) == int(number)
        assert {row.assessment.round for row in rows} == {2}
