"""What start pages ask of the database: a fixed number, and as few as was promised."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Uptake
from coalitions.models import Coalition, HandOver, Region
from coalitions.registry import Reading, known_for, next_steps_for
from coalitions.selectors import look_ups
from coalitions.selectors.look_ups import look_up_together
from coalitions.selectors.record import municipalities_of, rounds_seen
from kansrijkestart.accounts.models import NationalRole
from kansrijkestart.core import clock
from kansrijkestart.dashboard.roles import roles_of
from kansrijkestart.dashboard.tasks import prepare_regions
from monitoring.choices import ProtectionReason
from monitoring.models import Response
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.access.rows import ROLES
from tests.access.world import make_world
from tests.crowd import Crowd, rounds
from tests.monitoring.edition_world import make_round
from tests.test_access_matrix import client_of

pytestmark = pytest.mark.django_db

# What was promised. The number of unread notifications comes with the roles, the guide of a new
# account asks one question.
# Of the fifteen of the country two are asked on a connection of their own: the state of the site.
COORDINATOR_AT_MOST, REGION_AT_MOST, NATIONAL_AT_MOST = 12, 15, 15 - 2
KINDS = ("interventions_region", "agreements_region", "answers_region")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        Crowd(made, 3).gather()
        rounds(made, 3)
        figures_of(made.municipality)
        cache.clear()
        yield made
        transaction.set_rollback(True)


def asked_by(client, address):
    """Return how many questions the page asks when nothing is kept yet, and when all is."""
    client.get(address)  # what a process reads once
    cache.clear()
    found = []
    for _time in ("cold", "warm"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found.append(len(queries))
    return found


def figures_of(municipality):
    """Publish a figure of a place that says much, and one without counts, after a real run."""
    definition = make.DefinitionFactory.create(minimum_count=10, aggregation="both")
    release = make.ReleaseFactory.create(published=True)
    for place in (municipality, None):
        for year in (2021, 2022):
            make.ObservationFactory.create(
                release=release,
                definition=definition,
                municipality=place,
                period_start=year,
                period_end=year,
            )
    protection_now(reason=ProtectionReason.ASKED)


@pytest.mark.parametrize("role", ["coordinator", "partner"])
def test_the_start_page_of_a_member_keeps_its_promise(world, role):
    assert max(asked_by(client_of(world.users[role]), "/")) <= COORDINATOR_AT_MOST


@pytest.mark.parametrize("role", ["coordinator", "partner"])
def test_it_asks_as_much_for_one_coalition_as_for_four(client, sign_in, role):
    user = sign_in(role, make.CoalitionFactory.create())
    first = user.memberships.get().coalition
    make.CoalitionMunicipalityFactory.create(coalition=first)
    one = asked_by(client, "/")
    for row in make.MembershipFactory.create_batch(3, user=user, role=role):
        make.CoalitionMunicipalityFactory.create(coalition=row.coalition)
        make.PartnershipFactory.create_batch(3, coalition=row.coalition)
        make.ChoiceFactory.create_batch(3, coalition=row.coalition)
        make.AgreementFactory.create_batch(3, coalition=row.coalition, in_force=True)
    assert asked_by(client, "/") == one
    assert max(one) <= COORDINATOR_AT_MOST


def fill(region, regional, asked, number):
    """One more municipality with everything that the page of the region counts."""
    coalition = make.CoalitionFactory.create(region=region, stage="forming")
    row = make.CoalitionMunicipalityFactory.create(coalition=coalition)
    make.RegionMunicipalityFactory.create(region=region, municipality=row.municipality)
    for kind in KINDS:
        make.ConsentFactory.create(municipality=row.municipality, kind=kind)
    make.ChoiceFactory.create(coalition=coalition)
    make.AgreementFactory.create(coalition=coalition, in_force=True)
    agreement = make.AgreementFactory.create(
        coalition=regional,
        in_force=True,
        proposed=True,
        owner_organisation=make.OrganisationFactory.create(),
        title=f"Regio {number}",
    )
    Uptake.objects.create(agreement=agreement, municipality=row.municipality, state="taken_over")
    Response.objects.create(round=asked, municipality=row.municipality, coalition=coalition)
    HandOver.objects.create(coalition=coalition, leaving=make.UserFactory.create())


def test_the_page_of_a_region_asks_as_much_for_sixty_coalitions_as_for_one(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    sign_in("region_lead", regional)
    address = reverse("dashboard:region", args=[regional.region.slug])
    fill(regional.region, regional, asked, 0)
    one = asked_by(client, address)
    for number in range(1, 60):
        fill(regional.region, regional, asked, number)
    assert asked_by(client, address) == one
    assert max(one) <= REGION_AT_MOST
    figures_of(Region.objects.get(pk=regional.region.pk).memberships.first().municipality)
    assert asked_by(client, address) == one
    prepare_regions()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).context["fresh"] is not None
    assert len(queries) <= REGION_AT_MOST


@pytest.mark.parametrize(
    "look",
    ["", "?kaart=ronde", "?kaart=dossier", "?groep=gevormd", "?deel=zonder-nieuwste-cijfers"],
)
def test_the_country_keeps_its_promise(world, look):
    address = reverse("dashboard:national") + look
    assert max(asked_by(client_of(world.users["analyst"]), address)) <= NATIONAL_AT_MOST


def test_an_adviser_is_told_what_changed_in_one_query(client, sign_in):
    """Of seventeen kinds of records; one more is for the guide of a new account."""
    sign_in("adviser", make.CoalitionFactory.create())
    assert max(asked_by(client, reverse("dashboard:caseload"))) <= 10 + 1


@pytest.mark.parametrize("role", [one for one in ROLES if one != "nobody"])
def test_looked_up_together_is_the_same_as_alone(world, role):
    """All registered look-ups, of a local, a regional and somebody else's coalition at once."""
    coalitions = [world.coalition, world.regional, world.other_coalition]
    together = [Reading(one, world.users[role]) for one in coalitions]
    with CaptureQueriesContext(connection) as queries:
        look_up_together(together)
    assert len(queries) <= 2, "one, and the national role of the reader"
    for reading in together:
        alone = Reading(reading.coalition, reading.user)
        assert reading.may_change == alone.may_change
        assert next_steps_for(reading) == next_steps_for(alone)
        assert known_for(reading) == known_for(alone)
        for one in look_ups._look_ups:
            assert words(one.of(reading)) == words(one.of(alone)), one.key


def words(found):
    """A record in words: all that was read of it."""
    if isinstance(found, list):
        return [words(one) for one in found]
    return (
        {k: v for k, v in vars(found).items() if k != "_state"}
        if hasattr(found, "_meta")
        else found
    )


def test_a_look_up_names_all_that_its_readers_use(world):
    """Otherwise a page asks again for each row."""
    for _time in range(2):  # the first fills what is kept of the figures
        reading = Reading(world.coalition, world.users["coordinator"])
        look_up_together([reading])
        with CaptureQueriesContext(connection) as queries:
            next_steps_for(reading)
    # The figures, which are kept apart, have one question; those of a late directory none.
    assert len(queries) <= 2


def test_what_a_look_up_gives_is_what_the_database_has(world):
    [row] = look_ups.read_together(
        Coalition.objects.filter(pk=world.coalition.pk), world.users["coordinator"]
    )
    assert row.coalition == world.coalition
    covered, *_rest = municipalities_of(row)
    stored = type(covered).objects.select_related("municipality").get(pk=covered.pk)
    assert (covered.since, covered.municipality.valid_from) == (
        stored.since,
        stored.municipality.valid_from,
    )
    newest = rounds_seen(row)[0]
    again = type(newest).objects.get(pk=newest.pk)
    assert (newest.created_at, newest.started_on) == (again.created_at, again.started_on)
    assert newest.coalition is row.coalition


@pytest.mark.parametrize("role", [one for one in ROLES if one != "nobody"])
def test_a_link_to_register_stands_where_it_is_allowed(world, role, rf):
    request = rf.get("/")
    request.user = world.users[role]
    may = make.UserFactory._meta.model.objects.get(pk=request.user.pk).has_perm(
        "coalitions.add_coalition"
    )
    assert roles_of(request).may_register == may


def test_the_roles_of_a_request_are_those_of_that_request(client, sign_in):
    user = sign_in("analyst")
    address = reverse("dashboard:national")
    assert client.get(address).status_code == 200
    NationalRole.objects.filter(user=user).delete()
    assert client.get(address).status_code == 403
