"""What is asked of an agreement beside its title: theme, roles, scope, links."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import Agreement
from agreements.selectors.changes import history_of
from agreements.services import agreement_create, agreement_update
from coalitions.models import Ambition
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make
from tests.agreements.form_world import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    return coalition


def post(client, coalition, **values):
    return client.post(reverse("agreements:create", args=[coalition.slug]), fields(**values))


def create(coalition, **values):
    base: dict[str, Any] = {
        "user": make.UserFactory.create(),
        "themes": [make.ThemeFactory.create()],
        "organisations": [],
        "title": "Samen bellen",
        "review_on": clock.today() + timedelta(days=365),
    }
    return agreement_create(coalition=coalition, **(base | values))


def test_everything_that_is_asked_is_kept(client, coalition):
    partner = make.PartnershipFactory.create(coalition=coalition).organisation
    choice = make.ChoiceFactory.create(coalition=coalition)
    ambition = Ambition.objects.create(coalition=coalition, title="Op tijd in beeld")
    answer = post(
        client,
        coalition,
        other_theme="Taal",
        organisations=[partner.pk],
        kind="insurer",
        ambition=ambition.pk,
        interventions=[choice.intervention_id],
        plan_name="Regioplan",
        plan_url="example.org/plan",
        **{f"role_{partner.pk}": "meldt aan"},
    )
    agreement = Agreement.objects.get()
    assert answer.status_code == 302
    assert (agreement.other_theme, agreement.kind, agreement.scope) == ("Taal", "insurer", "local")
    assert agreement.parties.get().role == "meldt aan"
    assert agreement.interventions.get().intervention == choice.intervention
    assert agreement.plan_url == "https://example.org/plan"
    page = client.get(agreement.get_absolute_url()).content.decode()
    for words in ("Taal", "meldt aan", "Op tijd in beeld", choice.intervention.name, "Regioplan"):
        assert words in page


def test_a_theme_or_another_theme_is_needed(client, coalition):
    page = post(client, coalition)
    assert "Kies minstens één thema, of schrijf een ander thema op." in page.content.decode()
    with pytest.raises(DomainError):
        create(coalition, themes=[], other_theme=" ")
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/x", "geen adres"])
def test_only_a_web_address_is_a_plan(client, coalition, url):
    assert post(client, coalition, other_theme="Taal", plan_url=url).status_code == 200
    assert not Agreement.objects.exists()


def test_what_is_of_another_coalition_is_not_offered_and_refused(client, coalition):
    other = make.CoalitionFactory.create()
    ambition = Ambition.objects.create(coalition=other, title="Van een ander")
    choice = make.ChoiceFactory.create(coalition=other)
    make.ChoiceFactory.create(coalition=coalition)
    for wrong in ({"ambition": ambition.pk}, {"interventions": [choice.intervention_id]}):
        assert post(client, coalition, other_theme="Taal", **wrong).status_code == 200
    with pytest.raises(DomainError):
        create(coalition, ambition=ambition)
    assert not Agreement.objects.exists()


def test_scope_is_asked_of_a_regional_coalition_only(client, coalition, sign_in):
    url = reverse("agreements:create", args=[coalition.slug])
    assert "scope" not in client.get(url).context["form"].fields
    post(client, coalition, other_theme="Taal", scope="regional")
    assert Agreement.objects.get().scope == "local"
    with pytest.raises(DomainError):
        create(coalition, title="Anders", scope="regional")
    regional = make.CoalitionFactory.create(scope="both", region=make.RegionFactory.create())
    sign_in("coordinator", regional)
    form = client.get(reverse("agreements:create", args=[regional.slug])).context["form"]
    assert form["scope"].value() == "local"


def test_a_regional_agreement_that_applies_needs_one_owner(client, sign_in):
    regional = make.CoalitionFactory.create(scope="regional", region=make.RegionFactory.create())
    sign_in("coordinator", regional)
    partner = make.PartnershipFactory.create(coalition=regional).organisation
    asked = {"other_theme": "Taal", "scope": "regional", "state": "in_force"}
    page = post(client, regional, **asked)
    assert list(page.context["form"].errors) == ["owner_organisation"]
    assert post(client, regional, **asked, owner_organisation=partner.pk).status_code == 302
    assert Agreement.objects.get().scope == "regional"
    with pytest.raises(IntegrityError, match="one_owner"), transaction.atomic():
        Agreement.objects.update(owner_organisation=None)
    with pytest.raises(ValidationError):
        create(regional, title="Anders", scope="regional", state="in_force")


def test_a_role_changes_without_asking_the_party_anew(coalition):
    partner = make.PartnershipFactory.create(coalition=coalition).organisation
    agreement = create(coalition, organisations=[partner], roles={partner.pk: "belt"})
    party = agreement.parties.get()
    changed = agreement_update(
        agreement=agreement,
        user=make.UserFactory.create(),
        expected_version=agreement.version,
        themes=[link.theme for link in agreement.themes.all()],
        organisations=[partner],
        roles={partner.pk: "betaalt"},
        text="",
    )
    party.refresh_from_db()
    assert (changed.parties.count(), party.role) == (1, "betaalt")
    assert any(change.new == "betaalt" for one in history_of(changed) for change in one.changes)
    with pytest.raises(ValidationError):
        create(coalition, title="Lang", organisations=[partner], roles={partner.pk: "x" * 201})


def test_the_page_after_a_conflict_shows_both_texts_and_both_roles(client, coalition):
    partner = make.PartnershipFactory.create(coalition=coalition).organisation
    agreement = create(
        coalition, organisations=[partner], roles={partner.pk: "belt"}, text="Wij bellen."
    )
    url = reverse("agreements:update", args=[agreement.pk])
    base = fields(themes=[agreement.themes.get().theme_id], organisations=[partner.pk], version=1)
    role = f"role_{partner.pk}"
    client.post(url, base | {"text": "Wij bellen binnen een week.", role: "belt terug"})
    answer = client.post(url, base | {"text": "Wij mailen.", role: "mailt"})
    assert answer.status_code == 409
    told = {(theirs, own) for _label, theirs, own in answer.context["conflict"]["fields"]}
    assert {("Wij bellen binnen een week.", "Wij mailen."), ("belt terug", "mailt")} <= told
    assert agreement.versions.count() == 2


def test_eighty_organisations_are_one_list_with_a_search_box(client, coalition):
    kind = make.PartnerTypeFactory.create()
    for number in range(80):
        make.PartnershipFactory.create(
            coalition=coalition,
            partner_type=kind,
            organisation=make.OrganisationFactory.create(name=f"Praktijk {number:02d}"),
        )
    page = client.get(reverse("agreements:create", args=[coalition.slug])).content.decode()
    assert page.count('name="organisations"') == 80
    assert 'data-filter-list="party-lines"' in page
