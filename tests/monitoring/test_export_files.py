"""What stands in the files of an export, and what never does."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from interventions.models import ChoiceMunicipality
from kansrijkestart.core.spreadsheets import unguard_text
from monitoring.exporters import Bundle, Target
from monitoring.importers.catalogue import load_catalogue
from monitoring.importers.figures import read_figures
from tests import factories as make
from tests.monitoring.export_world import (
    YEAR,
    coalition_with_everything,
    files_of,
    pdf_text,
    rows_of,
)

pytestmark = pytest.mark.django_db

STARTS = ["=", "+", "-", "@", "\t=", "  =", "'=", "''+", "＝", "＋", "－", "＠"]
BODIES = [
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://voorbeeld.test","klik")',
    'IMPORTXML("http://voorbeeld.test","//a")',
]
WHOLE = [start + body for start in STARTS for body in BODIES]
# Numbered, because names that differ in width alone count as the same.
PAYLOADS = [f"{payload} {number}" for number, payload in enumerate(WHOLE)]


def coalition_target(coalition):
    return Target("coalition", YEAR, coalition=coalition)


def region_target(region):
    return Target("region", YEAR, region=region)


def workbook(files):
    name = next(name for name in files if name.endswith(".xlsx"))
    return files[name], openpyxl.load_workbook(io.BytesIO(files[name]))


def test_there_are_enough_payloads():
    assert len(PAYLOADS) >= 40


def test_no_payload_becomes_a_formula_or_a_link_anywhere():
    coalition, place = coalition_with_everything("begin")
    for payload in PAYLOADS:
        make.PartnershipFactory.create(
            coalition=coalition, role=payload, organisation__name=f"{payload} org"
        )
        make.AgreementFactory.create(coalition=coalition, title=payload)
        choice = make.ChoiceFactory.create(
            coalition=coalition, reason=payload, executor=payload, intervention__name=payload
        )
        ChoiceMunicipality.objects.create(choice=choice, municipality=place)
    files = files_of(coalition_target(coalition))
    raw, book = workbook(files)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        xml = "".join(parts.read(name).decode() for name in parts.namelist() if "sheet" in name)
        assert "<f>" not in xml
        assert "<hyperlink" not in xml
        assert not [name for name in parts.namelist() if "externalLink" in name]
    titles = {row[4].value for row in book["Afspraken"].iter_rows(min_row=2)}
    assert set(PAYLOADS) <= titles
    _no_risky_cell(files)
    read = {unguard_text(row["title"]) for row in rows_of(files["afspraken-machine.csv"])}
    assert set(PAYLOADS) <= read


def _no_risky_cell(files):
    for name in [name for name in files if name.endswith(".csv")]:
        delimiter = "," if name.endswith("machine.csv") else ";"
        for row in rows_of(files[name], delimiter):
            for cell in filter(None, row.values()):
                is_number = re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", cell)
                assert is_number or not re.match(r"\s*[=+\-@＝＋－＠]", cell), (name, cell)


def test_a_payload_is_printed_literally_in_the_report():
    coalition, _place = coalition_with_everything("=1+1 #read(x)")
    text = pdf_text(files_of(coalition_target(coalition))["rapport.pdf"])
    assert "=1+1 #read(x) partner" in " ".join(text.split())


def test_a_name_that_begins_with_an_apostrophe_stays_as_it_is():
    coalition, _place = coalition_with_everything()
    files = files_of(coalition_target(coalition))
    assert rows_of(files["coalities-machine.csv"])[0]["municipality"] == "'s-Hertogenbosch"
    assert rows_of(files["coalities-excel.csv"], ";")[0]["Gemeente"] == "'s-Hertogenbosch"
    book = workbook(files)[1]
    assert book["Coalities"]["B2"].value == "'s-Hertogenbosch"


def everything_in(files):
    """All text of all files, packed ones unpacked."""
    found = []
    for name, content in files.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                found += [parts.read(part).decode() for part in parts.namelist()]
        else:
            found.append(pdf_text(content) if name.endswith(".pdf") else content.decode())
    return "\n".join(found)


def test_hidden_counts_stand_in_no_file():
    coalition, place = coalition_with_everything()
    shown = make.ObservationFactory.create(
        municipality=place, numerator=111, denominator=713, value="15.5680"
    )
    make.ObservationFactory.create(
        municipality=place,
        definition=shown.definition,
        release=shown.release,
        period_start=2022,
        period_end=2022,
        numerator=7,
        denominator=8641,
        value="0.0810",
    )
    files = files_of(coalition_target(coalition))
    text = everything_in(files)
    assert "713" in text  # the search finds counts that may be seen
    # A number, not four signs of a checksum.
    assert not re.search(r"(?<![0-9a-f])8641(?![0-9a-f])", text)
    assert "0.081" not in text
    assert "0,081" not in text
    assert "Verborgen (privacy)" in pdf_text(files["rapport.pdf"])
    hidden = rows_of(files["cijfers-machine.csv"])[1]
    assert hidden["status"] == "suppressed"
    assert [hidden[key] for key in ("numerator", "denominator", "value")] == ["", "", ""]


def test_the_figures_file_has_the_fixed_header():
    coalition, _place = coalition_with_everything()
    files = files_of(coalition_target(coalition))
    header = (
        "indicator;area;division_year;period_start;period_end;numerator;denominator;value;"
        "status;provisional"
    )
    excel, machine = files["cijfers-excel.csv"].decode(), files["cijfers-machine.csv"].decode()
    assert excel.startswith("\ufeff" + header + "\r\n")
    assert machine.startswith(header.replace(";", ",") + "\r\n")


def test_figures_of_later_years_and_drafts_stay_out():
    coalition, place = coalition_with_everything()
    make.ObservationFactory.create(municipality=place, period_start=2025, period_end=2025)
    make.ObservationFactory.create(municipality=place, release=make.ReleaseFactory.create())
    assert rows_of(files_of(coalition_target(coalition))["cijfers-machine.csv"]) == []


def test_persons_and_advice_are_in_no_file():
    coalition, _place = coalition_with_everything()
    text = everything_in(files_of(coalition_target(coalition)))
    assert "gewoon partner" in text
    for secret in ("Kanarie", "kanarie@example.org", "0612345678", "Geheim advies"):
        assert secret not in text


def test_checklist_stands_in_words_with_its_explanations():
    coalition, _place = coalition_with_everything()
    row = rows_of(files_of(coalition_target(coalition))["checklist-machine.csv"])[0]
    assert (row["now"], row["wished"]) == ("mostly", "in_place")
    assert row["explanation"] == row["principle_explanation"] == "gewoon"
    assert row["agreed_on"] == "2024-03-01"


def test_what_belongs_to_another_year_stays_out():
    coalition, _place = coalition_with_everything()
    make.PartnershipFactory.create(
        coalition=coalition, until=date(2023, 6, 1), organisation__name="Vroeger"
    )
    make.PartnershipFactory.create(
        coalition=coalition, since=date(2025, 1, 1), organisation__name="Later"
    )
    make.PartnershipFactory.create(
        coalition=coalition, until=date(2024, 6, 1), organisation__name="Half jaar"
    )
    rows = rows_of(files_of(coalition_target(coalition))["partners-machine.csv"])
    assert {row["organisation"] for row in rows} == {"gewoon partner", "Half jaar"}


def test_two_runs_give_the_same_bytes_in_either_language():
    coalition, place = coalition_with_everything()
    make.ObservationFactory.create(municipality=place)
    first = files_of(coalition_target(coalition))
    with translation.override("en"):
        assert files_of(coalition_target(coalition)) == first
    assert list(first)[-1] == "manifest.json"
    assert len(first) == Bundle(coalition_target(coalition)).total


@pytest.fixture
def region():
    """Two municipalities: one shares with the region, one does not."""
    region = make.RegionFactory.create()
    for name, shares in (("Deelt", True), ("Zwijgt", False)):
        coalition, place = coalition_with_everything(f"tekst van {name}", name)
        coalition.slug = name.lower()
        coalition.save()
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
        for kind in ("agreements_region", "interventions_region"):
            make.ConsentFactory.create(municipality=place, kind=kind, is_granted=shares)
    return region


def test_a_region_gets_only_what_its_municipalities_share(region):
    files = files_of(region_target(region))
    text = everything_in(files)
    assert "tekst van Deelt afspraak" in text
    assert "tekst van Zwijgt afspraak" not in text
    silent = [row for row in rows_of(files["interventies-machine.csv"]) if row["gm_code"]]
    states = {row["state"] for row in silent if row["municipality"] == "Zwijgt"}
    assert states == {"not_shared"}
    assert {row["state"] for row in silent if row["municipality"] == "Deelt"} == {
        "running",
        "not_reported",
    }
    offers = rows_of(files["eigen-aanbod-machine.csv"])
    assert [(row["municipality"], row["shared"], row["text"]) for row in offers] == [
        ("Deelt", "shared", "tekst van Deelt"),
        ("Zwijgt", "not_shared", ""),
    ]
    agreements = rows_of(files["afspraken-machine.csv"])
    assert {row["coalition"]: row["shared"] for row in agreements} == {
        "deelt": "shared",
        "zwijgt": "not_shared",
    }


def test_a_region_gets_no_partners_or_checklist_of_local_coalitions(region):
    files = files_of(region_target(region))
    for name in ("partners", "checklist"):
        rows = rows_of(files[f"{name}-machine.csv"])
        assert [(row["coalition"], row["shared_words"]) for row in rows] == [
            ("deelt", "deelt niet"),
            ("zwijgt", "deelt niet"),
        ]
        closed = [[value for key, value in row.items() if "shared" not in key] for row in rows]
        assert {value for values in closed for value in values[1:]} == {""}


def test_a_region_gets_the_whole_record_of_its_own_coalition(region):
    own = make.CoalitionFactory.create(scope="regional", region=region)
    make.PartnershipFactory.create(coalition=own, organisation__name="Regiopartner")
    make.AgreementFactory.create(coalition=own, title="Regioafspraak")
    files = files_of(region_target(region))
    assert rows_of(files["partners-machine.csv"])[0]["organisation"] == "Regiopartner"
    assert "Regioafspraak" in files["afspraken-machine.csv"].decode()


def test_the_country_gets_stages_and_figures_and_nothing_that_is_shared_with_a_region(region):
    make.MunicipalityFactory.create(name="Nergens")
    files = files_of(Target("national", YEAR))
    assert {name.rsplit("-", 1)[0] for name in files if name.endswith(".csv")} == {
        *("definities", "cijfers", "bronnen", "coalities", "codeboek"),
        *("checklist", "partners", "afspraken", "interventies", "eigen-aanbod"),
        *("gemeenten", "regionale-coalities", "partners-per-soort"),
    }
    stages = {row["municipality"]: row["stage"] for row in rows_of(files["coalities-machine.csv"])}
    assert stages == {"Deelt": "unknown", "Zwijgt": "unknown", "Nergens": "not_reported"}
    told = everything_in({n: c for n, c in files.items() if "codeboek" not in n})
    for words in ("afspraak", "tekst van Deelt partner", "tekst van Zwijgt partner"):
        assert words not in told.replace("tekst van Deelt coalitie", "")
    for name in ("checklist", "partners", "afspraken", "eigen-aanbod"):
        rows = rows_of(files[f"{name}-machine.csv"])
        assert [row["shared_words"] for row in rows] == ["deelt niet", "deelt niet"], name
    states = rows_of(files["interventies-machine.csv"])
    assert {row["municipality"]: row["state_words"] for row in states} == {
        "Deelt": "deelt niet",
        "Nergens": "niet opgegeven",
        "Zwijgt": "deelt niet",
    }
    assert {row["coalitions"] for row in rows_of(files["partners-per-soort-machine.csv"])} == {""}


def test_a_demonstration_says_so_in_every_file():
    coalition, _place = coalition_with_everything()
    plain = files_of(coalition_target(coalition))
    assert "Demonstratie" not in everything_in(plain)
    coalition.is_demo = True
    coalition.save()
    files = files_of(coalition_target(coalition))
    for name, content in files.items():
        if name.endswith(".csv"):
            assert name.startswith("demonstratie-")
        elif name == "manifest.json":
            assert b'"demonstration": true' in content
        else:
            assert "Demonstratie" in everything_in({name: content})


@override_settings(DEMO_MODE=True)
def test_the_demo_labels_every_export():
    said = files_of(Target("national", YEAR))["leeswijzer.txt"].decode()
    assert (
        "Demonstratie. De tabel met interventies komt uit het regionaal kader van april 2024. "
        "Partners, afspraken, checklists, adviezen en gemeentelijke cijfers zijn verzonnen."
    ) in said


def test_a_region_costs_the_same_questions_for_one_municipality_as_for_many():
    def cost(count):
        region = make.RegionFactory.create()
        for number in range(count):
            _coalition, place = coalition_with_everything(f"{region.slug} {number}", f"G{number}")
            make.RegionMunicipalityFactory.create(region=region, municipality=place)
            make.ConsentFactory.create(municipality=place, kind="agreements_region")
            make.ConsentFactory.create(municipality=place, kind="interventions_region")
        with CaptureQueriesContext(connection) as asked:
            Bundle(region_target(region))
        return len(asked)

    assert cost(1) == cost(6)


@pytest.mark.parametrize("variant", ["excel", "machine"])
def test_the_figures_file_can_be_loaded_again(variant):
    coalition, place = coalition_with_everything()
    make.ObservationFactory.create(municipality=place, period_start=2022, period_end=2022)
    name = f"cijfers-{variant}.csv"
    content = files_of(coalition_target(coalition))[name]
    read = read_figures(content, name, load_catalogue())
    assert read.findings == []
    assert len(read.rows) == 1


def test_the_regions_report_counts_the_municipalities_own_coalitions(region):
    own = make.CoalitionFactory.create(scope="regional", region=region, stage="formed", name="Al")
    for place in region.memberships.all():
        make.CoalitionMunicipalityFactory.create(coalition=own, municipality=place.municipality)
    with translation.override("nl"):
        files = files_of(region_target(region))
        report = " ".join(pdf_text(files["rapport.pdf"]).split())
    assert "niet bekend 2" in report
    assert "gevormd 2" not in report


def test_while_the_year_runs_a_file_tells_the_day_of_asking(region):
    asked = date(YEAR, 5, 6)
    running = Target("region", YEAR, region=region, asked_on=asked)
    later = Target("region", YEAR, region=region, asked_on=date(YEAR + 1, 5, 6))
    with translation.override("nl"):
        assert f"6 mei {YEAR}" in files_of(running)["leeswijzer.txt"].decode()
        assert f"31 december {YEAR}" in files_of(later)["leeswijzer.txt"].decode()
