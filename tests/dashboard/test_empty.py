"""An installation in which nothing was entered yet: every page says what to do."""

import re

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/landkaart/", "/interventies/", "/methode/", "/hulp/", "/over/"]
PAGES = {
    "nobody": PUBLIC,
    "administrator": ["/gebruikers/", "/coalities/nieuw/", "/coalities/", "/acties/"],
    "analyst": ["/landelijk/", "/cijfers/imports/", "/exports/"],
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
