"""The files of an edition: the same bytes always, and nothing in them that may not be."""

import csv
import hashlib
import io
import json
from datetime import date, datetime, timedelta

import pypdf
import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from kansrijkestart.core import clock
from monitoring.exporters.edition_files import EditionBundle
from monitoring.models import Edition, Indicator, ResponseAnswer
from monitoring.selectors import shares
from monitoring.selectors.frozen import read_frozen
from tests import factories as make
from tests.monitoring.edition_world import CLOSES, HOSTILE, QUESTIONS, freeze, year_world
from tests.monitoring.schemas import faults

pytestmark = pytest.mark.django_db


def bundle(world, edition, scope):
    slug = {"coalition": world.coalitions[0].slug, "region": world.region.slug, "national": ""}
    return EditionBundle(read_frozen(edition, scope, slug[scope]))


def files(world, edition, scope):
    return {one.name: one.content for one in bundle(world, edition, scope).files()}


def rows(content, delimiter=","):
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def pdf_text(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(page.extract_text() for page in pages), len(pages)


SCOPES = ["coalition", "region", "national"]


@pytest.mark.parametrize("scope", SCOPES)
def test_two_days_two_zones_and_two_languages_give_the_same_bytes(scope):
    world = year_world()
    edition = freeze(world)
    with clock.travel(CLOSES + timedelta(days=1)), translation.override("nl"):
        first = files(world, edition, scope)
    ResponseAnswer.objects.update(given={"unknown": True}, reason="anders")
    world.coalitions[0].name = "Andere naam"
    world.coalitions[0].save()
    later = CLOSES + timedelta(days=900)
    with (
        clock.travel(later),
        translation.override("en"),
        timezone.override("Pacific/Kiritimati"),
    ):
        second = files(world, Edition.objects.get(), scope)
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.parametrize("scope", SCOPES)
def test_the_manifest_names_every_file_and_the_edition(scope):
    world = year_world()
    edition = freeze(world)
    made = files(world, edition, scope)
    manifest = json.loads(made["manifest.json"])
    assert (manifest["edition"], manifest["edition_checksum"]) == (1, edition.checksum)
    told = {one["name"]: one["sha256"] for one in manifest["files"]}
    assert told == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in made.items()
        if name != "manifest.json"
    }
    assert len(made) == bundle(world, edition, scope).total


def sheets(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def workbook_of(made):
    return next(content for name, content in made.items() if name.endswith(".xlsx"))


def test_the_workbook_has_real_numbers_and_dates_in_the_order_of_the_questionnaire():
    world = year_world()
    found = sheets(workbook_of(files(world, freeze(world), "national")))
    [head, *lines] = found["Antwoorden"]
    place = {name: number for number, name in enumerate(head)}
    assert len(lines) == 3
    order = [one for one in head if one.startswith("Vraag") and ":" not in one]
    assert [one.split("?")[0] for one in order] == [
        "Vraag stage",
        "Vraag plan",
        "Vraag visit",
        "Vraag week",
        "Vraag formed_on",
        "Vraag story",
    ]
    assert lines[0][place["Vraag week?"]] == 16
    assert lines[0][place["Vraag formed_on?"]] == date(2021, 3, 1)
    assert lines[0][place["Vraag levels?: uitvoerend"]] == 1
    assert lines[0][place["Vraag levels?: bestuurlijk"]] == 0
    assert lines[2][place["Vraag levels?: uitvoerend"]] == ""
    assert lines[0][place["Ingediend op"]] == date(2024, 12, 31)
    assert lines[2][place["Ingediend op"]] == ""
    [head, *lines] = found["Antwoorden geteld"]
    [plan] = [one for one in lines if one[0] == "plan" and one[2] == "in_development"]
    assert plan[4:] == [2, 2, 100.0, 3, 66.7]
    assert not [one for one in plan[4:] if isinstance(one, str)]
    assert list(found) == [
        "Leeswijzer",
        "Antwoorden",
        "Procesindicatoren",
        "Antwoorden geteld",
        "Herkomst",
        "Cijfers",
        "Definities",
        "Codeboek",
    ]


@pytest.mark.parametrize("scope", SCOPES)
def test_the_code_book_names_every_column_answer_and_code_of_every_table(scope):
    world = year_world()
    made = files(world, freeze(world), scope)
    told = {
        (one["table"], one["column"], one["code"]) for one in rows(made["codeboek-machine.csv"])
    }
    tables = {name.removesuffix("-machine.csv"): name for name in made if "-machine.csv" in name}
    for table, name in tables.items():
        head = made[name].decode("utf-8-sig").splitlines()[0].split(",")
        missing = [one for one in head if (table, one, "") not in told]
        assert missing == [] or table == "codeboek"
    for key, _form, _way, options in QUESTIONS:
        assert ("antwoorden", key, "") in told
        assert {("antwoorden", key, code) for code, _words in options} <= told
    answers = rows(made["antwoorden-machine.csv"])
    statuses = {cell for one in answers for key, cell in one.items() if key.endswith("__status")}
    assert {("antwoorden", "…__status", one) for one in statuses} <= told
    figures = {one["status"] for one in rows(made["cijfers-machine.csv"])}
    assert "suppressed" in figures
    assert {("cijfers", "status", one) for one in figures} <= told
    origins = {one["origin"] for one in rows(made["herkomst-machine.csv"])}
    assert {("herkomst", "origin", one) for one in origins} <= told


def test_every_answer_that_was_asked_stands_on_the_sheet_of_sources_with_its_record():
    world = year_world()
    made = files(world, freeze(world), "coalition")
    found = sheets(workbook_of(made))
    [head, *lines] = found["Herkomst"]
    at = {name: number for number, name in enumerate(head)}
    cells = {one[at["Cel (gemeente:vraag)"]]: one for one in lines}
    places = [one.code for one in world.municipalities[:2]]
    assert set(cells) == {f"{code}:{key[0]}" for code in places for key in QUESTIONS}
    source = cells[f"{places[0]}:stage"]
    assert source[at["Bron: pagina van deze site"]] == "/x/"
    assert source[at["Bron: naam"]] == world.coalitions[0].name


@pytest.mark.parametrize("scope", SCOPES)
def test_definitions_that_change_later_are_in_no_file_of_the_edition(scope):
    world = year_world()
    edition = freeze(world)
    before = files(world, edition, scope)
    text = before["definities-machine.csv"].decode()
    assert "Roken in de zwangerschap" in text
    Indicator.objects.update(name="Heel iets anders")
    assert files(world, Edition.objects.get(), scope) == before


@pytest.mark.parametrize("scope", SCOPES)
def test_text_that_a_spreadsheet_could_run_has_an_apostrophe_in_csv(scope):
    world = year_world()
    made = files(world, freeze(world), scope)
    for name, content in made.items():
        if name.endswith(".csv"):
            delimiter = "," if "machine" in name else ";"
            cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
            assert not [one for row in cells for one in row if one.startswith(("=", "+", "@"))]
    answers = rows(made["antwoorden-machine.csv"])
    assert answers[0]["levels__other"] == f"'{HOSTILE}"


def test_no_answer_is_never_the_answer_no():
    world = year_world()
    made = files(world, freeze(world), "national")
    answers = {one["municipality"]: one for one in rows(made["antwoorden-machine.csv"])}
    first = answers[world.municipalities[0].name]
    last = answers[world.municipalities[2].name]
    assert (first["plan"], first["plan__status"]) == ("in_development", "answered")
    assert (first["story"], first["story__status"]) == ("", "not_known")
    assert (last["plan"], last["plan__status"], last["counts"]) == ("", "not_handed_in", "no")
    assert last["remarks"] == ""


def test_a_region_gets_only_what_was_handed_in_and_shared():
    world = year_world(shared=1)
    made = files(world, freeze(world), "region")
    answers = {one["municipality"]: one for one in rows(made["antwoorden-machine.csv"])}
    names = [one.name for one in world.municipalities]
    assert answers[names[0]]["plan__status"] == "answered"
    assert answers[names[1]]["plan__status"] == "not_shared"
    assert answers[names[1]]["plan"] == answers[names[1]]["remarks"] == ""
    assert {one["municipality"] for one in rows(made["herkomst-machine.csv"])} == {names[0]}
    data = json.loads(made["gegevens.json"])
    closed = next(one for one in data["municipalities"] if one["name"] == names[1])
    assert {one["status"] for one in closed["answers"].values()} == {"not_shared"}
    assert all(one["value"] is None for one in closed["answers"].values())
    shares = [one for one in rows(made["aandelen-machine.csv"]) if one["question"] == "plan"]
    told = next(one for one in shares if one["answer"] == "in_development")
    assert (told["count"], told["respondents"], told["every"]) == ("1", "1", "3")


@pytest.mark.parametrize(("scope", "named"), [("coalition", 1), ("region", 0), ("national", 0)])
def test_what_a_record_is_called_is_only_for_its_own_coalition(scope, named):
    world = year_world()
    made = files(world, freeze(world), scope)
    found = rows(made["herkomst-machine.csv"])
    assert found
    cells = [one for one in found if one["source_kind"]]
    assert all(one["source_key"] for one in cells)
    assert all(bool(one["source_words"]) == bool(named) for one in cells)
    assert {one["cell"] for one in found} >= {f"{world.municipalities[0].code}:plan"}


def test_a_consent_that_ends_later_changes_nothing_of_what_is_frozen():
    world = year_world(shared=1)
    edition = freeze(world)
    before = files(world, edition, "region")
    make.ConsentFactory.create(
        municipality=world.municipalities[0], kind="answers_region", is_granted=False
    )
    assert files(world, edition, "region") == before


@pytest.mark.parametrize("scope", SCOPES)
def test_a_hidden_number_is_in_no_file(scope):
    world = year_world()
    made = files(world, freeze(world), scope)
    found = [one for one in rows(made["cijfers-machine.csv"]) if one["status"] == "suppressed"]
    assert len(found) == 1
    assert found[0]["value"] == found[0]["numerator"] == found[0]["low_95"] == ""
    if scope != "national":
        text, _pages = pdf_text(made["rapport.pdf"])
        assert "Verborgen (privacy)" in text
        assert "herkend" in text


@pytest.mark.parametrize("scope", SCOPES)
def test_the_data_follow_their_schema(scope):
    world = year_world()
    made = files(world, freeze(world), scope)
    schema, data = (json.loads(made[name]) for name in ("gegevens.schema.json", "gegevens.json"))
    assert faults(schema, data) == []
    data["municipalities"][0]["answers"]["week"]["value"] = {"number": "zestien"}
    data["municipalities"][0]["answers"].pop("plan")
    assert len(faults(schema, data)) == 2


@pytest.mark.parametrize("scope", SCOPES)
def test_the_version_for_the_council_has_two_pages_at_most(scope):
    world = year_world(6)
    made = files(world, freeze(world), scope)
    text, pages = pdf_text(made["raadsversie.pdf"])
    assert pages <= 2
    whole, _pages = pdf_text(made["rapport.pdf"])
    assert len(whole) > len(text)
    root = pypdf.PdfReader(io.BytesIO(made["rapport.pdf"])).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("nl")


@pytest.mark.parametrize("name", ["rapport.pdf", "raadsversie.pdf"])
@pytest.mark.parametrize("scope", SCOPES)
def test_a_report_tells_its_figures_in_sentences_and_draws_them(scope, name):
    world = year_world()
    made = files(world, freeze(world), scope)
    text, _pages = pdf_text(made[name])
    words = " ".join(text.split())
    told = {one["sentence"] for one in rows(made["cijfers-machine.csv"]) if one["value"]}
    assert told
    assert any(" ".join(one.split()) in words for one in told)
    drawn = "Roken in de zwangerschap in Nederland" if scope == "national" else "en Nederland"
    assert drawn in words


def test_shares_are_given_twice_and_the_report_says_which_rivm_means():
    world = year_world()
    make.MunicipalityFactory.create()
    made = files(world, freeze(world), "national")
    [plan] = [one for one in rows(made["procesindicatoren-machine.csv"]) if one["number"] == "2"]
    assert (plan["count"], plan["of_respondents"], plan["of_every"]) == ("2", "100.0", "50.0")
    assert plan["by_rivm"] == "of_every"
    text, _pages = pdf_text(made["rapport.pdf"])
    assert "50,0%" in text
    assert "van alle 4 gemeenten" in text
    assert "onze keuze" in text  # the mapping of levels


def test_the_day_of_a_round_that_closes_at_midnight_is_the_day_before():
    world = year_world()
    edition = freeze(world)
    assert edition.content["day"] == "2024-12-31"
    assert edition.content["division"]["year"] == 2024
    assert datetime.fromisoformat(edition.content["moment"]) == CLOSES


@pytest.mark.parametrize(("scope", "told"), [("coalition", "ja"), ("region", ""), ("national", "")])
def test_what_an_overruled_record_said_is_only_for_its_own_coalition(scope, told):
    world = year_world()
    found = rows(files(world, freeze(world), scope)["herkomst-machine.csv"])
    cells = {one["cell"]: one for one in found}
    code = world.municipalities[0].code
    assert cells[f"{code}:plan"]["answer"] == "in ontwikkeling"
    assert cells[f"{code}:plan"]["record_says"] == told
    assert cells[f"{code}:plan"]["reason"] == "Het plan is nog niet af"
    assert cells[f"{code}:stage"]["record_says"] == cells[f"{code}:stage"]["answer"] == "gevormd"


@pytest.mark.parametrize("scope", SCOPES)
def test_what_is_set_up_otherwise_later_changes_no_file(scope, settings, monkeypatch):
    """Neither that the site shows a demonstration, nor which answers make an indicator of RIVM."""
    settings.DEMO_MODE = False
    world = year_world()
    edition = freeze(world)
    assert edition.content["is_demo"] is False
    first = files(world, edition, scope)
    settings.DEMO_MODE = True
    other = [{**one, "counts": [], "name": "Anders"} for one in shares.reference()]
    monkeypatch.setattr(shares, "reference", lambda: other[:1])
    second = files(world, Edition.objects.get(), scope)
    assert first == second


def test_an_edition_of_a_demonstration_stays_one(settings):
    settings.DEMO_MODE = True
    world = year_world()
    edition = freeze(world)
    settings.DEMO_MODE = False
    assert json.loads(files(world, edition, "national")["manifest.json"])["demonstration"] is True


def test_every_table_is_there_for_excel_and_for_programs_with_as_many_rows():
    world = year_world(with_figures=False)
    made = files(world, freeze(world), "coalition")
    excel, machine = (
        {name.removesuffix(end): content for name, content in made.items() if name.endswith(end)}
        for end in ("-excel.csv", "-machine.csv")
    )
    assert {"antwoorden", "herkomst"} <= set(excel)
    assert set(excel) == set(machine)
    for name, content in excel.items():
        assert content.startswith(b"\xef\xbb\xbf")  # so that Excel reads it as UTF-8
        assert len(rows(content, ";")) == len(rows(machine[name]))
    assert all(len(one) > 3 for one in rows(excel["herkomst"], ";"))
