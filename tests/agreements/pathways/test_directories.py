"""Where the service directory is kept: constraint, services, pages and what the record says."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import ServiceDirectory
from agreements.services.directories import (
    directory_add,
    directory_change,
    directory_check,
    directory_end,
)
from coalitions.models import Membership
from coalitions.registry import Reading, facts_for, next_steps_for
from coalitions.selectors.look_ups import look_up_together
from coalitions.services.coalition import coalition_end
from interventions.models import LocalOffer
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agreements.pathways.world import place_of
from tests.events import events_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(coalition):
    return make.PartnershipFactory.create(coalition=coalition).organisation


def add(coalition, **values):
    values = {"municipality": place_of(coalition), "name": "Sociale kaart"} | values
    return directory_add(coalition=coalition, **values)


def raw(coalition, municipality, **values):
    return ServiceDirectory.objects.create(
        coalition=coalition, municipality=municipality, name="Sociale kaart", **values
    )


def test_one_running_row_of_a_name_and_another_once_it_ended(coalition):
    place = place_of(coalition)
    first = raw(coalition, place)
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(coalition, place)
    ServiceDirectory.objects.filter(pk=first.pk).update(ended_on=date(2024, 1, 1))
    assert raw(coalition, place)


def test_the_database_refuses_a_municipality_of_another_coalition(coalition):
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(coalition, make.MunicipalityFactory.create())


def test_it_is_recorded_with_its_keeper_and_its_history(coalition, keeper):
    row = add(coalition, keeper=keeper, url="https://kaart.example.org/")
    assert (row.keeper, row.checked_on, row.upkeep) == (keeper, None, "never")
    assert events_of(row).count() == 1


def test_what_is_refused(coalition):
    tomorrow = clock.today() + timedelta(days=1)
    for field, values in (
        ("municipality", {"municipality": make.MunicipalityFactory.create()}),
        ("keeper", {"keeper": make.OrganisationFactory.create()}),
        ("checked_on", {"checked_on": tomorrow}),
        ("name", {"name": "Mevrouw 1234.56.782"}),
    ):
        with pytest.raises(ValidationError) as refused:
            add(coalition, **values)
        assert set(refused.value.message_dict) == {field}
    row = add(coalition)
    with pytest.raises(ValidationError):
        add(coalition)
    with pytest.raises(EditConflict):
        directory_change(directory=row, expected_version=9, name="Anders")
    with pytest.raises(TypeError):
        directory_change(directory=row, expected_version=1, coalition=coalition)
    with pytest.raises(DomainError):
        directory_end(directory=row, ended_on=tomorrow, expected_version=1)


def test_a_keeper_that_left_stays_until_another_one_is_chosen(coalition, keeper):
    row = add(coalition, keeper=keeper)
    coalition.partners.update(until=clock.today() - timedelta(days=1), since=date(2020, 1, 1))
    assert directory_change(directory=row, expected_version=1, name="Nieuwe naam").keeper == keeper


def test_the_end_leaves_it_to_be_read_and_changes_no_more(client, coalition):
    row = add(coalition)
    row = directory_end(directory=row, ended_on=date(2024, 5, 1), expected_version=1)
    for change in (
        lambda: directory_check(directory=row, expected_version=None),
        lambda: directory_change(directory=row, expected_version=None, name="Anders"),
        lambda: directory_end(directory=row, ended_on=date(2024, 6, 1), expected_version=None),
    ):
        with pytest.raises(DomainError):
            change()
    page = client.get(reverse("agreements:directory", args=[coalition.slug])).content.decode()
    assert "Eerder bijgehouden" in page
    assert "1\N{NO-BREAK SPACE}mei\N{NO-BREAK SPACE}2024" in page


def test_still_right_is_today(coalition):
    row = add(coalition, checked_on=clock.today() - timedelta(days=400))
    assert row.upkeep == "old"
    assert directory_check(directory=row, expected_version=1).upkeep == "fresh"


def test_nothing_is_written_for_a_coalition_that_ended(coalition):
    row = add(coalition)
    coalition_end(coalition=coalition, ended_on=clock.today(), expected_version=None)
    with pytest.raises(DomainError):
        directory_check(directory=row, expected_version=1)
    with pytest.raises(DomainError):
        add(coalition, name="Nog een")


def send(client, page, *args, **fields):
    data = {"idempotency_key": str(uuid.uuid4()), "name": "Sociale kaart"} | fields
    return client.post(reverse(f"agreements:{page}", args=args), data)


def test_first_asked_is_where_it_is_kept(client, coalition, keeper):
    url = reverse("agreements:directory", args=[coalition.slug])
    assert "Nog niet vastgelegd. Waar zoeken professionals op" in client.get(url).content.decode()
    answer = send(
        client, "directory_add", coalition.slug, url="kaart.example.org", keeper=keeper.pk
    )
    assert answer.url == url
    row = ServiceDirectory.objects.get()
    assert (row.url, row.keeper) == ("https://kaart.example.org", keeper)
    page = client.get(url).content.decode()
    assert keeper.name in page
    assert "Nog niet nagekeken" in page


def test_a_mistake_is_said_and_nothing_typed_is_lost(client, coalition):
    page = send(client, "directory_add", coalition.slug, name="Kaart van 123456782")
    assert page.status_code == 200
    shown = page.content.decode()
    assert "burgerservicenummer" in shown
    assert 'value="Kaart van 123456782"' in shown
    assert not ServiceDirectory.objects.exists()


def test_two_people_who_change_it_see_both_texts(client, coalition):
    row = add(coalition)
    directory_change(directory=row, expected_version=1, name="Kaart van de ander")
    page = send(client, "directory_update", coalition.slug, row.pk, name="Mijn kaart", version=1)
    assert page.status_code == 409
    assert "Kaart van de ander" in page.content.decode()
    assert "Mijn kaart" in page.content.decode()


def test_one_click_on_a_page_of_before_somebody_elses_change_is_told(client, coalition):
    row = add(coalition)
    directory_change(directory=row, expected_version=1, name="Anders")
    assert send(client, "directory_check", coalition.slug, row.pk, version=1).status_code == 409
    assert send(client, "directory_check", coalition.slug, row.pk, version=2).status_code == 302
    assert ServiceDirectory.objects.get().checked_on == clock.today()


def test_a_coalition_of_several_municipalities_is_asked_for_which(client, coalition):
    other = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    page = client.get(reverse("agreements:directory", args=[coalition.slug])).content.decode()
    assert page.count("Leg vast waar") >= 2
    form = client.get(
        reverse("agreements:directory_add", args=[coalition.slug]), {"gemeente": other.code}
    ).context["form"]
    assert form.initial["municipality"] == other.pk
    send(client, "directory_add", coalition.slug, municipality=other.pk)
    assert ServiceDirectory.objects.get().municipality == other


def facts(coalition):
    return [str(fact.text) for fact in facts_for(Reading(coalition), "afspraken")]


def test_the_record_says_where_it_is_kept_and_by_whom(coalition, keeper):
    assert facts(coalition) == ["Afspraken nog niet vastgelegd."]
    row = add(coalition)
    assert (
        "De sociale kaart wordt bijgehouden in Sociale kaart; door wie is nog niet vastgelegd."
        in facts(coalition)
    )
    directory_change(directory=row, expected_version=1, keeper=keeper)
    make.AgreementFactory.create(coalition=coalition, in_force=True)
    said = f"De sociale kaart wordt bijgehouden in Sociale kaart door {keeper.name}."
    assert said in facts(coalition)
    add(coalition, name="Zorgpadentool")
    assert "Voor één gemeente is vastgelegd waar de sociale kaart wordt bijgehouden." in facts(
        coalition
    )


def test_what_the_table_of_the_region_says_is_shown_until_it_is_recorded(client, coalition):
    LocalOffer.objects.create(
        coalition=coalition,
        municipality=place_of(coalition),
        kind="service_directory",
        text="sociale kaart van de regio",
    )
    url = reverse("agreements:directory", args=[coalition.slug])
    said = "In de tabel van de regio staat: sociale kaart van de regio"
    assert said in client.get(url).content.decode()
    add(coalition)
    assert said not in client.get(url).content.decode()


def test_one_that_is_overdue_says_so_on_every_page_and_as_a_next_step(client, coalition, keeper):
    row = add(coalition, keeper=keeper, name="Wegwijzer", checked_on=clock.today())
    other = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    title, sign = "Kijk na waar de sociale kaart wordt bijgehouden", "Langer dan een jaar geleden"
    user = Membership.objects.get(coalition=coalition, role="coordinator").user
    pages = [
        ({"gemeente": row.municipality.code}, True),
        ({"gemeente": other.code}, False),
        ({}, True),
    ]

    def shown(query):
        address = reverse("agreements:pathways", args=[coalition.slug])
        return sign in client.get(address, query).content.decode()

    def steps(reader):
        alone, among = Reading(coalition, reader), Reading(coalition, reader)
        look_up_together([among, Reading(make.CoalitionFactory.create(), reader)])
        assert next_steps_for(alone) == next_steps_for(among)
        return {str(step.title): step for step in next_steps_for(alone)}

    assert not any(shown(query) for query, _is_due in pages)
    assert title not in steps(user)
    ServiceDirectory.objects.filter(pk=row.pk).update(
        checked_on=clock.today() - timedelta(days=366)
    )
    assert [shown(query) for query, _is_due in pages] == [is_due for _query, is_due in pages]
    step = steps(user)[title]
    assert step.url == reverse("agreements:directory", args=[coalition.slug])
    assert "Wegwijzer" in str(step.reason)
    assert title not in steps(None)
    directory_end(directory=row, ended_on=clock.today(), expected_version=None)
    assert title not in steps(user)


def test_what_is_kept_elsewhere_comes_first_and_adding_here_second(client, coalition):
    address = reverse("agreements:pathways", args=[coalition.slug])
    without = client.get(address).content.decode()
    assert "Alleen als het daar niet staat" not in without
    add(coalition, name="Wegwijzer")
    page = client.get(address).content.decode()
    words = ("Wegwijzer", "Kijk eerst daar", "Per thema:", "Alleen als het daar niet staat")
    places = [page.index(one) for one in words]
    assert places == sorted(places)
    link = reverse("agreements:pathway_add", args=[coalition.slug])
    assert f'class="btn btn-primary" href="{link}"' not in page
