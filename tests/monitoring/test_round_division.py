"""A round is about the municipalities and regions of its opening, also when these change later."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from coalitions.models import Municipality, RegionMunicipality
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from monitoring.models import Edition, EditionPart, Response, Round
from monitoring.selectors.round_states import division_day
from monitoring.selectors.rounds import counts_per_region, lines_of
from monitoring.services.editions import edition_correct
from tests import factories as make
from tests.monitoring.edition_world import CLOSES, freeze, year_world

pytestmark = pytest.mark.django_db
MARCH = CLOSES + timedelta(days=70)


def merge(world):
    """On 1 January all of the world's municipalities become one, in another region."""
    day = date(2025, 1, 1)
    Municipality.objects.update(valid_until=day)
    RegionMunicipality.objects.update(until=day)
    heir = make.MunicipalityFactory.create(valid_from=day)
    make.RegionMunicipalityFactory.create(
        region=make.RegionFactory.create(), municipality=heir, since=day
    )


def corrected(world):
    with clock.travel(MARCH):
        edition = edition_correct(
            round=world.round, reason="hersteld", user=make.UserFactory.create()
        )
        running.run(edition.job.pk)
    edition.refresh_from_db()
    assert edition.state == "frozen"
    return edition


def lead_of(region):
    lead = make.UserFactory.create()
    make.RegionMembershipFactory.create(user=lead, region=region, since=date(2024, 1, 1))
    return lead


def test_the_day_is_that_of_opening_as_readers_count():
    opens = CLOSES - timedelta(days=30)
    assert division_day(Round(opens_at=opens)) == date(2024, 12, 2)
    assert division_day(Round(opens_at=opens, opened_at=CLOSES)) == date(2025, 1, 1)


def test_a_correction_after_new_year_has_the_division_of_its_round():
    world = year_world()
    first = freeze(world)
    merge(world)
    second = corrected(world)
    assert second.content["division"] == first.content["division"]
    assert second.content["division"]["year"] == 2024
    assert second.content["totals"] == first.content["totals"]
    assert second.content["regions"] == first.content["regions"] != []
    for one in second.parts.all():
        assert one.content["regions"] == [world.region.slug]


def test_the_lead_of_the_region_reads_a_corrected_edition():
    world = year_world()
    lead = lead_of(world.region)
    freeze(world)
    merge(world)
    second = corrected(world)
    with clock.travel(MARCH):
        assert second in Edition.objects.visible_to(lead)
        [part] = EditionPart.objects.visible_to(lead).filter(edition=second)
    assert part.municipality == world.municipalities[0]


def test_the_lead_of_the_region_keeps_counting_and_reading_what_was_asked():
    world = year_world()
    lead = lead_of(world.region)
    merge(world)
    with clock.travel(MARCH):
        assert Response.objects.counted_for(lead).count() == 3
        [readable] = Response.objects.visible_to(lead)
    assert readable.municipality == world.municipalities[0]


def test_who_leads_where_a_municipality_came_later_reads_nothing_of_before():
    world = year_world()
    day = date(2025, 1, 1)
    later = make.RegionMunicipalityFactory.create(
        region=make.RegionFactory.create(), municipality=world.municipalities[0], since=day
    )
    lead = lead_of(later.region)
    with clock.travel(MARCH):
        assert not Response.objects.visible_to(lead).exists()
        assert not Response.objects.counted_for(lead).exists()


def test_the_response_per_region_is_that_of_the_regions_of_then():
    world = year_world()
    merge(world)
    with clock.travel(MARCH):
        lines = lines_of(world.round, Response.objects.filter(round=world.round))
        [found] = counts_per_region(world.round, lines)
    assert (found.region, found.count.every, found.count.asked) == (world.region, 3, 3)


def test_the_pages_of_a_region_hold_who_was_asked(client, sign_in):
    world = year_world()
    lead = lead_of(world.region)
    merge(world)
    named = [world.region.slug, 2024, "kansrijke-start"]
    with clock.travel(MARCH):
        client.force_login(lead)
        page = client.get(reverse("dashboard:region_round", args=named))
        assert (page.context["count"].every, len(page.context["lines"])) == (3, 3)
        sign_in("analyst")
        overview = reverse("monitoring:round_overview", args=[world.round.pk])
        page = client.get(f"{overview}?region={world.region.slug}")
        assert page.context["found"] == 3
