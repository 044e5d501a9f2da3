"""What is kept of who answered, and what the database refuses to change of it."""

from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from agreements.models import PartyConfirmation
from agreements.selectors.papers import papers_of
from agreements.services.confirmations import confirm_by_member
from kansrijkestart.core import clock
from tests import factories as make
from tests.agreements.confirm_world import (
    agreement_of,
    ask,
    contact_of,
    keeper_of,
    told,
    url,
)

pytestmark = pytest.mark.django_db


def test_names_stay_as_they_were_at_that_moment(client, keeper, coalition):
    agreement = agreement_of(1, coalition=coalition)
    party = agreement.parties.get()
    member = make.UserFactory.create(name="Noor Toen")
    make.MembershipFactory.create(coalition=coalition, role="partner", user=member)
    (asked,) = ask(agreement, member=member)
    given = confirm_by_member(request=asked, answer="confirmed", user=member)
    before = party.organisation.name
    assert (given.organisation_name, given.signature) == (before, "Noor Toen")
    party.organisation.name = "Een nieuwe naam"
    party.organisation.save()
    member.name = "Noor Nu"
    member.save()
    for where in (agreement.get_absolute_url(), url("confirmations", agreement)):
        shown = client.get(where).content.decode()
        assert f"antwoordde als {before}" in shown
        assert "Noor Toen" in shown
    [paper] = papers_of(type(agreement).objects.filter(pk=agreement.pk))
    assert [(one.organisation, one.name) for one in paper.answers] == [(before, "Noor Toen")]


def test_erasing_a_person_takes_the_name_of_an_account_out_of_answers(client, keeper, coalition):
    agreement = agreement_of(2, coalition=coalition)
    one, two = agreement.parties.order_by("pk")
    member = make.UserFactory.create(name="Noor", email="noor@example.org")
    contact = contact_of(one, coalition, name="N. de Vries", email="Noor@example.org")
    kept = told(two, user=keeper, name="Directeur")
    given = told(one, user=member)
    where = {"slug": coalition.slug, "kind": "contactpersoon", "pk": contact.pk}
    client.post(reverse("coalitions:person", kwargs=where))
    given.refresh_from_db()
    kept.refresh_from_db()
    assert (given.signature, given.organisation_name) == ("–", one.organisation.name)
    assert (kept.answered_by_name, kept.account_name) == ("Directeur", keeper.name)


@pytest.mark.parametrize(
    "values",
    [
        {"answer": "withdrawn"},
        {"remark": "Iets anders."},
        {"organisation_name": "Een ander"},
        {"answered_at": clock.now()},
        {"answered_by": None},
    ],
)
def test_the_database_changes_no_answer(values):
    agreement = agreement_of(1)
    told(agreement.parties.get(), user=keeper_of(agreement.coalition), name="Noor")
    with pytest.raises(DatabaseError, match="stays as it was given"), transaction.atomic():
        PartyConfirmation.objects.update(**values)
    assert PartyConfirmation.objects.update(answered_by_name="–", account_name="–") == 1


def test_the_database_deletes_no_answer_and_wants_an_organisation():
    agreement = agreement_of(1)
    given = told(agreement.parties.get())
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        given.delete()
    given.pk, given.organisation_name = None, ""
    with pytest.raises(DatabaseError, match="answer_names_its_party"), transaction.atomic():
        given.save()


def test_answers_of_before_get_the_names_that_are_known_now():
    agreement = agreement_of(2)
    one, two = agreement.parties.order_by("pk")
    by_account = told(one, user=keeper_of(agreement.coalition))
    by_link = told(two, name="Noor")
    fill = import_module("agreements.migrations.0010_answers").keep_names
    with pgtrigger.ignore("agreements.PartyConfirmation:changes_only_its_names"):
        PartyConfirmation.objects.update(organisation_name="?", account_name="")
        fill(apps, None)
    for given in (by_account, by_link):
        given.refresh_from_db()
        assert given.organisation_name == given.party.organisation.name
    assert by_account.account_name == by_account.answered_by.name
    assert (by_link.account_name, by_link.answered_by_name) == ("", "Noor")


@pytest.mark.parametrize("field", ["remark", "name"])
def test_an_answer_holds_no_personal_number(field):
    agreement = agreement_of(1)
    with pytest.raises(ValidationError) as found:
        told(agreement.parties.get(), **{field: "Mevrouw 1234.56.782"})
    assert set(found.value.message_dict) == {field}
    assert not PartyConfirmation.objects.exists()
