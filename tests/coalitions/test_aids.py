"""What is asked and which tools help, folded on the pages where the work is done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Tool
from coalitions.selectors.aids import ASKED, aids_for
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGES = {
    "samenstelling": ["coalitions:partners", "coalitions:partners_add"],
    "afspraken": ["agreements:list", "agreements:create"],
    "cijfers": ["monitoring:coalition"],
    "interventies": ["interventions:choices"],
    "trekker": ["coalitions:plan"],
    "scharnierpunt": ["coalitions:bottlenecks", "coalitions:bottleneck_add"],
}


def tool(key, name, scope="local", **fields):
    checklist = make.ChecklistFactory.create(scope=scope, **fields)
    principle = make.PrincipleFactory.create(checklist=checklist, key=key, number=1)
    return Tool.objects.create(
        principle=principle, name=name, url="https://tool.example/", position=1
    )


@pytest.mark.parametrize(("key", "names"), PAGES.items())
def test_every_page_where_work_is_done_names_its_own_tools(client, sign_in, key, names):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    tool(key, "Eigen hulpmiddel")
    tool("ander", "Ander hulpmiddel")
    for name in names:
        page = client.get(reverse(name, args=[coalition.slug])).content.decode()
        assert "Hulpmiddelen" in page, name
        assert '<a href="https://tool.example/" rel="noreferrer">Eigen hulpmiddel</a>' in page
        assert "Ander hulpmiddel" not in page


def test_the_worklist_of_a_region_names_the_tools_of_the_hinge(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    sign_in("region_lead", regional)
    url = reverse("dashboard:region_bottlenecks", args=[regional.region.slug])
    page = client.get(url).content.decode()
    assert "Hulpmiddelen" in page
    assert "De checklist noemt hier geen hulpmiddelen voor." in page
    tool("scharnierpunt", "Eigen hulpmiddel", scope="regional")
    page = client.get(url).content.decode()
    assert "Eigen hulpmiddel</a>" in page
    assert "noemt hier geen hulpmiddelen" not in page


def test_in_english_the_names_say_that_they_are_dutch(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    tool("samenstelling", "Eigen hulpmiddel")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("coalitions:partners", args=[coalition.slug])).content.decode()
    block = page.split("Eigen hulpmiddel")[0].rpartition("<ul")[2]
    assert 'lang="nl"' in block
    assert "The name of the organisation is enough." in page


def test_a_checklist_that_is_over_or_of_the_other_kind_names_nothing():
    tool("cijfers", "Oud", valid_until="2023-10")
    tool("cijfers", "Regionaal", scope="regional")
    now = tool("cijfers", "Nu")
    local, both = (
        make.CoalitionFactory.build(scope="local"),
        make.CoalitionFactory.build(scope="both"),
    )
    regional = make.CoalitionFactory.build(scope="regional")
    assert aids_for(local, "cijfers").tools == aids_for(both, "cijfers").tools == [now]
    assert [one.name for one in aids_for(regional, "cijfers").tools] == ["Regionaal"]


def test_it_costs_one_question():
    with CaptureQueriesContext(connection) as queries:
        for key in ASKED:
            aids_for(make.CoalitionFactory.build(), key)
    assert len(queries) == len(ASKED)
