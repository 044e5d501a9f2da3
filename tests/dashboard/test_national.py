"""The national overview counts municipalities; policy viewers see what is public only."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override

from kansrijkestart.core import clock
from monitoring.models import Response, RoundExtension
from monitoring.selectors.round_states import closing_words
from tests import factories as make
from tests.dashboard.test_public import add
from tests.monitoring.edition_world import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    return reverse("dashboard:national")


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("outsider", 403), ("administrator", 403), ("analyst", 200)],
)
def test_only_national_roles_see_the_country(client, sign_in, url, who, status):
    sign_in(who)
    assert client.get(url).status_code == status


def test_a_coalition_counts_for_every_municipality_it_covers(client, sign_in, url):
    coalition = add("Een", "formed", public=False)
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality__province="Limburg")
    make.MunicipalityFactory.create(name="Onbekend")
    sign_in("analyst")
    context = client.get(url).context
    assert context["totals"] == [2, 0, 0, 1]
    told = [(item.name, [number for number, _ in pairs]) for item, pairs in context["provinces"]]
    assert told == [
        ("Limburg", [1, 0, 0, 0]),
        ("Noord-Brabant", [1, 0, 0, 1]),
    ]
    assert "In 2 van de 3 gemeenten" in str(context["lead"][0])


def test_a_policy_viewer_sees_only_what_is_public(client, sign_in, url):
    add("Geheim", "formed", public=False, tile=(1, 1))
    add("Best", "forming", tile=(2, 2))
    sign_in("policy_viewer")
    response = client.get(url)
    assert response.context["totals"] == [0, 1, 0, 1]
    assert "Geheim: niet bekend" in response.content.decode()
    sign_in("analyst")
    response = client.get(url)
    assert response.context["totals"] == [1, 1, 0, 0]
    assert "Geheim: gevormd" in response.content.decode()


def test_query_counts_are_equal_for_one_and_thirty(client, sign_in, url):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    sign_in("analyst")
    add("Een")
    count()  # the first page of a process also fills caches
    one = count()
    for number in range(30):
        add(f"Gemeente {number}")
    assert count() == one


def test_regional_coalitions_are_listed_with_what_is_known_of_their_municipalities(
    client, sign_in, url
):
    north = make.RegionFactory.create(name="Limburg-Noord", stated_size=14)
    make.CoalitionFactory.create(
        regional=True, name="Limburg-Noord", region=north, stage="formed", stage_source="kader"
    )
    south = make.CoalitionFactory.create(regional=True, name="Zuid-Limburg", stage="formed")
    make.CoalitionMunicipalityFactory.create(
        coalition=south, municipality__name="Maastricht", municipality__tile_col=1,
        municipality__tile_row=1,
    )  # fmt: skip
    sign_in("analyst")
    response = client.get(url)
    page = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert response.context["totals"] == [1, 0, 0, 0]
    assert "In 1 gemeente telt de regionale coalitie" in page
    assert "Limburg-Noord Gevormd 14, niet genoemd in de bron kader" in page
    assert "Zuid-Limburg Gevormd 1 " in page
    assert "Maastricht: gevormd (regionale coalitie Zuid-Limburg)" in response.content.decode()
    for coalition in (south.region, north):
        assert reverse("dashboard:region", args=[coalition.slug]) in response.content.decode()
    sign_in("policy_viewer")
    assert "Limburg-Noord" not in client.get(url).content.decode()


@pytest.mark.parametrize("path", ["/landelijk/", "/adviseur/", "/gebruikers/"])
def test_a_page_for_another_role_says_that_it_does_not_open(client, sign_in, path):
    sign_in("coordinator", make.CoalitionFactory.create())
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Met jouw rol kun je deze pagina niet openen." in page
    assert "Vraag het de beheerder." in page
    assert "deze stap" not in page


def test_a_step_of_a_coalition_says_that_nothing_changed(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("partner", coalition)
    answer = client.post(f"/coalities/{coalition.slug}/beeindigen/", {})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Met jouw rol kun je deze stap niet doen. Er is niets veranderd." in page
    assert "coördinator van de coalitie" in page


def test_an_analyst_reads_how_far_the_round_is_and_what_waits(client, sign_in, url):
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    coalition = make.CoalitionFactory.create()
    for state in ("submitted", "approved", "busy"):
        Response.objects.create(
            round=asked,
            municipality=make.MunicipalityFactory.create(),
            coalition=coalition,
            state=state,
            submitted_at=None if state == "busy" else clock.now(),
            approved_at=clock.now() if state == "approved" else None,
        )
    Response.objects.create(round=asked, municipality=make.MunicipalityFactory.create())
    RoundExtension.objects.create(
        round=asked,
        municipality=asked.responses.first().municipality,
        until=asked.closes_at + timedelta(days=3),
        reason="ziekte",
    )
    make.ReleaseFactory.create(state="draft", published_at=None)
    sign_in("analyst")
    text = client.get(url).content.decode()
    said = strip_tags(text)
    assert "2 van de 3 gemeenten die gevraagd zijn hebben ingediend" in said
    assert reverse("monitoring:round_overview", args=[asked.pk]) in text
    assert "1 bestand is opgeslagen en nog niet gepubliceerd." in text
    assert "Er is nog niets gepubliceerd." in text
    sign_in("policy_viewer")
    assert "ingediend" not in client.get(url).content.decode()


def test_a_round_that_only_some_may_still_hand_in_is_called_closed(client, sign_in, url):
    asked = make_round(closes=clock.now() - timedelta(days=5), key="nu")
    response = Response.objects.create(round=asked, municipality=make.MunicipalityFactory.create())
    until = clock.now() + timedelta(days=9)
    RoundExtension.objects.create(
        round=asked, municipality=response.municipality, until=until, reason="ziekte"
    )
    sign_in("analyst")
    with override("nl"):
        said = f"Gesloten, behalve voor wie uitstel heeft: open tot en met {closing_words(until)}."
    assert said in client.get(url).content.decode()


def test_a_country_without_a_round_says_so(client, sign_in, url):
    make_round(closes=clock.now() - timedelta(days=5), key="voorbij")
    sign_in("analyst")
    assert "Er is geen ronde open." in client.get(url).content.decode()
