"""The freshest figures of a region on the first page of its lead: shown ones only, with a link."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.dashboard.tasks import prepare_regions
from monitoring.choices import ProtectionReason
from monitoring.models import Release
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.monitoring.test_national_heat import belongs, observe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def region(sign_in):
    """Two municipalities of 2021, four indicators; one of the sums is small."""
    regional = make.CoalitionFactory.create(regional=True, stage="formed")
    region, places = regional.region, make.MunicipalityFactory.create_batch(2)
    belongs(region, places)
    release = make.ReleaseFactory.create(published=True)
    for name, year, counts in (
        ("Roken", 2022, (30, 60)),
        ("Borstvoeding", 2021, (40, 50)),
        ("Stress", 2021, (90, 70)),
        ("Vroeggeboorte", 2020, (40, 41)),
        ("Klein", 2023, (2, 3)),
    ):
        definition = make.DefinitionFactory.create(
            indicator__key=name.lower(),
            indicator__name=name,
            aggregation="both",
            minimum_count=10,
        )
        for place, number in zip(places, counts, strict=True):
            observe(definition, place, number, release=release, period_start=year, period_end=year)
        observe(definition, None, 500, 5000, release=release, period_start=year, period_end=year)
    protection_now(reason=ProtectionReason.ASKED)
    sign_in("region_lead", regional)
    return region


def block(client, region):
    page = client.get(reverse("dashboard:region", args=[region.slug])).content.decode()
    return page.split("<dt>Cijfers</dt>")[1].split("</dd>")[0]


def test_two_or_three_of_the_freshest_with_their_sentence(client, region):
    prepare_regions()
    text = block(client, region)
    places = [text.index(one) for one in ("Roken", "Borstvoeding", "Stress")]
    assert places == sorted(places), "the freshest first, then by name"
    assert f"{region.name}: 22,5% in 2022" in text
    assert "Dit is de som van de gemeenten." in text
    assert "Vroeggeboorte" not in text, "three are enough"
    assert f"{reverse('dashboard:region_figures', args=[region.slug])}?cijfer=roken" in text
    assert f'"{reverse("dashboard:region_figures", args=[region.slug])}"' in text


def test_what_is_below_ten_is_never_told(client, region):
    prepare_regions()
    text = block(client, region)
    assert "Klein" not in text
    assert "2023" not in text


def test_until_they_are_ready_it_is_said(client, region):
    assert "worden klaargezet" in block(client, region)


def test_a_withdrawal_takes_them_away_at_once(client, region):
    prepare_regions()
    Release.objects.update(
        state="withdrawn", withdrawn_at=clock.now(), withdrawn_reason="fout", version=2
    )
    text = block(client, region)
    assert "22,5" not in text
    assert "Er is nog niets gepubliceerd." in text
    prepare_regions()
    assert "22,5" not in block(client, region)


def test_other_municipalities_are_another_region(client, region):
    prepare_regions()
    make.RegionMunicipalityFactory.create(region=region, since=clock.today() - timedelta(days=3))
    text = block(client, region)
    assert "22,5" not in text
    assert "worden klaargezet" in text
    prepare_regions()
    text = block(client, region)
    assert "22,5" not in text
    assert "geen cijfer dat getoond mag worden" in text


def test_nothing_published_is_said(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    sign_in("region_lead", regional)
    assert "Er is nog niets gepubliceerd." in block(client, regional.region)
    prepare_regions()
    assert "Er is nog niets gepubliceerd." in block(client, regional.region)


def test_it_is_made_once_for_the_same_figures(region, django_assert_num_queries):
    prepare_regions()
    with django_assert_num_queries(2):
        prepare_regions()
