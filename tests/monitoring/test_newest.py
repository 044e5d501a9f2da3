"""Figures that are judged once and kept: what is shown is never older than what is known."""

import pickle
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from kansrijkestart.core import clock
from monitoring.choices import ProtectionReason
from monitoring.models import Definition
from monitoring.selectors import newest
from monitoring.services.protection import protection_now
from monitoring.services.releases import release_publish, release_withdraw
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def place(sign_in):
    coverage = make.CoalitionMunicipalityFactory.create(municipality__name="Eindhoven")
    sign_in("coordinator", coverage.coalition)
    return coverage


@pytest.fixture
def definition():
    return make.DefinitionFactory.create(minimum_count=10)


def observe(place, definition, numerator, release=None, year=2021):
    return make.ObservationFactory.create(
        municipality=place.municipality,
        definition=definition,
        release=release or make.ReleaseFactory.create(published=True),
        period_start=year,
        period_end=year,
        numerator=numerator,
        denominator=200,
        value=numerator / 2,
    )


@pytest.fixture
def page(client, place):
    """Reads the page of figures as one line of text."""
    url = reverse("monitoring:coalition", args=[place.coalition.slug])

    def read(**headers):
        return " ".join(client.get(url, headers=headers).content.decode().split())

    return read


def test_the_second_look_judges_nothing(place, definition, page, monkeypatch):
    observe(place, definition, 60)
    first = page()
    assert "30,0%" in first
    monkeypatch.setattr(newest, "figures_of", lambda wanted: pytest.fail("judged again"))
    assert "30,0%" in page()


def test_what_is_published_shows_at_once(place, definition, page):
    observe(place, definition, 60)
    assert "30,0%" in page()
    draft = make.ReleaseFactory.create()
    observe(place, definition, 80, draft, year=2022)
    assert "40,0%" not in page()
    release_publish(release=draft)
    assert "40,0%" not in page(), "no protection run had it among them yet"
    protection_now(reason=ProtectionReason.PUBLISHED)
    assert "40,0%" in page()


def test_what_is_withdrawn_is_gone_at_once(place, definition, page):
    figure = observe(place, definition, 60)
    assert "30,0%" in page()
    release_withdraw(release=figure.release, reason="Verkeerd bestand")
    assert "30,0%" not in page()


def test_the_end_of_an_embargo_needs_nobody(place, definition, page):
    observe(place, definition, 60)
    later = clock.now() + timedelta(hours=1)
    draft = make.ReleaseFactory.create()
    observe(place, definition, 80, draft, year=2022)
    release_publish(release=draft, embargo_until=later)
    protection_now(reason=ProtectionReason.PUBLISHED)
    assert "40,0%" not in page()
    with clock.travel(later + timedelta(seconds=1)):
        assert "40,0%" in page()


def test_a_stricter_minimum_hides_at_once(place, definition, page):
    observe(place, definition, 12)
    assert "6,0%" in page()
    Definition.objects.update(minimum_count=20)
    assert "6,0%" not in page()
    assert "Verborgen (privacy)" in page()


def test_nothing_hidden_is_kept(place, definition, page, monkeypatch):
    observe(place, definition, 7)
    kept = []
    real = cache.set_many
    monkeypatch.setattr(
        cache, "set_many", lambda found, *rest: kept.append(found) or real(found, *rest)
    )
    assert "Verborgen (privacy)" in page()
    [found] = kept
    [[(figure, compared, _change, spark)]] = found.values()
    assert spark is None
    assert (figure.value, figure.numerator, figure.denominator) == (None, None, None)
    assert (figure.interval, compared) == (None, None)
    assert b"3.5" not in pickle.dumps(figure, protocol=0)


def test_a_coalition_keeps_links_to_itself_and_words_of_the_reader(
    client, place, definition, page, sign_in
):
    observe(place, definition, 60)
    slug = place.coalition.slug
    assert f"/coalities/{slug}/cijfers/" in page()
    regional = make.CoalitionFactory.create(regional=True)
    other = make.CoalitionMunicipalityFactory.create(
        coalition=regional, municipality=place.municipality
    )
    sign_in("coordinator", other.coalition)
    url = reverse("monitoring:coalition", args=[other.coalition.slug])
    shown = client.get(url).content.decode()
    assert f"/coalities/{other.coalition.slug}/cijfers/{definition.indicator.key}/" in shown
    assert f"/coalities/{slug}/" not in shown
    english = client.get(url, headers={"accept-language": "en"}).content.decode()
    assert "30.0%" in english
    assert "30,0%" not in english
