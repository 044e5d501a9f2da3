"""A new intervention, other names and insured forms, kept by an analyst."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from interventions.models import InsuredVariant, Intervention, InterventionName
from interventions.services.manage import FIELDS, intervention_add, intervention_update
from interventions.services.names import (
    name_add,
    name_remove,
    name_update,
    variant_add,
    variant_remove,
    variant_update,
)
from kansrijkestart.core import reference
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    user = make.UserFactory.create()
    make.NationalRoleFactory.create(user=user, role="analyst")
    client.force_login(user)
    return user


def values_of(item, **changed):
    return {name: getattr(item, name) for name in FIELDS} | changed


def fresh(**changed):
    return values_of(Intervention(kind="intervention", provenance="bron"), **changed)


def key():
    return {"idempotency_key": str(uuid.uuid4())}


def test_a_name_means_one_intervention_for_the_database_too():
    item = make.InterventionFactory.create()
    item.names.create(name="Roepnaam")
    item.names.create(name="Andere")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.InterventionFactory.create().names.create(name="ROEPNAAM")


@pytest.mark.parametrize("name", ["voor zorg", "Vroegere Naam", "spelling-twee"])
def test_a_known_name_is_refused(name):
    item = make.InterventionFactory.create(name="VoorZorg")
    item.names.create(name="Vroegere naam", is_former=True)
    item.names.create(name="Spelling twee")
    other = make.InterventionFactory.create(name="Anders")
    with pytest.raises(DomainError):
        intervention_add(**fresh(name=name))
    with pytest.raises(DomainError):
        intervention_update(intervention=other, expected_version=1, **values_of(other, name=name))
    with pytest.raises(DomainError):
        name_add(intervention=other, name=name, is_former=False)
    assert Intervention.objects.count() == 2


def test_a_new_intervention_gets_an_address_of_its_own():
    assert intervention_add(**fresh(name="Nieuw")).slug == "nieuw-2"
    assert intervention_add(**fresh(name="Ouders & kind")).slug == "ouders-kind"
    assert intervention_add(**fresh(name="Ouders & kind plus")).is_edited


def test_an_analyst_adds_an_intervention_once(client, analyst):
    url = reverse("interventions:intervention_add")
    sent = fresh(name="Samen sterk", earliest_week="") | key()
    assert client.post(url, sent | {"name": ""}).status_code == 200
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302
    item = Intervention.objects.get(name="Samen sterk")
    page = client.get(item.get_absolute_url()).content.decode()
    assert reverse("interventions:name_add", args=[item.slug]) in page
    assert client.post(url, sent | key() | {"name": "samen-sterk"}).context["form"].errors["name"]
    listed = client.get(reverse("interventions:catalogue"))
    assert reverse("interventions:catalogue_import") in listed.content.decode()


def test_a_reader_sees_no_way_to_keep_the_catalogue(client):
    page = client.get(reverse("interventions:catalogue")).content.decode()
    assert reverse("interventions:catalogue_import") not in page


def test_names_are_added_changed_and_taken_away_with_history(client, analyst):
    item = make.InterventionFactory.create(name="VoorZorg")
    url = reverse("interventions:name_add", args=[item.slug])
    assert client.post(url, {"name": "a|b"} | key()).context["form"].errors["name"]
    assert client.post(url, {"name": "VoorZorg"} | key()).context["form"].errors["name"]
    assert client.post(url, {"name": "Moederhulp"} | key()).status_code == 302
    row = InterventionName.objects.get(intervention=item)
    url = reverse("interventions:name_update", args=[item.slug, row.pk])
    assert (
        client.post(url, {"name": "Moederhulp", "is_former": "on", "version": 9}).status_code == 409
    )
    sent = {"name": "Moederhulp oud", "is_former": "on", "version": 1}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    item.refresh_from_db()
    assert (row.name, row.is_former, row.version, item.is_edited) == (
        "Moederhulp oud",
        True,
        2,
        True,
    )
    url = reverse("interventions:name_remove", args=[item.slug, row.pk])
    assert "Moederhulp oud" in client.get(url).content.decode()
    assert client.post(url, {"version": 1}).status_code == 409
    assert client.post(url, {"version": 2}).status_code == 302
    assert not item.names.exists()
    page = client.get(reverse("interventions:history", args=[item.slug])).content.decode()
    assert page.count("Moederhulp") >= 3
    assert analyst.name in page


def test_forms_are_added_changed_and_taken_away(client, analyst):
    item = make.InterventionFactory.create(name="Overleg")
    other = make.InterventionFactory.create(name="Anders")
    sent = {"name": "Met de huisarts", "status": "insured", "payer": "", "source": "bron"}
    url = reverse("interventions:variant_add", args=[item.slug])
    assert client.post(url, sent | key() | {"status": "x"}).status_code == 200
    assert client.post(url, sent | key()).status_code == 302
    assert client.post(url, sent | key()).context["form"].errors  # once
    row = InsuredVariant.objects.get(intervention=item)
    elsewhere = reverse("interventions:variant_update", args=[other.slug, row.pk])
    assert client.get(elsewhere).status_code == 404
    url = reverse("interventions:variant_update", args=[item.slug, row.pk])
    assert client.post(url, sent | {"payer": "gemeente", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.payer, row.version) == ("gemeente", 2)
    url = reverse("interventions:variant_remove", args=[item.slug, row.pk])
    assert client.post(url, {"version": 2}).status_code == 302
    assert not item.variants.exists()


def test_services_refuse_what_somebody_else_changed():
    item = make.InterventionFactory.create()
    row = name_add(intervention=item, name="Roepnaam", is_former=False)
    with pytest.raises(EditConflict):
        name_update(row=row, expected_version=7, name="Roepnaam", is_former=True)
    with pytest.raises(EditConflict):
        name_remove(row=row, expected_version=7)
    values = {"name": "Vorm", "status": "insured", "payer": "", "source": "bron"}
    form = variant_add(intervention=item, **values)
    with pytest.raises(EditConflict):
        variant_update(row=form, expected_version=7, **values)
    with pytest.raises(EditConflict):
        variant_remove(row=form, expected_version=7)
    with pytest.raises(ValidationError):
        variant_add(intervention=item, **values)


def test_the_files_do_not_take_a_name_that_a_person_gave_to_another():
    reference.load()
    InterventionName.objects.filter(name="NNZ").delete()
    item = Intervention.objects.get(slug="voorzorg")
    name_add(intervention=item, name="NNZ", is_former=False)
    reference.load()
    assert InterventionName.objects.get(name="NNZ").intervention == item
