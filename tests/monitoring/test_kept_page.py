"""The page of figures is written out once and kept: for whom, of what, and until when."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.core.cache import FaultTolerantRedisCache
from monitoring.choices import ProtectionReason
from monitoring.services.own import (
    own_figure_record,
    own_figure_remove,
    own_indicator_remove,
    own_indicator_save,
)
from monitoring.services.protection import protection_now
from monitoring.views import figures
from tests import factories as make

pytestmark = pytest.mark.django_db
ADD, TALK = "Eigen cijfer toevoegen", "Bespreek deze cijfers</a>"
MOST = 8  # session, reader, coalition, its right to change, two stamps, the menu, the aids


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def coverage():
    """A coalition of one municipality with a figure."""
    coverage = make.CoalitionMunicipalityFactory.create(municipality__name="Eindhoven")
    observe(make.DefinitionFactory.create(minimum_count=10), coverage.municipality)
    return coverage


@pytest.fixture
def coalition(coverage, sign_in):
    sign_in("coordinator", coverage.coalition)
    return coverage.coalition


def observe(definition, municipality, year=2021, release=None):
    return make.ObservationFactory.create(
        municipality=municipality,
        definition=definition,
        release=release or make.ReleaseFactory.create(published=True),
        period_start=year,
        period_end=year,
        numerator=60,
        denominator=200,
        value=30,
    )


@pytest.fixture
def page(client, coalition):
    """Reads the page as one line of text."""

    def read(**query):
        answer = client.get(reverse("monitoring:coalition", args=[coalition.slug]), query)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return read


def asked_by(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_second_look_makes_nothing_and_asks_little(client, coalition, page, monkeypatch):
    first = page()
    assert "30,0%" in first
    monkeypatch.setattr(figures, "newest_of", lambda *args: pytest.fail("made again"))
    again = re.sub(r"csrfmiddlewaretoken[^>]*", "", page())
    assert again == re.sub(r"csrfmiddlewaretoken[^>]*", "", first)
    assert asked_by(client, reverse("monitoring:coalition", args=[coalition.slug])) <= MOST


@pytest.mark.parametrize("places", [1, 3])
def test_fifteen_years_of_many_indicators_ask_as_much_as_three_of_one(
    client, coverage, coalition, places
):
    """With nothing kept and for a second reader alike."""
    wanted = [coverage.municipality]
    for _number in range(places - 1):
        more = make.CoalitionMunicipalityFactory.create(coalition=coalition)
        wanted.append(more.municipality)
    address = reverse("monitoring:coalition", args=[coalition.slug])

    def asked():
        client.get(address)
        cache.clear()
        return asked_by(client, address), asked_by(client, address)

    first = make.DefinitionFactory.create(minimum_count=10)
    release = make.ReleaseFactory.create(published=True)
    for place in [*wanted, None]:
        for year in range(2019, 2022):
            observe(first, place, year, release)
    protection_now(reason=ProtectionReason.ASKED)
    few = asked()
    for definition in [first, *make.DefinitionFactory.create_batch(4, minimum_count=10)]:
        for place in [*wanted, None]:
            for year in range(2007, 2019 if definition == first else 2022):
                observe(definition, place, year, release)
    protection_now(reason=ProtectionReason.ASKED)
    assert asked() == few


def test_nobody_gets_the_page_of_somebody_with_other_rights(client, coalition, page, sign_in):
    assert ADD in page()
    assert TALK in page()
    sign_in("partner", coalition)
    assert "30,0%" in page()
    assert ADD not in page()
    assert TALK not in page()
    sign_in("coordinator", coalition)
    assert ADD in page()


def test_what_is_kept_opens_nothing_for_an_outsider(client, coalition, page, sign_in):
    assert "30,0%" in page()
    sign_in("coordinator", make.CoalitionFactory.create())
    address = reverse("monitoring:coalition", args=[coalition.slug])
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_an_own_figure_shows_and_goes_at_once(coalition, page):
    assert "Huisbezoeken" not in page()
    own = own_indicator_save(
        coalition=coalition,
        name="Huisbezoeken <b>",
        counted="gezinnen met bezoek",
        out_of="alle gezinnen",
        phase="during",
        unit="percent",
        direction="up",
        source="eigen telling",
    )
    assert "Huisbezoeken &lt;b&gt;" in page()
    own_figure_record(indicator=own, year=2023, numerator=120, denominator=200)
    assert "60,0%" in page()
    own_figure_record(indicator=own, year=2024, numerator=130, denominator=200)
    assert "65,0%" in page()
    own_figure_remove(indicator=own, year=2024)
    assert "60,0%" in page()
    own_figure_remove(indicator=own, year=2023)
    own_indicator_remove(indicator=own)
    assert "Huisbezoeken" not in page()


def test_another_place_another_name_and_the_end_of_a_place_show_at_once(coalition, page):
    assert "Alle gemeenten" not in page()
    place = make.MunicipalityFactory.create(name="Waalre")
    day = clock.today() + timedelta(days=1)
    make.CoalitionMunicipalityFactory.create(
        coalition=coalition, municipality=place, since=None, until=day
    )
    assert ">Waalre</a>" in page()
    place.name = "Waalderen"
    place.save()
    assert ">Waalderen</a>" in page()
    with clock.travel(clock.now() + timedelta(days=1)):
        assert "Waalderen" not in page(), "the day itself ends it, without a write"


def test_every_choice_has_a_page_of_its_own(client, coverage, coalition, page):
    other = make.CoalitionMunicipalityFactory.create(
        coalition=coalition, municipality__name="Waalre"
    ).municipality
    own = coverage.municipality
    assert "<title> Eindhoven:" not in page()
    assert "<title> Eindhoven:" in page(gemeente=own.code)
    assert "30,0%" in page(gemeente=own.code)
    assert "30,0%" not in page(gemeente=other.code)
    assert "30,0%" not in page(gemeente=own.code, toon="afwijkend")
    assert "30,0%" in page(gemeente=own.code, toon="anders"), "another word is no choice"
    address = reverse("monitoring:coalition", args=[coalition.slug])
    for _time in range(2):
        assert client.get(address, {"gemeente": "GM0000"}).status_code == 404


def test_a_client_of_the_cache_is_made_once_and_still_never_takes_a_page_down():
    away = FaultTolerantRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {}})
    assert away.get("sleutel", "anders") == "anders"
    client = away._cache.get_client("sleutel")
    assert away._cache.get_client("andere", write=True) is client
