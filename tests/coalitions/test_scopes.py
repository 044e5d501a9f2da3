"""Local, regional, or one coalition that is both; the region first or the municipality first."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from coalitions.forms.partners import partner_types_for
from coalitions.models import Coalition, Membership, Municipality
from coalitions.selectors.overview import checklist_in_force
from coalitions.selectors.page_head import kind_of_coalition
from coalitions.selectors.states import municipality_states, regional_coalitions
from coalitions.services.coalition import coalition_register
from coalitions.services.members import consent_record
from interventions.importers.matrix_names import local_coalitions
from interventions.matrix.reading import local_coverage
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.dashboard.selectors.regions import regional_coalition
from monitoring.exporters.target import Target, _own
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make.RegionMunicipalityFactory.create(municipality__name="Aadorp").region


@pytest.fixture
def both(region):
    row = make.CoalitionMunicipalityFactory.create(
        coalition__scope="both",
        coalition__region=region,
        coalition__stage="formed",
        municipality=Municipality.objects.get(name="Aadorp"),
    )
    return row.coalition


def place():
    return Municipality.objects.filter(name="Aadorp")


def register(region, scope, **extra):
    lead = make.RegionMembershipFactory.create(region=region).user
    values = {"user": lead, "name": scope, "scope": scope, "region": region}
    return coalition_register(**(values | {"municipalities": place()} | extra))


@pytest.mark.parametrize("order", [("local", "regional"), ("regional", "local")])
def test_either_may_be_registered_first(region, order):
    for scope in order:
        assert register(region, scope).scope == scope
    (state,) = municipality_states(place(), public_only=False)
    assert (state.local.scope, state.regional.scope) == ("local", "regional")


@pytest.mark.parametrize("order", [("local", "both"), ("regional", "both"), ("both", "local")])
def test_one_that_is_both_leaves_room_for_neither(region, order):
    first, second = order
    register(region, first)
    with pytest.raises(ValidationError), transaction.atomic():
        register(region, second)
    assert Coalition.objects.count() == 1


def test_the_database_asks_a_region_and_one_per_region(region, both):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.CoalitionFactory.create(scope="both", region=None)
    for scope in ("both", "regional"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.CoalitionFactory.create(scope=scope, region=region)
    assert make.CoalitionFactory.create(scope="local", region=region)


def test_only_the_lead_registers_one_that_is_both(region):
    user = make.MembershipFactory.create().user
    with pytest.raises(DomainError) as error:
        register(region, "both", user=user)
    assert "region" in error.value.message_dict


def test_every_place_that_asks_for_the_local_coalition_finds_it(region, both):
    assert list(Coalition.objects.local()) == [both]
    aadorp = place().get()
    assert local_coalitions(region) == {aadorp.pk: [both]}
    assert local_coverage(place(), clock.today()) == {aadorp.pk: [both]}
    (state,) = municipality_states(place(), public_only=False)
    assert (state.local, state.stage, state.known_from) == (both, "formed", "local_coalition")


def test_every_place_that_asks_for_the_regional_coalition_finds_it(region, both):
    assert list(Coalition.objects.regional()) == [both]
    assert list(regional_coalitions(public_only=False)) == [both]
    assert regional_coalition(region) == both
    assert _own(Target("region", 2024, region=region)) == both
    (state,) = municipality_states(place(), public_only=False)
    assert state.regional == both
    member = make.MembershipFactory.create(coalition=both).user
    assert list(type(region).objects.around(member)) == [region]


def test_the_lead_of_the_region_keeps_the_record_and_decides_nothing(client, region, both):
    lead = make.RegionMembershipFactory.create(region=region).user
    assert list(Coalition.objects.visible_to(lead)) == [both]
    assert lead.has_perm("coalitions.change_coalition", both)
    assert not lead.has_perm("coalitions.record_consent", both)
    client.force_login(lead)
    code = place().get().code
    consent = reverse("coalitions:consent", args=[both.slug, code, "public_map"])
    assert client.get(consent).status_code == 403
    member = make.MembershipFactory.create(coalition=both).user
    assert member.has_perm("coalitions.record_consent", both)
    assert consent_record(
        coalition=both,
        municipality=place().get(),
        decided_on=clock.today(),
        recorded_by=member,
        kind="public_map",
        is_granted=True,
        decided_by="wethouder",
    )


def test_its_lists_and_words(both):
    kinds = [make.PartnerTypeFactory.create(scope=scope) for scope in ("local", "regional", "")]
    assert set(partner_types_for(both)) >= set(kinds)
    checklist = make.ChecklistFactory.create(scope="local", valid_until="")
    make.ChecklistFactory.create(scope="regional", valid_until="")
    assert checklist_in_force(both.scope) == checklist
    with translation.override("nl"):
        assert kind_of_coalition(both) == "Lokale en regionale coalitie"


@pytest.mark.parametrize(
    "page",
    ["detail", "life", "members", "partners", "partners_add", "checklist", "report", "update"],
)
def test_its_pages_open(client, sign_in, both, page):
    sign_in("coordinator", both)
    assert client.get(reverse(f"coalitions:{page}", args=[both.slug])).status_code == 200


def test_it_is_registered_with_the_form_for_all_of_the_region(client, region):
    client.force_login(make.RegionMembershipFactory.create(region=region).user)
    data = {"name": "Samen", "scope": "both", "region": region.pk, "municipalities": ""}
    assert client.post(reverse("coalitions:create"), once(data)).status_code == 302
    coalition = Coalition.objects.get()
    assert list(Municipality.objects.covered_by(coalition)) == list(place())
    assert Membership.objects.filter(coalition=coalition).exists()
