"""Partners: the tick list, changing, ending, contact persons, parents."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import ContactPerson, ParentInvolvement, Partnership
from coalitions.services.partners import (
    NewPartner,
    contact_save,
    parents_record,
    partner_end,
    partner_update,
    partners_add,
)
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.at_once import while_uncommitted
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition(sign_in):
    found = make.CoalitionFactory.create()
    sign_in("coordinator", found)
    return found


def add_url(coalition):
    return reverse("coalitions:partners_add", args=[coalition.slug])


def test_tick_list_adds_several_at_once(client, coalition):
    care, town = make.PartnerTypeFactory.create(), make.PartnerTypeFactory.create(domain="social")
    data = {
        f"tick_{care.pk}": "on",
        f"name_{care.pk}": "Praktijk A; Praktijk B",
        f"tick_{town.pk}": "on",
        f"name_{town.pk}": "Gemeente Best",
    }
    assert client.post(add_url(coalition), once(data)).status_code == 302
    names = coalition.partners.values_list("organisation__name", flat=True)
    assert set(names) == {"Praktijk A", "Praktijk B", "Gemeente Best"}


def test_save_and_go_on_leads_to_one_agreement_while_there_is_none(client, coalition):
    kind = make.PartnerTypeFactory.create()
    for name, page in (("A", "agreements:create"), ("B", "coalitions:partners")):
        data = {f"tick_{kind.pk}": "on", f"name_{kind.pk}": name}
        answer = client.post(add_url(coalition), once(data))
        assert answer.url.partition("?")[0] == reverse(page, args=[coalition.slug])
        make.AgreementFactory.create(coalition=coalition)


@pytest.mark.parametrize(
    ("tick", "name"),
    [("on", ""), ("", "Zonder vinkje"), ("on", "x" * 201), ("on", " ; ")],
)
def test_a_mistake_in_one_line_stores_nothing_and_keeps_everything(client, coalition, tick, name):
    care, town = make.PartnerTypeFactory.create(), make.PartnerTypeFactory.create()
    data = {
        f"tick_{care.pk}": "on",
        f"name_{care.pk}": "Praktijk A",
        f"tick_{town.pk}": tick,
        f"name_{town.pk}": name,
    }
    response = client.post(add_url(coalition), once(data))
    assert list(response.context["form"].errors) == [f"name_{town.pk}"]
    assert "Praktijk A" in response.content.decode()
    assert not coalition.partners.exists()


def test_a_second_click_adds_one_partner_and_no_mistake(client, coalition):
    kind = make.PartnerTypeFactory.create()
    page = client.get(add_url(coalition))
    key = page.context["form"]["idempotency_key"].value()
    assert str(key) in page.content.decode()
    data = {f"tick_{kind.pk}": "on", f"name_{kind.pk}": "Praktijk", "idempotency_key": key}
    assert [client.post(add_url(coalition), data).status_code for _click in range(2)] == [302, 302]
    assert coalition.partners.count() == 1


def test_a_duplicate_is_refused_at_its_own_line(client, coalition):
    there = make.PartnershipFactory.create(coalition=coalition, organisation__name="Praktijk Één")
    key = f"name_{there.partner_type_id}"
    data = {f"tick_{there.partner_type_id}": "on", key: "praktijk een"}
    response = client.post(add_url(coalition), once(data))
    assert "Praktijk Één" in response.context["form"].errors[key][0]
    assert coalition.partners.count() == 1


def test_the_same_name_twice_in_one_go_is_refused(coalition):
    kind = make.PartnerTypeFactory.create()
    twice = [NewPartner(kind, "Praktijk", "a"), NewPartner(kind, "PRAKTIJK", "b")]
    with pytest.raises(DomainError) as error:
        partners_add(coalition=coalition, partners=twice)
    assert list(error.value.message_dict) == ["b"]
    with pytest.raises(DomainError):
        partners_add(coalition=coalition, partners=[])


def test_an_empty_list_asks_for_a_tick(client, coalition):
    make.PartnerTypeFactory.create()
    assert client.post(add_url(coalition), once({})).context["form"].non_field_errors()


def test_only_kinds_of_this_scope_are_offered(client, coalition):
    local = make.PartnerTypeFactory.create(scope="local", name="Wijkteam")
    make.PartnerTypeFactory.create(scope="regional", name="Zorgverzekeraar")
    types = client.get(add_url(coalition)).context["form"].types
    assert types == [local]


def test_the_municipality_is_offered_first(client, coalition):
    kind = make.PartnerTypeFactory.create(key="gemeente", domain="social")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality__name="Best")
    form = client.get(add_url(coalition)).context["form"]
    assert form[f"tick_{kind.pk}"].value() is True
    assert "Best" in form[f"name_{kind.pk}"].value()


def test_a_partner_that_left_may_come_back(coalition):
    row = make.PartnershipFactory.create(coalition=coalition)
    partner_end(partnership=row, until=clock.today())
    with pytest.raises(DomainError):
        partner_end(partnership=row, until=clock.today())
    new = NewPartner(row.partner_type, row.organisation.name)
    assert partners_add(coalition=coalition, partners=[new])[0].pk != row.pk


def test_ending_keeps_the_past_and_removes_contact_persons(client, coalition):
    row = make.PartnershipFactory.create(coalition=coalition, since=clock.today())
    ContactPerson.objects.create(partnership=row, name="Persoon")
    url = reverse("coalitions:partner_end", args=[coalition.slug, row.pk])
    late, early = clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)
    for wrong in ("", late.isoformat(), early.isoformat()):
        assert client.post(url, {"until": wrong}).status_code == 200
    assert client.post(url, {"until": clock.today().isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.until == clock.today()
    assert not ContactPerson.objects.exists()
    page = client.get(reverse("coalitions:partners", args=[coalition.slug]), {"state": "ended"})
    assert list(page.context["object_list"]) == [row]


def test_changing_a_partner_and_its_conflict(client, coalition):
    row = make.PartnershipFactory.create(coalition=coalition)
    url = reverse("coalitions:partner_update", args=[coalition.slug, row.pk])
    data = {
        "organisation": "Nieuw BV",
        "partner_type": row.partner_type_id,
        "role": "denkt mee",
        "version": 1,
    }
    assert client.get(url).status_code == 200
    assert client.post(url, data | {"organisation": ""}).status_code == 200
    assert client.post(url, data).status_code == 302
    row.refresh_from_db()
    assert (row.organisation.name, row.role) == ("Nieuw BV", "denkt mee")
    response = client.post(url, data | {"role": "leest mee"})
    assert response.status_code == 409
    assert "denkt mee" in response.content.decode()


def test_a_partner_that_left_is_not_changed(coalition):
    row = make.PartnershipFactory.create(coalition=coalition, until=clock.today())
    with pytest.raises(DomainError):
        partner_update(
            partnership=row, expected_version=1, organisation="X", partner_type=row.partner_type
        )


def test_a_partner_of_another_coalition_answers_404(client, coalition):
    other = make.PartnershipFactory.create()
    for name in ("partner_update", "partner_end", "contact_add"):
        url = reverse(f"coalitions:{name}", args=[coalition.slug, other.pk])
        assert client.get(url).status_code == 404


def test_contact_persons_are_added_changed_and_removed(client, coalition):
    row = make.PartnershipFactory.create(coalition=coalition)
    add = reverse("coalitions:contact_add", args=[coalition.slug, row.pk])
    assert client.post(add, once({"name": "", "version": 1})).status_code == 200
    assert client.post(add, once({"name": "Jo", "email": "onzin", "version": 1})).status_code == 200
    assert client.post(add, once({"name": "Jo", "version": 1})).status_code == 302
    contact = ContactPerson.objects.get()
    change = reverse("coalitions:contact_update", args=[coalition.slug, row.pk, contact.pk])
    assert client.post(change, once({"name": "Jo B", "version": 1})).status_code == 302
    with pytest.raises(EditConflict):
        contact_save(partnership=row, contact=contact, expected_version=1, name="X")
    remove = reverse("coalitions:contact_remove", args=[coalition.slug, row.pk, contact.pk])
    assert client.get(remove).status_code == 405
    assert client.post(remove).status_code == 302
    assert not ContactPerson.objects.exists()


def test_contact_persons_are_not_shown_to_partners(client, sign_in):
    row = make.PartnershipFactory.create()
    ContactPerson.objects.create(partnership=row, name="Jo Geheim")
    sign_in("partner", row.coalition)
    page = client.get(reverse("coalitions:partners", args=[row.coalition.slug]))
    assert "Jo Geheim" not in page.content.decode()


def test_an_invisible_character_gets_one_message(client, coalition):
    care = make.PartnerTypeFactory.create()
    data = {f"tick_{care.pk}": "on", f"name_{care.pk}": "Prak\x00tijk"}
    form = client.post(add_url(coalition), once(data)).context["form"]
    assert dict(form.errors) == {
        f"name_{care.pk}": [
            "In deze tekst staat een onzichtbaar teken dat niet mag. Typ de tekst opnieuw."
        ]
    }


def test_a_second_change_from_one_page_meets_the_version_and_is_not_dropped(client, coalition):
    row = ParentInvolvement.objects.create(coalition=coalition, form="panel")
    url = reverse("coalitions:parents_update", args=[coalition.slug, row.pk])
    data = once({"form": "panel", "number": 3, "version": row.version})
    assert client.post(url, data).status_code == 302
    changed = data | {"number": 4}
    answer = client.post(url, changed)
    assert answer.status_code == 409
    assert [(str(label), *texts) for label, *texts in answer.context["conflict"]["fields"]] == [
        ("Hoeveel ouders", "3", "4")
    ]
    again = changed | {"version": row.version + 1}
    assert [client.post(url, again).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert (row.number, row.version) == (4, 3)


def test_parents_form_and_number_may_be_unknown(client, coalition):
    url = reverse("coalitions:parents_add", args=[coalition.slug])
    assert client.post(url, once({"form": "", "version": 1})).status_code == 200
    assert (
        client.post(url, once({"form": "panel", "number": "-1", "version": 1})).status_code == 200
    )
    assert client.post(url, once({"form": "panel", "version": 1})).status_code == 302
    row = ParentInvolvement.objects.get()
    assert row.number is None
    change = reverse("coalitions:parents_update", args=[coalition.slug, row.pk])
    assert (
        client.post(change, once({"form": "panel", "number": "0", "version": 1})).status_code == 302
    )
    row.refresh_from_db()
    assert row.number == 0
    with pytest.raises(DomainError):
        parents_record(
            coalition=coalition,
            involvement=None,
            form="panel",
            took_place_on=clock.today() + timedelta(days=1),
        )


def test_the_list_groups_by_domain_and_teaches_when_empty(client, coalition):
    url = reverse("coalitions:partners", args=[coalition.slug])
    assert (
        reverse("coalitions:partners_add", args=[coalition.slug])
        in client.get(url).content.decode()
    )
    for domain in ("social", "medical", "social"):
        make.PartnershipFactory.create(coalition=coalition, partner_type__domain=domain)
    groups = client.get(url).context["groups"]
    assert [(domain.value, len(rows)) for domain, rows in groups] == [("medical", 1), ("social", 2)]


def test_the_list_costs_the_same_for_one_partner_and_for_forty(client, coalition):
    url, counts = reverse("coalitions:partners", args=[coalition.slug]), []
    for size in (1, 39):
        make.PartnershipFactory.create_batch(size, coalition=coalition)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert Partnership.objects.count() == 40
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_partners_that_become_the_same_at_once_are_both_answered():
    coalition, kind = make.CoalitionFactory.create(), make.PartnerTypeFactory.create()
    first, second = make.PartnershipFactory.create_batch(2, coalition=coalition)
    make.OrganisationFactory.create(name="Praktijk A")

    def become(partnership):
        return partner_update(
            partnership=partnership,
            expected_version=partnership.version,
            organisation="Praktijk A",
            partner_type=kind,
        )

    answer = while_uncommitted(lambda: become(first), lambda: become(second))
    assert isinstance(answer, ValidationError)


@pytest.mark.django_db(transaction=True)
def test_two_coalitions_that_add_the_same_organisations_do_not_block_each_other():
    kind = make.PartnerTypeFactory.create()
    first, second = make.CoalitionFactory.create_batch(2)

    def add(coalition, *names):
        rows = [NewPartner(partner_type=kind, organisation=name) for name in names]
        return partners_add(coalition=coalition, partners=rows)

    answer = while_uncommitted(
        lambda: add(first, "Aap"), lambda: add(second, "Beer", "Aap"), lambda: add(first, "Beer")
    )
    assert len(answer) == 2


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_name_that_is_offered_for_the_municipality_is_dutch(client, sign_in, language):
    coalition = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality__name="Best")
    town = make.PartnerTypeFactory.create(key="gemeente", name="Gemeente")
    sign_in("coordinator", coalition)
    address = reverse("coalitions:partners_add", args=[coalition.slug])
    form = client.get(address, headers={"accept-language": language}).context["form"]
    assert form.initial[f"name_{town.pk}"] == "Gemeente Best"
