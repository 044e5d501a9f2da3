"""The checklists beside each other: that of 2019 is there to read, and no round begins with it."""

from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse

from coalitions.models import Assessment, Checklist
from tests import factories as make

pytestmark = pytest.mark.django_db


def address(coalition):
    return reverse("coalitions:checklist_versions", args=[coalition.slug])


@pytest.fixture
def loaded():
    call_command("load_reference", verbosity=0)


def test_a_local_coalition_reads_both_local_checklists_and_begins_with_the_new_one(
    loaded, client, sign_in
):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    page = client.get(address(coalition))
    assert [row.key for row in page.context["versions"]] == ["local-2023", "local-2019"]
    text = unescape(page.content.decode())
    old = Checklist.objects.get(key="local-2019")
    for principle in old.principles.all():
        assert principle.title.split()[0] in text
        for statement in principle.statements.all():
            assert statement.text in text
    assert "oktober\N{NO-BREAK SPACE}2023" in text
    assert "Alleen om te lezen" in text
    start = client.get(reverse("coalitions:checklist", args=[coalition.slug])).content.decode()
    assert address(coalition) in start
    client.post(reverse("coalitions:checklist_start", args=[coalition.slug]))
    assert Assessment.objects.get(coalition=coalition).checklist.key == "local-2023"


def test_a_regional_coalition_reads_its_own_and_one_that_is_both_reads_all(loaded, client, sign_in):
    for fields, expected in (
        ({"regional": True}, ["regional-2023"]),
        ({"scope": "both", "region": make.RegionFactory.create()}, 3),
    ):
        coalition = make.CoalitionFactory.create(**fields)
        sign_in("coordinator", coalition)
        keys = [row.key for row in client.get(address(coalition)).context["versions"]]
        assert keys == expected if isinstance(expected, list) else len(keys) == expected


def test_the_page_costs_the_same_for_any_number_of_statements(
    client, sign_in, django_assert_max_num_queries
):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    client.get(address(coalition))
    costs = []
    for number in (1, 40):
        checklist = make.ChecklistFactory.create()
        for _ in range(number):
            make.StatementFactory.create(principle__checklist=checklist)
        with django_assert_max_num_queries(30) as found:
            client.get(address(coalition))
        costs.append(len(found))
    assert costs[0] == costs[1]
