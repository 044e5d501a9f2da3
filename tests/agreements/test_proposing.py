"""Regional agreements: who proposes them, to whom, and who reads what."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agreements.models import Agreement, FrameworkPart
from agreements.selectors.uptake import (
    municipalities_around,
    offered_tables,
    unanswered,
)
from agreements.services.agreements import agreement_create
from agreements.services.uptake import agreement_propose
from coalitions.services.coalition import coalition_end
from coalitions.services.links import link_add
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agreements.regional import place_of, proposed, region_of, say

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({"state": "draft", "starts_on": None}, False),
        ({"state": "in_consultation", "starts_on": None}, True),
        ({"state": "being_evaluated"}, True),
        ({"state": "ended", "ended_on": date(2024, 2, 1)}, False),
        ({"proposed": False, "scope": "regional"}, False),
        ({"proposed": False}, False),
    ],
)
def test_which_agreements_stand_open(values, is_open):
    regional, [coalition] = region_of("Best")
    agreement = proposed(regional, **values)
    offered = Agreement.objects.offered_to(coalition)
    assert offered.filter(pk=agreement.pk).exists() == is_open
    stranger = make.CoalitionMunicipalityFactory.create().coalition
    assert not Agreement.objects.offered_to(stranger).exists()


def test_only_municipalities_of_the_region_are_asked():
    regional, [inside] = region_of("Binnen")
    linked = make.CoalitionMunicipalityFactory.create(municipality__name="Gekoppeld").coalition
    link_add(local=linked, regional=regional, since=clock.today())
    named = make.CoalitionMunicipalityFactory.create(
        municipality__name="Noemt de regio", coalition__region=regional.region
    ).coalition
    beside = make.CoalitionMunicipalityFactory.create(
        coalition=inside, municipality__name="Ook van Binnen"
    ).municipality
    make.CoalitionMunicipalityFactory.create(municipality__name="Elders")
    names = [place.name for place in municipalities_around(regional)]
    assert names == ["Binnen"]
    agreement = proposed(regional)
    assert Agreement.objects.offered_to(inside).get() == agreement
    [table] = offered_tables(inside, Agreement.objects.offered_to(inside))
    assert [row.municipality.name for row in table.rows] == ["Binnen"]
    for coalition in (linked, named):
        assert not Agreement.objects.offered_to(coalition).exists()
        with pytest.raises(DomainError):
            say(coalition, agreement)
    with pytest.raises(DomainError):
        say(inside, agreement, municipality=beside)
    say(inside, agreement)
    assert not unanswered(inside).exists()


def test_a_link_of_its_own_gives_a_coalition_no_text(client, sign_in):
    regional, [_inside] = region_of("Binnen")
    agreement = proposed(regional, title="Van de regio")
    make.AgreementVersionFactory.create(agreement=agreement, text="De tekst van de regio.")
    stranger = make.CoalitionMunicipalityFactory.create().coalition
    sign_in("coordinator", stranger)
    link_add(local=stranger, regional=regional, since=clock.today())
    listed = client.get(reverse("agreements:regional", args=[stranger.slug]))
    assert "Van de regio" not in listed.content.decode()
    for name in ("regional_xlsx", "regional_csv"):
        file = client.get(reverse(f"agreements:{name}", args=[stranger.slug])).content
        assert b"Van de regio" not in file
    for name, more in (("regional_one", []), ("uptake", [place_of(stranger).code])):
        url = reverse(f"agreements:{name}", args=[stranger.slug, agreement.pk, *more])
        assert client.get(url).status_code == 404
    assert "Van de regio" not in client.get(stranger.get_absolute_url()).content.decode()


def test_saving_an_agreement_as_regional_proposes_it_to_nobody():
    regional, [coalition] = region_of("Best")
    owner = make.PartnershipFactory.create(coalition=regional).organisation
    user = make.UserFactory.create()
    agreement = agreement_create(
        coalition=regional,
        user=user,
        themes=[make.ThemeFactory.create()],
        organisations=[],
        title="Regionaal",
        scope="regional",
        state="in_force",
        starts_on=clock.today(),
        review_on=clock.today() + timedelta(days=365),
        owner_organisation=owner,
    )
    assert not Agreement.objects.offered_to(coalition).exists()
    assert not unanswered(coalition).exists()
    agreement_propose(
        agreement=agreement, owner_organisation=owner, parts=[], expected_version=agreement.version
    )
    assert Agreement.objects.offered_to(coalition).get() == agreement


@pytest.mark.parametrize(
    ("scope", "usual"), [("regional", "regional"), ("local", "local"), ("both", "local")]
)
def test_an_agreement_has_the_level_of_its_coalition_when_nobody_says_so(scope, usual):
    traits = {} if scope == "local" else {"regional": True, "scope": scope}
    coalition = make.CoalitionFactory.create(**traits)
    agreement = agreement_create(
        coalition=coalition,
        user=make.UserFactory.create(),
        themes=[make.ThemeFactory.create()],
        organisations=[],
        title="Samen scholen",
        review_on=clock.today() + timedelta(days=365),
    )
    assert agreement.scope == usual
    assert agreement.proposed_at is None


def test_an_ended_coalition_proposes_nothing():
    regional, _locals = region_of("Best")
    agreement = proposed(regional, proposed=False, in_force=False)
    coalition_end(coalition=regional, ended_on=clock.today(), expected_version=None)
    with pytest.raises(DomainError):
        agreement_propose(
            agreement=agreement,
            owner_organisation=agreement.owner_organisation,
            parts=[],
            expected_version=1,
        )


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
