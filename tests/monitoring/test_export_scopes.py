"""What an export of a region and of the country holds, and that it counts as the pages do."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from python_calamine import CalamineWorkbook

from coalitions.models import GidsListing
from monitoring.exporters import Target
from monitoring.models import Release
from tests import factories as make
from tests.monitoring.export_world import files_of, pdf_text, rows_of

pytestmark = pytest.mark.django_db
YEAR = 2024
NATIONAL = Target("national", YEAR)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def place(name, region, *, local="", regional=None, listed=False):
    """A municipality of a region, open to the public, with what works there."""
    found = make.MunicipalityFactory.create(name=name)
    make.RegionMunicipalityFactory.create(region=region, municipality=found)
    make.ConsentFactory.create(municipality=found, kind="public_map")
    if regional:
        make.CoalitionMunicipalityFactory.create(coalition=regional, municipality=found)
    if local:
        own = make.CoalitionFactory.create(name=name, stage=local)
        make.CoalitionMunicipalityFactory.create(coalition=own, municipality=found)
    if listed:
        GidsListing.objects.create(
            municipality=found, is_gids=True, name_in_source=name, tranche="eerste of tweede"
        )
    return found


@pytest.fixture
def country():
    """Two regions and a regional coalition that no source names the municipalities of."""
    south = make.CoalitionFactory.create(regional=True, name="Zuid", stage="formed")
    brabant = make.CoalitionFactory.create(regional=True, name="De Kempen", stage="forming")
    make.CoalitionFactory.create(
        regional=True, name="Noord", stage="formed", region__stated_size=14
    )
    place("Begonnen", brabant.region, local="forming", regional=brabant)
    place("Stil", brabant.region, local="unknown", regional=brabant, listed=True)
    place("Maastricht", south.region, regional=south, listed=True)
    place("Heerlen", south.region, regional=south)
    place("Lijstdorp", make.RegionFactory.create(), listed=True)
    place("Nergens", make.RegionFactory.create())
    return {"south": south, "brabant": brabant}


COUNTED = {"formed": 2, "forming": 1, "announced": 1, "unknown": 2}
OF_REGION = {
    "south": {"formed": 2},
    "brabant": {"forming": 1, "unknown": 1},
}
WORDS = {
    "formed": "gevormd", "forming": "in opbouw", "announced": "aangemeld", "unknown": "niet bekend",
}  # fmt: skip


def counted(rows):
    """Rows of the sheet with municipalities, by the stage that counts."""
    found: dict[str, int] = {}
    for row in rows:
        found[row["stage"]] = found.get(row["stage"], 0) + 1
    return found


def table_of_report(content):
    text = " ".join(pdf_text(content).split())
    return {
        key: int(found[0])
        for key, words in WORDS.items()
        if (found := re.findall(rf"{words} (\d+)", text))
    }


def test_map_national_page_and_national_files_count_the_same(client, sign_in, country):
    key = client.get(reverse("dashboard:map")).context["map"].key
    assert {entry.css: entry.count for entry in key} == {"t3": 2, "t2": 1, "t1": 1, "t0": 2}
    sign_in("analyst")
    page = client.get(reverse("dashboard:national"))
    assert page.context["totals"] == list(COUNTED.values())
    files = files_of(NATIONAL)
    assert counted(rows_of(files["gemeenten-machine.csv"])) == COUNTED
    assert table_of_report(files["rapport.pdf"]) == COUNTED
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(files["national-2024.xlsx"]))
    header, *rows = sheet.get_sheet_by_name("Gemeenten").to_python()
    assert len(header) == len(rows[0])
    assert [row[header.index("Stand")] for row in rows].count("gevormd") == COUNTED["formed"]


@pytest.mark.parametrize("which", ["south", "brabant"])
def test_the_page_of_a_region_and_its_files_count_the_same(client, country, which):
    region = country[which].region
    client.force_login(make.RegionMembershipFactory.create(region=region).user)
    page = client.get(reverse("dashboard:region", args=[region.slug]))
    assert {one.stage: one.count for one in page.context["counts"]} == OF_REGION[which]
    files = files_of(Target("region", YEAR, region=region))
    assert counted(rows_of(files["gemeenten-machine.csv"])) == OF_REGION[which]
    assert table_of_report(files["rapport.pdf"]) == OF_REGION[which]


def test_a_row_says_what_a_stage_rests_on(country):
    rows = {
        row["municipality"]: row for row in rows_of(files_of(NATIONAL)["gemeenten-machine.csv"])
    }
    assert {name: row["known_from"] for name, row in rows.items()} == {
        "Begonnen": "local_coalition",
        "Stil": "local_coalition",
        "Maastricht": "regional_coalition",
        "Heerlen": "regional_coalition",
        "Lijstdorp": "list_2019",
        "Nergens": "nothing",
    }
    assert (rows["Maastricht"]["regional_coalition"], rows["Maastricht"]["tranche"]) == (
        "Zuid",
        "eerste of tweede",
    )
    assert rows["Nergens"]["list_2019_words"] == "niet op deze lijsten"


def test_a_regional_coalition_without_named_municipalities_is_in_the_national_files(country):
    files = files_of(NATIONAL)
    rows = {row["coalition_name"]: row for row in rows_of(files["regionale-coalities-machine.csv"])}
    assert (rows["Noord"]["municipalities"], rows["Noord"]["stated_size"]) == ("0", "14")
    assert rows["Zuid"]["municipalities"] == "2"
    assert "Noord gevormd niet genoemd 14" in " ".join(pdf_text(files["rapport.pdf"]).split())


def test_a_region_whose_municipalities_are_not_named_says_so_in_every_empty_sheet(country):
    region = make.RegionFactory.create(stated_size=14)
    files = files_of(Target("region", YEAR, region=region))
    [workbook] = [content for name, content in files.items() if name.endswith(".xlsx")]
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    reference = {"Definities", "Partners per soort"}  # a row for whatever is loaded
    for name in set(book.sheet_names) - reference:
        rows = book.get_sheet_by_name(name).to_python()
        assert len(rows) > 1, f"{name} is empty and does not say why"
    said = "De gemeenten van deze regio staan niet in de bron."
    assert book.get_sheet_by_name("Gemeenten").to_python()[1][0] == said
    assert f"Gemeenten: {said}" in files["leeswijzer.txt"].decode()
    assert "14 gemeenten, niet genoemd in de bron." in " ".join(
        pdf_text(files["rapport.pdf"]).split()
    )


def observed(region):
    """A figure of each municipality of the region: one of them too small to show."""
    definition = make.DefinitionFactory.create(indicator__name="Roken", direction="down")
    invented = make.ReleaseFactory.create(
        published=True, source="Verzonnen bestand", is_demo=True, source_url=""
    )
    public = make.ReleaseFactory.create(
        published=True, source="VZinfo", source_url="https://vzinfo.example/roken"
    )
    year = {"definition": definition, "period_start": 2023, "period_end": 2023}
    places = [row.municipality for row in region.memberships.order_by("municipality__name")]
    for found, number in zip(places, (60, 7), strict=True):
        make.ObservationFactory.create(
            municipality=found,
            release=invented,
            numerator=number,
            denominator=203,
            value=number / 2.03,
            **year,
        )
    empty = {"numerator": None, "denominator": None}
    make.ObservationFactory.create(municipality=None, release=public, value=14.8, **empty, **year)


def test_the_regions_report_has_its_figures_with_a_sentence_and_hides_what_is_small(country):
    region = country["brabant"].region
    observed(region)
    report = " ".join(
        pdf_text(files_of(Target("region", YEAR, region=region))["rapport.pdf"]).split()
    )
    assert "Ongunstiger dan Nederland: Begonnen." in report
    assert "Verborgen (privacy): 1 gemeente." in report
    assert "Nederland: 14,8% in 2023." in report
    assert "Begonnen 2023 29,6% minder gunstig" in report
    assert "Stil 2023 Verborgen (privacy) niet vergeleken" in report
    assert "3,4%" not in report
    assert "Verzonnen bestand (verzonnen demo-cijfers)" in report
    assert "VZinfo" in report


def test_every_row_of_the_figures_file_has_its_source(country):
    observed(country["brabant"].region)
    files = files_of(Target("region", YEAR, region=country["brabant"].region))
    mark = "demonstratie-"
    figures = rows_of(files[f"{mark}cijfers-machine.csv"])
    sources = rows_of(files[f"{mark}bronnen-machine.csv"])
    keys = ["indicator", "area", "division_year", "period_start", "period_end"]
    assert [[row[key] for key in keys] for row in figures] == [
        [row[key] for key in keys] for row in sources
    ]
    assert {(row["area"] == "NL", row["source"], row["invented"]) for row in sources} == {
        (False, "Verzonnen bestand", "yes"),
        (True, "VZinfo", "no"),
    }
    [workbook] = [content for name, content in files.items() if name.endswith(".xlsx")]
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    header, *rows = book.get_sheet_by_name("Cijfers").to_python()
    assert [row[header.index("Bron van het cijfer")] for row in rows].count("VZinfo") == 1
    assert "Bronnen van de cijfers" not in book.sheet_names


def test_a_demonstration_says_so_in_the_rows_of_its_files_and_above_every_sheet(country):
    observed(country["brabant"].region)
    assert Release.objects.filter(is_demo=True).exists()
    files = files_of(NATIONAL)
    real = {"definities", "codeboek", "cijfers"}
    for name, content in files.items():
        if not name.endswith("-machine.csv"):
            continue
        key = name.removeprefix("demonstratie-").removesuffix("-machine.csv")
        header = next(csv.reader(io.StringIO(content.decode())))
        assert ("demonstration" in header) == (key not in real), name
        marks = {row.get("demonstration") for row in rows_of(content)}
        assert key in real or marks <= {"deels verzonnen, zie de leeswijzer"}


def test_kinds_of_partners_are_counted_over_five_coalitions_or_more(country):
    many = make.PartnerTypeFactory.create(name="JGZ")
    few = make.PartnerTypeFactory.create(name="Huisarts")
    for number in range(5):
        own = make.CoalitionFactory.create(name=f"C{number}")
        make.CoalitionMunicipalityFactory.create(coalition=own)
        make.PartnershipFactory.create(coalition=own, partner_type=many)
        if number < 4:
            make.PartnershipFactory.create(coalition=own, partner_type=few)
    rows = rows_of(files_of(NATIONAL)["partners-per-soort-machine.csv"])
    found = {row["partner_type_words"]: row for row in rows}
    assert found["JGZ"]["coalitions"] == "5"
    assert found["Huisarts"]["coalitions"] == ""
    assert found["Huisarts"]["coalitions_words"] == "minder dan 5, of nog niet vastgelegd"
