"""Care pathways as files and sheets: every theme is a row, unknown is a word, text stays text."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from agreements.services.directories import directory_add
from agreements.services.pathways import pathway_add
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionMunicipalityFactory.create().coalition
    other = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    sign_in("partner", coalition)
    who = make.PartnershipFactory.create(coalition=coalition).organisation
    here = coalition.coverage.order_by("pk").first().municipality
    directory_add(coalition=coalition, municipality=here, name="Kaart van hier", keeper=who)
    theme = make.RiskThemeFactory.create(name="Geldzorgen")
    make.RiskThemeFactory.create(name="Overgewicht")
    lines: list[dict[str, Any]] = [
        {"question": "support", "text": HOSTILE},
        {"question": "contact", "organisation": who, "contact": "040 123 45 67"},
    ]
    pathway_add(coalition=coalition, municipality=here, theme=theme, lines=lines)
    pathway_add(coalition=coalition, municipality=other, theme=theme)
    return coalition


def fetch(client, coalition, name, **query):
    answer = client.get(reverse(f"agreements:{name}", args=[coalition.slug]), query)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    return answer.content


def sheets(data):
    book = load_workbook(io.BytesIO(data), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def words(data):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return " ".join(text.split())


def test_the_workbook_holds_every_theme_of_every_municipality(client, coalition):
    found = sheets(fetch(client, coalition, "pathways_xlsx"))
    rows = found["Zorgpaden"][1:]
    names = {row.municipality.name for row in coalition.coverage.all()}
    assert {row[0] for row in rows} == names
    assert {row[1] for row in rows} == {"Geldzorgen", "Overgewicht"}
    assert (
        next(row[3] for row in rows if row[3] == HOSTILE),
        next(row[6] for row in rows if row[6]),
    ) == (HOSTILE, "040 123 45 67")
    unknown = [row for row in rows if row[1] == "Overgewicht"]
    assert {row[2] for row in unknown} == {"nog niet vastgelegd"}
    cards = found["Sociale kaart"][1:]
    assert sorted(row[1] for row in cards) == ["Kaart van hier", "nog niet vastgelegd"]


def test_a_file_of_one_municipality_holds_only_that(client, coalition):
    here = coalition.coverage.order_by("pk").first().municipality
    found = sheets(fetch(client, coalition, "pathways_xlsx", gemeente=here.code))
    assert {row[0] for row in found["Zorgpaden"][1:]} == {here.name}
    text = fetch(client, coalition, "pathways_csv", gemeente=here.code).decode("utf-8-sig")
    assert "'" + HOSTILE in text
    assert "Voor één thema is nog geen zorgpad vastgelegd. Dat is geen nee." in text
    address = reverse("agreements:pathways_csv", args=[coalition.slug])
    assert client.get(address, {"gemeente": "GM0000"}).status_code == 404


def test_the_same_file_has_the_same_bytes(client, coalition):
    for name in ("pathways_xlsx", "pathways_csv", "pathways_pdf"):
        assert fetch(client, coalition, name) == fetch(client, coalition, name)


def test_the_sheets_hold_the_words_of_the_pages(client, coalition):
    whole = words(fetch(client, coalition, "pathways_pdf"))
    for said in ("Kaart van hier", "Geldzorgen in", "Hier is nog niets vastgelegd", HOSTILE):
        assert said in whole
    pathway = coalition.pathways.order_by("pk").first()
    address = reverse("agreements:pathway_sheet", args=[coalition.slug, pathway.pk])
    data = client.get(address).content
    assert len(PdfReader(io.BytesIO(data)).pages) == 1
    sheet = words(data)
    for said in ("Welke afspraken zijn er?", "Welke hulp is er?", "040 123 45 67", HOSTILE):
        assert said in sheet


def test_the_files_say_what_nobody_checked_for_a_year(client, coalition):
    def told():
        found = sheets(fetch(client, coalition, "pathways_xlsx"))
        assert found["Zorgpaden"][0][10] == "Afgelopen jaar nagekeken?"
        assert found["Sociale kaart"][0][5] == "Afgelopen jaar nagekeken?"
        lines = {row[10] for row in found["Zorgpaden"][1:] if row[1] == "Geldzorgen"}
        cards = {row[5] for row in found["Sociale kaart"][1:] if row[1] == "Kaart van hier"}
        return lines, cards

    assert told() == ({"nog niet nagekeken"}, {"nog niet nagekeken"})
    for days, word in ((365, "ja"), (366, "nee")):
        day = clock.today() - timedelta(days=days)
        for rows in (coalition.pathways, coalition.service_directories):
            rows.update(checked_on=day)
        assert told() == ({word}, {word})
    lines = fetch(client, coalition, "pathways_csv").decode("utf-8-sig")
    assert ";nee" in lines
