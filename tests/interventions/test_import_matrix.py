"""The regional table: exact counts, empty is unknown, all or nothing, nothing edited is lost."""

import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core.management import CommandError, call_command

from coalitions.models import (
    Coalition,
    Municipality,
    MunicipalitySuccession,
    RegionMunicipality,
)
from interventions.importers.matrix_names import squash
from interventions.matrix import region_matrix
from interventions.models import Choice, ChoiceMunicipality, LocalOffer, MatrixImport
from interventions.services.matrix import matrix_import
from kansrijkestart.core import clock, reference
from kansrijkestart.core.database_roles import history_tables
from tests.factories import (
    CoalitionFactory,
    CoalitionMunicipalityFactory,
    ConsentFactory,
    InterventionFactory,
    MunicipalityFactory,
    RegionFactory,
    RegionMunicipalityFactory,
)

pytestmark = pytest.mark.django_db

FOLDER = Path(settings.BASE_DIR) / "interventions" / "reference" / "demo"
TABLE = FOLDER / "eindhoven_de_kempen_2024.csv"
RUNNING = {
    "giz-methodiek": 15,
    "centeringzwangerschap": 5,
    "nu-niet-zwanger": 14,
    "stevig-ouderschap": 11,
    "video-hometraining": 11,
    "moeders-informeren-moeders": 1,
    "boekstart": 2,
    "home-start": 1,
}
NAMES = [
    "Geldrop-Mierlo", "Son en Breugel", "Nuenen, Gerwen en Nederwetten", "Eindhoven", "Bladel",
    "Eersel", "Bergeijk", "Reusel-De Mierden", "Best", "Oirschot", "Veldhoven", "Waalre",
    "Heeze-Leende", "Cranendonck", "Valkenswaard",
]  # fmt: skip


@pytest.fixture
def region(db):
    """The fifteen municipalities, each with a local coalition nobody knows anything of."""
    reference.load()
    region = RegionFactory.create(slug="eindhoven-de-kempen", name="Eindhoven-De Kempen")
    for municipality in Municipality.objects.filter(name__in=NAMES):
        RegionMunicipality.objects.create(region=region, municipality=municipality)
        coalition = CoalitionFactory.create(name=municipality.name, slug=squash(municipality.name))
        CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
    return region


@pytest.fixture
def small(db):
    """One municipality with a coalition, one intervention."""
    region = RegionFactory.create(slug="klein", name="Klein")
    municipality = MunicipalityFactory.create(name="Aadorp", code="GM9001")
    RegionMunicipalityFactory.create(region=region, municipality=municipality)
    coalition = CoalitionFactory.create(slug="aadorp")
    CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
    InterventionFactory.create(slug="boekstart", name="BoekStart")
    return region


def run(region, text, **options):
    data = text.encode() if isinstance(text, str) else text
    options = {
        "file_name": "tabel.csv", "source": "tabel", "reported_on": clock.today(), **options
    }  # fmt: skip
    return matrix_import(region=region, data=data, **options)


def places(result):
    return [(f.row, f.column, f.code) for f in result.findings]


def everything(cursor):
    tables = [*history_tables(), "interventions_matriximport", "interventions_choice"]
    counts = {}
    for table in tables:
        cursor.execute(f'select count(*) from "{table}"')  # noqa: S608
        counts[table] = cursor.fetchone()[0]
    return counts


def test_the_regional_table_is_reproduced_exactly(region):
    call_command("import_matrix", str(TABLE), region=region.slug, stdout=StringIO())
    found = {
        slug: ChoiceMunicipality.objects.filter(
            choice__intervention__slug=slug, choice__state="running"
        ).count()
        for slug in RUNNING
    }
    assert found == RUNNING
    assert Choice.objects.count() == sum(RUNNING.values())
    assert Coalition.objects.filter(stage="forming").count() == 10
    assert Coalition.objects.filter(stage="unknown").count() == 5
    directory = LocalOffer.objects.get(kind="service_directory")
    assert (directory.municipality.name, directory.text) == ("Eersel", "sociale kaart")
    own = dict(
        LocalOffer.objects.filter(kind="own_offer").values_list("municipality__name", "text")
    )
    assert own == {
        "Geldrop-Mierlo": "Ouderwijzer",
        "Son en Breugel": "Ouderschapsstraining Oudersinc.",
        "Waalre": "Babymassage en moestuin",
        "Valkenswaard": "BabyExtra, Vortouw, Stichting Babyspullen",
    }


def test_the_project_knows_source_and_date_of_its_own_table(region):
    call_command("import_matrix", str(TABLE), region=region.slug, stdout=StringIO())
    facts = json.loads(TABLE.with_suffix(".json").read_text("utf-8"))
    choice = Choice.objects.first()
    assert choice.source == facts["source"] == "regionaal kader Eindhoven-De Kempen, april 2024"
    assert choice.reported_on.isoformat() == "2024-04-01"
    assert choice.reason == ""
    assert MatrixImport.objects.get().note == "eerste inventarisatie, niet volledig"


def test_a_second_run_changes_nothing(region):
    from django.db import connection

    call_command("import_matrix", str(TABLE), region=region.slug, stdout=StringIO())
    with connection.cursor() as cursor:
        before = everything(cursor)
        out = StringIO()
        call_command("import_matrix", str(TABLE), region=region.slug, stdout=out)
        assert everything(cursor) == before
    assert "giz-methodiek: 15" in out.getvalue()


def test_the_same_rows_in_another_file_add_nothing(region):
    first = run(region, TABLE.read_bytes())
    again = run(region, TABLE.read_bytes() + b"\n")
    assert first.counts["choices_added"] == 60
    assert again.earlier is None
    assert again.counts["choices_added"] == 0
    assert again.counts["choices_unchanged"] == 60
    assert again.counts["stages_changed"] == 0
    assert Choice.objects.count() == 60


def test_a_dry_run_says_what_it_would_do_and_stores_nothing(region):
    result = run(region, TABLE.read_bytes(), is_dry_run=True)
    assert result.counts["choices_added"] == 60
    assert not Choice.objects.exists()
    assert not MatrixImport.objects.exists()
    assert not Coalition.objects.filter(stage="forming").exists()


def test_an_empty_cell_overwrites_nothing(small):
    run(small, "Gemeente,Boekstart,Overig Interventieaanbod\nAadorp,x,Babycafé\n")
    run(small, "Gemeente,Boekstart,Overig Interventieaanbod\nAadorp,,\n")
    assert Choice.objects.get().state == "running"
    assert LocalOffer.objects.get().text == "Babycafé"


@pytest.mark.parametrize("mark", ["1", "x", "X", "ja", "Ja", " x "])
def test_marks_that_mean_running(small, mark):
    run(small, f"Gemeente;Boekstart\nGM9001;{mark}\n")
    assert Choice.objects.get().state == "running"


def test_a_table_as_xlsx_is_read_the_same(small):
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Gemeente", "Boekstart", "Opstart lokale coalitie"])
        sheet.write_row(1, 0, ["Aadorp", 1, "X"])
    result = run(small, file.getvalue(), file_name="tabel.xlsx")
    assert places(result) == []
    assert Choice.objects.get().state == "running"
    assert Coalition.objects.get().stage == "forming"


def test_every_mistake_is_named_at_once_and_nothing_is_stored(small):
    MunicipalityFactory.create(name="Elders", code="GM9002")
    lonely = MunicipalityFactory.create(name="Zonder", code="GM9003")
    RegionMunicipalityFactory.create(region=small, municipality=lonely)
    result = run(
        small,
        "Gemeente,Boekstart,Boek Start,Onbekend\n"
        "Aadorp,misschien,,\n"
        "Aadorp,1,,\n"
        "Elders,1,,\n"
        "Nergens,0,,\n"
        ",1,,\n"
        "Zonder,1,,\n",
    )
    assert places(result) == [
        (1, 3, "same_meaning"),
        (1, 4, "unknown_column"),
        (2, 2, "unknown_mark"),
        (3, 1, "same_municipality"),
        (4, 1, "outside_region"),
        (5, 2, "unknown_mark"),
        (5, 1, "unknown_municipality"),
        (6, 1, "empty_municipality"),
        (7, 1, "no_coalition"),
    ]
    assert not result.is_stored
    assert not Choice.objects.exists()
    assert not MatrixImport.objects.exists()
    assert all("%" not in finding.message for finding in result.findings)


def test_a_municipality_of_the_past_is_named_with_those_of_today(small):
    gone = MunicipalityFactory.create(name="Haaren", valid_until=date(2021, 1, 1))
    MunicipalitySuccession.objects.create(
        predecessor=gone,
        successor=MunicipalityFactory.create(name="Vught"),
        effective_on=date(2021, 1, 1),
    )
    result = run(small, "Gemeente,Boekstart\nHaaren,1\n")
    assert places(result) == [(2, 1, "former_municipality")]
    assert result.findings[0].message == (
        "Haaren bestaat niet meer sinds 1 januari 2021. Het gebied hoort nu bij: Vught. "
        "Noem de gemeente van nu."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("Gemeente,Boekstart\n", "no_rows"),
        ("Plaats,Boekstart\nAadorp,1\n", "unknown_column"),
        ("Gemeente,Overig\nAadorp," + "a" * 501 + "\n", "text_too_long"),
        ("Gemeente,Boekstart\nAadorp,1\x00\n", "control_character"),
    ],
)
def test_a_table_that_cannot_be_used(small, text, code):
    result = run(small, text)
    assert code in [finding.code for finding in result.findings]
    assert not result.is_stored


def test_one_that_ended_stands_in_nobodys_way(small):
    municipality = Municipality.objects.get(code="GM9001")
    ended = CoalitionFactory.create(stage="ended", ended_on=date(2024, 1, 1))
    CoalitionMunicipalityFactory.create(coalition=ended, municipality=municipality)
    assert run(small, "Gemeente,Boekstart\nAadorp,1\n").is_stored
    assert not Choice.objects.filter(coalition=ended).exists()


def test_what_a_coalition_edited_is_kept_and_said(small):
    run(small, "Gemeente,Boekstart,Overig\nAadorp,1,Babycafé\n")
    Choice.objects.update(state="stopped", version=2)
    LocalOffer.objects.update(text="Babycafé Noord", version=2)
    result = run(small, "Gemeente,Boekstart,Overig\nAadorp,x,Babycafé\n")
    assert places(result) == [(2, 2, "kept"), (2, 3, "kept_text")]
    assert result.is_stored
    assert Choice.objects.get().state == "stopped"
    assert LocalOffer.objects.get().text == "Babycafé Noord"


@pytest.mark.parametrize(("before", "after"), [("unknown", "forming"), ("announced", "forming"),
                                               ("formed", "formed")])  # fmt: skip
def test_a_started_coalition_is_at_least_being_formed(small, before, after):
    Coalition.objects.update(stage=before)
    run(small, "Gemeente,Opstart lokale coalitie\nAadorp,X\n")
    assert Coalition.objects.get().stage == after


def test_no_mark_leaves_the_stage_unknown(small):
    run(small, "Gemeente,Opstart lokale coalitie,Boekstart\nAadorp,,1\n")
    assert Coalition.objects.get().stage == "unknown"


def test_a_coalition_of_two_municipalities_has_one_choice_with_both_places(small):
    other = MunicipalityFactory.create(name="Beedorp", code="GM9004")
    RegionMunicipalityFactory.create(region=small, municipality=other)
    CoalitionMunicipalityFactory.create(coalition=Coalition.objects.get(), municipality=other)
    run(small, "Gemeente,Boekstart\nAadorp,1\nBeedorp,1\n")
    assert Choice.objects.get().municipalities.count() == 2


def test_the_command_ends_with_an_error_and_the_places(small, tmp_path):
    path = tmp_path / "tabel.csv"
    path.write_text("Gemeente,Boekstart\nNergens,1\n")
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_matrix", str(path), region="klein", stdout=out)
    assert error.value.returncode == 1
    assert "rij 2, kolom 1" in out.getvalue() or "row 2, column 1" in out.getvalue()


def test_an_unknown_region_or_file_is_said_plainly(small, tmp_path):
    with pytest.raises(CommandError, match="nergens"):
        call_command("import_matrix", str(TABLE), region="nergens", stdout=StringIO())
    with pytest.raises(CommandError, match="weg"):
        call_command("import_matrix", str(tmp_path / "weg"), region="klein", stdout=StringIO())


def test_the_region_page_shows_what_was_imported_in_the_order_of_the_table(region):
    for municipality in Municipality.objects.filter(name__in=NAMES):
        ConsentFactory.create(municipality=municipality, kind="interventions_region")
    call_command("import_matrix", str(TABLE), region=region.slug, stdout=StringIO())
    matrix = region_matrix(region)
    assert {column.key: column.count for column in matrix.columns} == {
        "coalition": 10,
        **RUNNING,
        "service_directory": 1,
        "own_offer": 4,
    }
    assert [column.key for column in matrix.columns[1:-2]] == list(RUNNING)
    assert not matrix.has_added
