"""Who changed what: by kind and by day, in both orders, and as a file."""

import csv
from datetime import timedelta

import pgtrigger
import pytest
from django.urls import reverse

from coalitions.models import Action
from coalitions.registry import history_sources
from coalitions.services.actions import action_add, action_update
from coalitions.services.partners import contact_save
from kansrijkestart.core import clock
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db
ACTION = next(one for one in history_sources() if one.model is Action)


@pytest.fixture
def coalition(client):
    """A coalition with an action of ten days ago that was changed today, and a contact person."""
    member = make.MembershipFactory.create()
    row = make.PartnershipFactory.create(coalition=member.coalition)
    contact_save(
        partnership=row,
        contact=None,
        expected_version=None,
        name="Noor Geheim",
        email="noor@example.org",
    )
    action = action_add(coalition=member.coalition, title="Bellen")
    with pgtrigger.ignore():
        events_of(action).update(pgh_created_at=clock.now() - timedelta(days=10))
    action_update(action=action, expected_version=1, title="Langsgaan", state="open")
    client.force_login(member.user)
    return member.coalition


def read(client, coalition, **asked):
    answer = client.get(reverse("coalitions:log_csv", args=[coalition.slug]), asked)
    assert answer.status_code == 200
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_one_kind_is_asked_for(client, coalition):
    rows = read(client, coalition, what=ACTION.key)
    assert {row["Wat er veranderde"] for row in rows} == {str(ACTION.noun)}
    assert [row["Hoe"] for row in rows] == ["gewijzigd", "toegevoegd"]
    assert len(read(client, coalition)) > len(rows)


def test_what_went_before_the_days_asked_still_says_what_changed(client, coalition):
    [row] = read(client, coalition, what=ACTION.key, first=clock.today().isoformat())
    assert row["Hoe"] == "gewijzigd"
    assert "Bellen → Langsgaan" in row["Van wat naar wat"]
    last = (clock.today() - timedelta(days=5)).isoformat()
    [row] = read(client, coalition, what=ACTION.key, last=last)
    assert row["Hoe"] == "toegevoegd"


def test_the_oldest_first_is_the_other_way_round(client, coalition):
    assert read(client, coalition, sort="old") == read(client, coalition)[::-1]


def test_contact_details_do_not_stand_in_the_file(client, coalition):
    text = str(read(client, coalition))
    assert "noor@example.org" not in text
    assert "Noor Geheim" not in text


def test_days_the_wrong_way_round_are_named_and_give_no_file(client, coalition):
    asked = {"first": "2026-02-02", "last": "2026-02-01"}
    page = client.get(reverse("coalitions:log", args=[coalition.slug]), asked)
    assert "Deze dag ligt voor de eerste dag." in page.content.decode()
    assert (
        client.get(reverse("coalitions:log_csv", args=[coalition.slug]), asked).status_code == 400
    )


def test_nothing_that_fits_is_said(client, coalition):
    asked = {"last": "2001-01-01"}
    page = client.get(reverse("coalitions:log", args=[coalition.slug]), asked).content.decode()
    assert "Er past geen wijziging bij." in page
