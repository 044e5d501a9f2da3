"""The list of agreements as Excel and CSV: the same rows as the page, unknown empty, no persons."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import capfirst
from openpyxl import load_workbook

from agreements.models import AgreementTheme, PartyConfirmation
from coalitions.models import Organisation
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition(sign_in):
    region = make.RegionFactory.create()
    coalition = make.CoalitionFactory.create(name="Coalitie Proefdorp", region=region)
    sign_in("coordinator", coalition)
    return coalition


def organisation(name):
    found = Organisation.objects.filter(name=name).first()
    return found or make.OrganisationFactory.create(name=name)


def recorded(coalition, title="Warm overdragen", **values):
    agreement = make.AgreementFactory.create(
        coalition=coalition,
        title=title,
        phases=["during"],
        levels=["organisation"],
        domains=["medical", "social"],
        owner_organisation=organisation("Gemeente Proefdorp"),
        owner_user=make.UserFactory.create(name="Karel Eigenaar"),
        **{"in_force": True, **values},
    )
    theme = make.ThemeFactory.create(name="Vroegsignalering")
    AgreementTheme.objects.create(agreement=agreement, theme=theme)
    version = make.AgreementVersionFactory.create(agreement=agreement)
    signed = make.PartyFactory.create(
        agreement=agreement, organisation=organisation("JGZ De Proef")
    )
    make.PartyFactory.create(agreement=agreement, organisation=organisation("Wijkteam Proef"))
    PartyConfirmation.objects.create(
        party=signed,
        version=version,
        answer="confirmed",
        answered_by_name="Anneke Tekenaar",
        organisation_name="JGZ De Proef",
    )
    return agreement


def fetch(client, coalition, kind, query=""):
    return client.get(reverse(f"agreements:list_{kind}", args=[coalition.slug]) + query)


def rows(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def titles_on_the_page(client, coalition, query=""):
    html = client.get(reverse("agreements:list", args=[coalition.slug]) + query).content.decode()
    return re.findall(r'<a href="/afspraken/\d+/">([^<]+)</a>', html)


def test_the_csv_has_every_column_in_words(client, coalition):
    agreement = recorded(coalition)
    response = fetch(client, coalition, "csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f'attachment; filename="afspraken-{coalition.slug}.csv"'
    assert response["Content-Disposition"] == name
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    [row] = rows(response)
    assert row == {
        "Titel": "Warm overdragen",
        "Thema's": "Vroegsignalering",
        "Soort": capfirst(agreement.get_kind_display()),
        "Lokaal of regionaal": "Lokaal",
        "Niveaus": agreement.level_words,
        "Fasen": agreement.phase_words,
        "Domeinen": agreement.domain_words,
        "Voor wie": "",
        "Partners": "JGZ De Proef; Wijkteam Proef",
        "Stand": "Geldt",
        "Werkt het in de praktijk?": "Niet bekend",
        "Startdatum": "2024-01-05",
        "Opnieuw bekijken op": agreement.review_on.isoformat(),
        "Eigenaar (organisatie)": "Gemeente Proefdorp",
        "Bevestigd (aantal)": "1",
        "Partners (aantal)": "2",
    }


@pytest.mark.parametrize("query", ["", "?state=draft", "?q=WARM", "?due=on"])
def test_the_files_hold_the_rows_of_the_page(client, coalition, query):
    recorded(coalition)
    recorded(coalition, title="Nog een concept", in_force=False)
    recorded(coalition, title="Al lang voorbij", starts_on="2020-01-01", review_on="2021-01-01")
    recorded(make.CoalitionFactory.create(), title="Van een ander")
    on_page = titles_on_the_page(client, coalition, query)
    assert on_page
    assert [row["Titel"] for row in rows(fetch(client, coalition, "csv", query))] == on_page
    book = load_workbook(io.BytesIO(fetch(client, coalition, "xlsx", query).content))
    sheet = list(book["Afspraken"].iter_rows(values_only=True))
    assert [row[0] for row in sheet[1:]] == on_page
    notes = {row[0] for row in book["Toelichting"].iter_rows(values_only=True)}
    assert any("deel van de lijst" in note for note in notes) == bool(query)


def test_a_list_of_more_than_a_page_is_whole(client, coalition):
    for number in range(55):
        make.AgreementFactory.create(coalition=coalition, title=f"Afspraak {number}")
    assert len(titles_on_the_page(client, coalition)) == 50
    assert len(rows(fetch(client, coalition, "csv", "?page=2"))) == 55


def test_unknown_stays_empty(client, coalition):
    make.AgreementFactory.create(coalition=coalition, title="Kaal")
    [row] = rows(fetch(client, coalition, "csv"))
    filled = {name for name, value in row.items() if value}
    assert filled == {
        "Titel",
        "Soort",
        "Lokaal of regionaal",
        "Stand",
        "Werkt het in de praktijk?",
        "Opnieuw bekijken op",
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_person_is_in_a_list(client, coalition, kind):
    recorded(coalition)
    content = fetch(client, coalition, kind).content
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        cells = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        content = repr(cells).encode()
    assert b"Warm overdragen" in content
    assert b"Karel Eigenaar" not in content
    assert b"Anneke Tekenaar" not in content


def test_a_title_that_looks_like_a_formula_stays_text(client, coalition):
    recorded(coalition, title="=HYPERLINK(1)")
    [row] = rows(fetch(client, coalition, "csv"))
    assert row["Titel"] == "'=HYPERLINK(1)"
    book = load_workbook(io.BytesIO(fetch(client, coalition, "xlsx").content))
    cell = book["Afspraken"]["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_many_cost_as_many_queries_as_one(client, coalition, kind):
    counts = []
    for number in (1, 60):
        for place in range(number):
            recorded(coalition, title=f"Afspraak {number} {place}")
        with CaptureQueriesContext(connection) as queries:
            fetch(client, coalition, kind)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["outsider", "region_lead", "analyst", "former_member"])
def test_who_may_not_read_the_page_gets_no_file(client, coalition, sign_in, who):
    sign_in(who, coalition)
    assert {fetch(client, coalition, kind).status_code for kind in ("csv", "xlsx")} == {404}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_state_that_does_not_exist_is_named_and_gives_no_file(client, coalition, ending):
    """A file of everything would look like what was asked."""
    recorded(coalition)
    assert titles_on_the_page(client, coalition, "?state=x&q=warm")
    address = reverse(f"agreements:list_{ending}", args=[coalition.slug])
    assert client.get(f"{address}?state=x&q=warm").status_code == 400
