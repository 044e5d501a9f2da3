"""The region × intervention table: every kind of cell, the totals and the files."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from interventions.exporters import matrix_csv, matrix_header, matrix_rows, matrix_xlsx
from interventions.matrix import region_matrix, sentence
from interventions.models import ChoiceMunicipality, LocalOffer, MatrixImport
from tests import factories as make

pytestmark = pytest.mark.django_db
SOURCE = "regionaal kader, april 2024"


@pytest.fixture
def region():
    return make.RegionFactory.create(name="De Streek", slug="de-streek")


@pytest.fixture
def place(region):
    """A municipality of the region with a local coalition; it shares unless told otherwise."""

    def _place(name, stage="forming", *, shares=True, coalition=None):
        municipality = make.MunicipalityFactory.create(name=name)
        make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
        if coalition is None:
            coalition = make.CoalitionFactory.create(name=name, stage=stage)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
        if shares is not None:
            make.ConsentFactory.create(
                municipality=municipality, kind="interventions_region", is_granted=shares
            )
        return municipality, coalition

    return _place


def kinds(matrix):
    return {row.municipality.name: [cell.kind for cell in row.cells] for row in matrix.rows}


def load(region, **counts):
    return MatrixImport.objects.create(
        region=region,
        file_name="tabel.csv",
        checksum="0" * 64,
        source=SOURCE,
        note="eerste inventarisatie, niet volledig",
        reported_on=date(2024, 4, 1),
        counts=counts,
    )


def test_every_state_has_its_own_cell_and_an_absent_row_is_not_reported(region, place):
    _, coalition = place("Best")
    states = ["running", "planned", "considered", "stopped"]
    for name, state in zip("ABCD", states, strict=True):
        make.ChoiceFactory.create(
            coalition=coalition, state=state, intervention__name=name, source=SOURCE
        )
    place("Oirschot", stage="unknown")
    found = kinds(region_matrix(region))
    assert found["Best"] == ["forming", *states, "not_reported", "not_reported"]
    assert found["Oirschot"] == ["unknown", *["not_reported"] * 6]


@pytest.mark.parametrize("shares", [False, None])
def test_a_municipality_that_does_not_share_shows_only_its_stage(region, place, shares):
    municipality, coalition = place("Best", shares=shares)
    make.ChoiceFactory.create(coalition=coalition, intervention__name="GIZ-methodiek")
    LocalOffer.objects.create(
        coalition=coalition, municipality=municipality, kind="own_offer", text="Geheim aanbod"
    )
    matrix = region_matrix(region)
    assert kinds(matrix) == {"Best": ["forming", *["not_shared"] * 2]}
    assert [column.count for column in matrix.columns] == [1, 0, 0]
    text = matrix_csv(matrix).decode()
    assert "Geheim aanbod" not in text
    assert "GIZ-methodiek" not in text
    assert "1 gemeente deelt" in sentence(matrix)


def test_the_latest_decision_about_sharing_counts(region, place):
    municipality, _ = place("Best")
    make.ConsentFactory.create(
        municipality=municipality,
        kind="interventions_region",
        is_granted=False,
        decided_on=date(2025, 1, 1),
    )
    assert not region_matrix(region).rows[0].shares


def test_a_choice_that_names_municipalities_counts_only_there(region, place):
    one, coalition = place("Een")
    place("Twee", coalition=coalition)
    choice = make.ChoiceFactory.create(coalition=coalition)
    assert region_matrix(region).columns[1].count == 2
    ChoiceMunicipality.objects.create(choice=choice, municipality=one)
    found = kinds(region_matrix(region))
    assert (found["Een"][1], found["Twee"][1]) == ("running", "not_reported")


def test_columns_are_those_of_the_loaded_table_and_what_came_later_stands_apart(region, place):
    _, coalition = place("Best")
    for name in ("Zorg", "Aanpak", "Brug"):
        make.ChoiceFactory.create(
            coalition=coalition, intervention__name=name, intervention__slug=name.lower()
        )
    make.InterventionFactory.create(name="Nergens", slug="nergens")
    matrix = region_matrix(region)
    assert [column.label for column in matrix.columns[1:-2]] == ["Aanpak", "Brug", "Zorg"]
    assert matrix.later == []
    load(region, columns=["zorg", "nergens", "bestaat-niet"])
    matrix = region_matrix(region)
    assert [column.label for column in matrix.columns[1:-2]] == ["Zorg", "Nergens"]
    assert [column.label for column in matrix.later] == ["Aanpak", "Brug"]
    assert [len(matrix.rows[0].cells), len(matrix.rows[0].later)] == [5, 2]
    assert matrix.rows[0].running == 3


def test_own_words_stand_in_the_last_columns_and_local_offers_get_no_column(region, place):
    municipality, coalition = place("Eersel")
    make.ChoiceFactory.create(
        coalition=coalition, intervention__name="Ouderwijzer", intervention__is_local=True
    )
    for kind, text in (("service_directory", "sociale kaart"), ("own_offer", "Ouderwijzer")):
        LocalOffer.objects.create(
            coalition=coalition, municipality=municipality, kind=kind, text=text
        )
    matrix = region_matrix(region)
    assert len(matrix.columns) == 3
    assert [cell.text for cell in matrix.rows[0].cells] == ["", "sociale kaart", "Ouderwijzer"]
    assert [column.count for column in matrix.columns] == [1, 1, 1]
    assert matrix.rows[0].running == 0


def test_totals_count_what_runs_and_coalitions_that_started(region, place):
    giz = make.InterventionFactory.create(name="GIZ-methodiek")
    for name, stage, state in (
        ("A", "forming", "running"),
        ("B", "formed", "planned"),
        ("C", "unknown", "running"),
        ("D", "announced", "stopped"),
    ):
        _, coalition = place(name, stage=stage)
        make.ChoiceFactory.create(coalition=coalition, intervention=giz, state=state)
    matrix = region_matrix(region)
    assert matrix.totals[:2] == ["2 van 4", "2 van 4"]
    assert "GIZ-methodiek loopt in 2 van de 4 gemeenten." in sentence(matrix)
    assert "8 vakjes" in sentence(matrix)


def test_what_came_after_the_loaded_table_is_marked(region, place):
    load(region, columns=["a", "b"])
    _, coalition = place("Best")
    for name, source, is_demo in (("A", SOURCE, False), ("B", "", False), ("C", "", True)):
        make.ChoiceFactory.create(
            coalition=coalition,
            intervention__name=name,
            intervention__slug=name.lower(),
            source=source,
            is_demo=is_demo,
        )
    [row] = region_matrix(region).rows
    assert [cell.words for cell in [*row.cells[1:3], *row.later]] == [
        "Loopt",
        "Loopt (later toegevoegd door de coalitie zelf)",
        "Loopt (later toegevoegd, verzonnen voor de demo)",
    ]


def test_what_came_later_is_in_no_number_of_the_table_and_marked_in_the_files(region, place):
    load(region, columns=["a"])
    _, coalition = place("Best")
    place("Oirschot")
    make.InterventionFactory.create(name="A", slug="a")
    make.ChoiceFactory.create(coalition=coalition, intervention__name="Later", is_demo=True)
    matrix = region_matrix(region)
    assert [column.count for column in matrix.columns] == [2, 0, 0, 0]
    assert "6 vakjes" in sentence(matrix)
    said = "1 interventie is later toegevoegd en telt in deze aantallen niet mee."
    assert said in sentence(matrix)
    book = CalamineWorkbook.from_filelike(io.BytesIO(matrix_xlsx(matrix)))
    assert book.sheet_names == [
        "Demonstratie",
        "Interventies per gemeente",
        "Later toegevoegd",
        "Toelichting",
    ]
    assert "Later" not in str(book.get_sheet_by_index(1).to_python())
    told = ["Best", "Loopt (later toegevoegd, verzonnen voor de demo)"]
    assert book.get_sheet_by_index(2).to_python()[1] == told
    rows = csv.reader(io.StringIO(matrix_csv(matrix).decode("utf-8-sig")), delimiter=";")
    header, best, *_rest = rows
    assert header[-1] == "Later (later toegevoegd)"
    assert best[-1] == told[1]


def test_only_todays_members_of_the_region_are_rows(region, place):
    place("Blijft")
    gone = make.MunicipalityFactory.create(name="Weg")
    make.RegionMunicipalityFactory.create(region=region, municipality=gone, until=date(2020, 1, 1))
    make.CoalitionMunicipalityFactory.create(municipality=gone)
    assert list(kinds(region_matrix(region))) == ["Blijft"]
    assert "Weg" in kinds(region_matrix(region, date(2019, 6, 1)))


def test_the_files_hold_the_same_words_as_the_table(region, place):
    load(region, columns=["som"])
    municipality, coalition = place("'s-Hertogenbosch")
    make.ChoiceFactory.create(
        coalition=coalition,
        intervention__name="=1+1",
        intervention__slug="som",
        source=SOURCE,
    )
    LocalOffer.objects.create(
        coalition=coalition,
        municipality=municipality,
        kind="own_offer",
        text="@aanbod",
        source=SOURCE,
    )
    matrix = region_matrix(region)
    table = [matrix_header(matrix), *matrix_rows(matrix)]
    assert table[1] == [
        "'s-Hertogenbosch",
        "In opbouw",
        "Loopt",
        "Niet opgegeven",
        "Loopt: @aanbod",
    ]
    book = CalamineWorkbook.from_filelike(io.BytesIO(matrix_xlsx(matrix)))
    assert book.sheet_names == ["Interventies per gemeente", "Toelichting"]
    assert book.get_sheet_by_index(0).to_python() == table
    text = matrix_csv(matrix).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][2] == "'=1+1"
    assert rows[1:3] == table[1:]
    assert f"Bron: {SOURCE}, eerste inventarisatie, niet volledig" in text


def printed_headers(content):
    """What is printed above each sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "/sheet" in name]
    return [words for sheet in sheets for words in re.findall("<oddHeader>(.*?)<", sheet)]


def test_files_with_demonstration_content_say_so(region, place):
    _, coalition = place("Best")
    assert "verzonnen" not in matrix_csv(region_matrix(region)).decode()
    coalition.is_demo = True
    coalition.save()
    matrix = region_matrix(region)
    book = CalamineWorkbook.from_filelike(io.BytesIO(matrix_xlsx(matrix)))
    assert book.sheet_names[0] == "Demonstratie"
    assert "verzonnen" in str(book.get_sheet_by_index(0).to_python()[0][0])
    assert len(printed_headers(matrix_xlsx(matrix))) == len(book.sheet_names)
    assert all("verzonnen" in words for words in printed_headers(matrix_xlsx(matrix)))
    assert "verzonnen" in matrix_csv(matrix).decode()


def test_the_number_of_queries_does_not_grow(region, place, django_assert_num_queries):
    def fill(name):
        municipality, coalition = place(name)
        choice = make.ChoiceFactory.create(coalition=coalition)
        ChoiceMunicipality.objects.create(choice=choice, municipality=municipality)
        LocalOffer.objects.create(
            coalition=coalition, municipality=municipality, kind="own_offer", text=name
        )

    load(region, columns=["giz-methodiek"])
    fill("Eerste")
    with django_assert_num_queries(6):
        assert region_matrix(region).total == 1
    for number in range(29):
        fill(f"Gemeente {number}")
    with django_assert_num_queries(6):
        assert region_matrix(region).total == 30
