"""Regional agreements: who proposes, who answers, who reads what."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from agreements.models import Agreement, FrameworkPart, Uptake
from agreements.selectors.uptake import municipalities_around, uptake_of
from agreements.services.uptake import agreement_propose
from coalitions.models import CoalitionLink
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agreements.regional import place_of, proposed, region_of, say

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "not_taken_over"}, "agreements_not_taken_over_has_a_reason"),
        ({"state": "nonsense"}, "agreements_uptake_state"),
        ({"state": "taken_over", "twice": True}, "agreements_uptake_once"),
    ],
)
def test_the_database_refuses(values, name):
    regional, [coalition] = region_of("Best")
    agreement, place = proposed(regional), place_of(coalition)
    row = {"agreement": agreement, "municipality": place}
    if values.pop("twice", False):
        Uptake.objects.create(**row, **values)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Uptake.objects.create(**row, **values)
    Uptake.objects.filter(**row).delete()
    Uptake.objects.create(**row, state="not_taken_over", note="Wij hebben er al een.")


def test_a_local_agreement_is_never_taken_over():
    regional, [coalition] = region_of("Best")
    own = make.AgreementFactory.create(coalition=regional)
    with pytest.raises(IntegrityError, match="only a regional agreement"), transaction.atomic():
        Uptake.objects.create(agreement=own, municipality=place_of(coalition), state="taken_over")
    with pytest.raises(DomainError):
        say(coalition, own)


def test_a_municipality_says_what_it_does_and_says_it_anew():
    regional, [coalition, other] = region_of("Best", "Oirschot")
    agreement = proposed(regional)
    row = say(coalition, agreement, "in_discussion", "Besproken.")
    changed = say(coalition, agreement, "adapted", "Met een eigen folder.", version=row.version)
    assert (changed.state, changed.note, changed.version) == ("adapted", "Met een eigen folder.", 2)
    found = {row.municipality.name: row.state for row in uptake_of(agreement).rows}
    assert found == {"Best": "adapted", "Oirschot": "none"}
    with pytest.raises(EditConflict):
        say(coalition, agreement, "taken_over", version=1)
    with pytest.raises(EditConflict):
        say(coalition, agreement, "taken_over")
    assert Uptake.objects.get().state == "adapted"
    say(other, agreement)
    assert dict(uptake_of(agreement).counts) == {"taken_over": 1, "adapted": 1}


def test_only_the_own_municipality_and_a_day_that_was():
    regional, [coalition, other] = region_of("Best", "Oirschot")
    agreement = proposed(regional)
    refused = [
        {"municipality": place_of(other)},
        {"decided_on": clock.today() + timedelta(days=1)},
        {"state": "not_taken_over", "note": " "},
    ]
    for values in refused:
        with pytest.raises(DomainError):
            say(coalition, agreement, **values)
    with pytest.raises(DomainError):
        say(regional, agreement, municipality=place_of(coalition))
    stranger = make.CoalitionMunicipalityFactory.create().coalition
    with pytest.raises(DomainError):
        say(stranger, agreement)
    assert not Uptake.objects.exists()


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({"state": "draft", "starts_on": None}, False),
        ({"state": "in_consultation", "starts_on": None}, True),
        ({"state": "being_evaluated"}, True),
        ({"state": "ended", "ended_on": date(2024, 2, 1)}, False),
        ({"scope": "local"}, False),
    ],
)
def test_which_agreements_stand_open(values, is_open):
    regional, [coalition] = region_of("Best")
    agreement = proposed(regional, **values)
    offered = Agreement.objects.offered_to(coalition)
    assert offered.filter(pk=agreement.pk).exists() == is_open
    stranger = make.CoalitionMunicipalityFactory.create().coalition
    assert not Agreement.objects.offered_to(stranger).exists()


def test_who_takes_part_through_a_link_or_by_naming_the_region_is_asked_too():
    regional, [inside] = region_of("Binnen")
    linked = make.CoalitionMunicipalityFactory.create(municipality__name="Gekoppeld").coalition
    CoalitionLink.objects.create(local=linked, regional=regional)
    named = make.CoalitionMunicipalityFactory.create(
        municipality__name="Noemt de regio", coalition__region=regional.region
    ).coalition
    make.CoalitionMunicipalityFactory.create(coalition=inside, municipality__name="Ook van Binnen")
    make.CoalitionMunicipalityFactory.create(municipality__name="Elders")
    names = [place.name for place in municipalities_around(regional)]
    assert names == ["Binnen", "Gekoppeld", "Noemt de regio", "Ook van Binnen"]
    agreement = proposed(regional)
    for coalition in (inside, linked, named):
        assert Agreement.objects.offered_to(coalition).get() == agreement


def test_the_lead_proposes_a_draft_with_an_owner_and_parts():
    regional, [coalition] = region_of("Best")
    part = FrameworkPart.objects.create(key="p", name="Deel", position=1)
    draft = make.AgreementFactory.create(coalition=regional)
    owner = make.PartnershipFactory.create(coalition=regional).organisation
    with pytest.raises(DomainError):
        agreement_propose(agreement=draft, owner_organisation=None, parts=[], expected_version=1)
    found = agreement_propose(
        agreement=draft, owner_organisation=owner, parts=[part], expected_version=1
    )
    assert (found.scope, found.state, found.version) == ("regional", "in_consultation", 2)
    assert [link.part for link in found.parts.all()] == [part]
    again = agreement_propose(
        agreement=draft, owner_organisation=owner, parts=[], expected_version=2
    )
    assert not again.parts.exists()
    with pytest.raises(EditConflict):
        agreement_propose(agreement=draft, owner_organisation=owner, parts=[], expected_version=1)
    own = make.AgreementFactory.create(coalition=coalition)
    with pytest.raises(DomainError):
        agreement_propose(agreement=own, owner_organisation=owner, parts=[], expected_version=1)
