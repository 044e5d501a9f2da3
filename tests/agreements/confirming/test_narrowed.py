"""The answers to a text, narrowed, ordered and as a file."""

import csv

import pytest
from django.urls import reverse

from tests.agreements.confirm_world import agreement_of, rewrite, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(client, sign_in, coalition):
    """Three partners of whom the second answered about the first text."""
    made = agreement_of(3, coalition=coalition)
    _first, second, _third = tokens(made)
    link = reverse("agreements:confirm_link", args=[second])
    client.post(link, {"answer": "declined", "remark": "Te duur.", "name": "Noor"})
    sign_in("partner", coalition)
    return made


def read(client, agreement, query=""):
    answer = client.get(reverse("agreements:confirmations_csv", args=[agreement.pk]) + query)
    assert answer.status_code == 200
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_the_file_says_who_has_not_answered_and_names_no_person(client, agreement):
    rows = read(client, agreement)
    assert [row["Antwoord"] for row in rows].count("Nog geen antwoord") == 2
    [declined] = [row for row in rows if row["Opmerking"]]
    assert declined["Opmerking"] == "Te duur."
    assert "Noor" not in str(rows)
    assert "example.org" not in str(rows)


def test_one_answer_is_asked_for_and_the_numbers_above_stay(client, agreement):
    page = client.get(
        reverse("agreements:confirmations", args=[agreement.pk]) + "?answer=declined"
    ).content.decode()
    assert page.count('<th role="rowheader"') == 1
    assert "0 van 3 bevestigd, 1 niet akkoord" in page
    assert len(read(client, agreement, "?answer=none")) == 2
    first = read(client, agreement, "?sort=answer")[0]
    assert first["Antwoord"] == "Nog geen antwoord"


def test_an_earlier_text_stays_that_text_in_form_and_file(client, agreement):
    rewrite(agreement)
    page = client.get(
        reverse("agreements:confirmations", args=[agreement.pk]) + "?versie=1"
    ).content.decode()
    assert 'name="versie" value="1"' in page
    assert "bevestigingen.csv?versie=1" in page
    assert len(read(client, agreement, "?versie=1&answer=declined")) == 1
    assert len(read(client, agreement, "?answer=declined")) == 0


def test_nobody_who_fits_is_said(client, agreement):
    page = client.get(
        reverse("agreements:confirmations", args=[agreement.pk]) + "?q=zzz"
    ).content.decode()
    assert "Er past geen partner bij." in page
    address = reverse("agreements:confirmations_csv", args=[agreement.pk])
    assert client.get(f"{address}?answer=onzin").status_code == 400
    assert client.get(f"{address}?versie=9").status_code == 404
