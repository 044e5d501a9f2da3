"""An installation in which nothing was entered yet: every page says what to do."""

import re

import pytest
from django.urls import reverse

from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/landkaart/", "/interventies/", "/methode/", "/hulp/", "/over/"]
PAGES = {
    "nobody": PUBLIC,
    "administrator": ["/gebruikers/", "/coalities/nieuw/", "/coalities/", "/acties/"],
    "analyst": [
        *("/", "/landelijk/", "/landelijk/?kaart=ronde", "/landelijk/?kaart=dossier"),
        *("/landelijk/?groep=niet-bekend", "/cijfers/imports/", "/exports/"),
    ],
    "policy_viewer": ["/", "/landelijk/"],
    "adviser": ["/adviseur/"],
}
TABS = ("detail", "known", "partners", "partners_add", "plan", "checklist", "members", "log")
PLAN = ("actions", "road_map", "embedding", "timeline")


def check(client, address):
    page = client.get(address, follow=True)
    assert page.status_code == 200, address
    html = page.content.decode()
    assert len(re.findall(r"<h1", html)) == 1, address
    text = re.sub(r"<[^>]+>", " ", html.split("<main")[1])
    assert not re.search(r"\bNone\b|\{\{|\{%|%\(", text), address


@pytest.mark.parametrize("role", PAGES)
def test_pages_of_an_installation_without_data(client, role):
    if role != "nobody":
        client.force_login(make.NationalRoleFactory.create(role=role).user)
    for address in PAGES[role]:
        check(client, address)


def test_a_coalition_of_which_nothing_is_known(client, sign_in):
    coalition = make.CoalitionFactory.create(name="W" * 120)
    sign_in("coordinator", coalition)
    own = [reverse(f"coalitions:{name}", args=[coalition.slug]) for name in TABS + PLAN]
    others = ("agreements:list", "interventions:choices", "monitoring:coalition")
    own += [reverse(name, args=[coalition.slug]) for name in others]
    for address in ["/", *own]:
        check(client, address)
    start = client.get("/")
    assert start.context["known"].asked == 1, "only the stage: no municipality, so no region"


@pytest.mark.parametrize("stage", ["formed", "ended"])
def test_a_region_of_which_nothing_is_known(client, stage):
    """Without a coalition of its own, and with one that ended."""
    region = make.RegionFactory.create()
    if stage == "ended":
        make.CoalitionFactory.create(
            regional=True, region=region, stage="ended", ended_on=clock.today()
        )
    client.force_login(make.RegionMembershipFactory.create(region=region).user)
    check(client, "/")
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == reverse("dashboard:region", args=[region.slug])
    text = " ".join(page.content.decode().split())
    assert "Deze regio heeft in deze site nog geen regionale coalitie." in text
    assert "Er is nog geen vragenlijst geopend." in text
    assert "Er is nog niets gepubliceerd." in text


@pytest.mark.parametrize("who", ["coordinator", "partner", "adviser"])
def test_a_coalition_that_ended_without_anything_in_it(client, sign_in, who):
    coalition = make.CoalitionFactory.create(stage="ended", ended_on=clock.today())
    sign_in(who, coalition)
    check(client, "/")
    page = client.get("/", follow=True)
    assert coalition.name in page.content.decode()


def test_every_part_of_an_empty_start_page_says_that_nothing_is_there(client, sign_in):
    sign_in("coordinator", make.CoalitionFactory.create())
    text = " ".join(client.get("/").content.decode().split())
    for words in (
        "Er wacht geen advies op jullie antwoord.",
        "Er is nog geen vragenlijst voor jullie geopend.",
        "Er staat niets open met een datum binnen een maand.",
        "Er staan geen open acties op jouw naam.",
        "Naar het logboek",
    ):
        assert words in text, words
