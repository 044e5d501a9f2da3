"""A table that is downloaded and loaded again changes nothing, in either language."""

from datetime import date

import pytest
from django.utils.translation import override

from coalitions.models import Coalition, Municipality
from interventions.exporters import matrix_csv, matrix_xlsx
from interventions.importers.matrix_words import own_text, stage_of, state_of
from interventions.matrix import region_matrix
from interventions.matrix.narrowing import Wanted, hidden_words, narrow
from interventions.models import Choice, Intervention, LocalOffer, MatrixImport
from tests import factories as make
from tests.interventions.test_import_matrix import TABLE, region, run
from tests.interventions.test_matrix_undo import checksums

__all__ = ["region"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def full(region):
    """The framework's table with every state, words of its own, one that does not share."""
    run(region, TABLE.read_bytes(), source="regionaal kader", note="onvolledig")
    names = list(region.memberships.values_list("municipality__name", flat=True))
    for name in names:
        place = Municipality.objects.get(name=name)
        make.ConsentFactory.create(
            municipality=place, kind="interventions_region", is_granted=name != "Waalre"
        )
    best = Coalition.objects.get(coverage__municipality__name="Best")
    for slug, state in (("boekstart", "considered"), ("home-start", "stopped")):
        make.ChoiceFactory.create(
            coalition=best, intervention=Intervention.objects.get(slug=slug), state=state
        )
    make.ChoiceFactory.create(
        coalition=best, intervention=Intervention.objects.get(slug="voorzorg"), state="planned",
        is_demo=True,
    )  # fmt: skip
    LocalOffer.objects.create(
        coalition=best, municipality=best.coverage.get().municipality, kind="own_offer",
        text="Oudercafé: elke week (gratis)",
    )  # fmt: skip
    Coalition.objects.filter(pk=best.pk).update(stage="formed", is_demo=True)
    # a municipality without a coalition, and one whose first has ended
    alone = make.MunicipalityFactory.create(name="Zonderdorp")
    newer = make.MunicipalityFactory.create(name="Nieuwdorp")
    for place in (alone, newer):
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
        make.ConsentFactory.create(municipality=place, kind="interventions_region")
    for stage in ({"stage": "ended", "ended_on": date(2024, 1, 1)}, {"stage": "forming"}):
        coalition = make.CoalitionFactory.create(**stage)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=newer)
        make.ChoiceFactory.create(
            coalition=coalition, intervention=Intervention.objects.get(slug="boekstart")
        )
    return region


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize(("form", "write"), [("xlsx", matrix_xlsx), ("csv", matrix_csv)])
def test_a_round_trip_changes_nothing(full, form, write, code):
    before, tables = checksums(), MatrixImport.objects.count()
    shown = [(row.cells, row.later) for row in region_matrix(full).rows]
    with override(code):
        data = write(region_matrix(full))
        result = run(full, data, file_name=f"tabel.{form}", source="terug")
    assert [(f.row, f.column, f.code) for f in result.findings] == []
    assert {one.kind for one in result.outcomes} == {"same"}
    assert not result.has_news
    assert checksums() == before
    assert MatrixImport.objects.count() == tables
    assert [(row.cells, row.later) for row in region_matrix(full).rows] == shown


PARTS = [
    {"phase": "after"},
    {"domain": "informal", "recognition": "any"},
    {"state": "considered"},
    {"group": "reported", "stage": "formed"},
    {"group": "nothing"},
    {"stage": "ended"},  # nobody: a table without a row
]


@pytest.mark.parametrize("asked", PARTS, ids=lambda asked: "-".join(asked))
@pytest.mark.parametrize(("form", "write"), [("xlsx", matrix_xlsx), ("csv", matrix_csv)])
def test_a_part_of_the_table_is_not_taken_for_the_whole(full, form, write, asked):
    whole = region_matrix(full)
    part = narrow(whole, Wanted(**asked))
    assert (part.total, len(part.columns)) != (whole.total, len(whole.columns))
    before, tables = checksums(), MatrixImport.objects.count()
    with override("nl"):
        data = write(part, ["Dit is een deel van de tabel.", hidden_words(whole, part)])
        result = run(full, data, file_name=f"deel.{form}", source="terug")
    assert [(f.row, f.column, f.code) for f in result.findings if f.is_error] == []
    assert {one.kind for one in result.outcomes} <= {"same"}
    assert checksums() == before
    assert MatrixImport.objects.count() == tables
    assert region_matrix(full) == whole


def test_a_changed_cell_of_a_part_leaves_what_is_absent_alone(full):
    whole = region_matrix(full)
    part = narrow(whole, Wanted(phase="after", group="reported"))
    absent = [row.municipality.name for row in whole.rows if row.municipality.name != "Eersel"]
    kept = {row.municipality.name: row.cells for row in whole.rows}
    lines = matrix_csv(part, ["Dit is een deel van de tabel."]).decode("utf-8-sig").split("\r\n")
    eersel = next(at for at, line in enumerate(lines) if line.startswith("Eersel;"))
    cells = lines[eersel].split(";")
    cells[lines[0].split(";").index("BoekStart")] = "In overweging"
    lines[eersel] = ";".join(cells)
    result = run(full, "\r\n".join(lines), file_name="deel.csv", source="terug")
    assert [one.label for one in result.outcomes if one.kind == "new"] == ["BoekStart"]
    after = region_matrix(full)
    assert [one.key for one in after.columns][: len(whole.columns) - 2] == [
        one.key for one in whole.columns[:-2]
    ]
    now = {row.municipality.name: row.cells for row in after.rows}
    states = {name: [cell.kind for cell in now[name]][: len(kept[name]) - 2] for name in absent}
    assert states == {name: [cell.kind for cell in kept[name]][:-2] for name in absent}


def test_one_changed_cell_is_the_only_change(full):
    text = matrix_csv(region_matrix(full)).decode("utf-8-sig")
    lines = text.split("\r\n")
    eersel = next(at for at, line in enumerate(lines) if line.startswith("Eersel;"))
    cells = lines[eersel].split(";")
    place = lines[0].split(";").index("BoekStart")
    assert cells[place] == "Niet opgegeven"
    cells[place] = "In overweging"
    lines[eersel] = ";".join(cells)
    result = run(full, "\r\n".join(lines), file_name="tabel.csv", source="terug")
    assert [(one.label, one.said) for one in result.outcomes if one.kind == "new"] == [
        ("BoekStart", "In overweging")
    ]
    choice = Choice.objects.get(source="terug")
    assert (choice.state, choice.coalition.coverage.get().municipality.name) == (
        "considered", "Eersel",
    )  # fmt: skip
    matrix = region_matrix(full)
    assert len(matrix.tables) == 2
    assert not any(
        cell.is_added
        for row in matrix.rows
        for cell in row.cells
        if cell.source in ("regionaal kader", "terug")
    )
    assert matrix.source_words == "regionaal kader, onvolledig; terug"


@pytest.mark.parametrize(
    ("text", "state"),
    [("Loopt", "running"), ("Running", "running"), (" gepland ", "planned"), ("x", "running"),
     ("Niet opgegeven", "not_reported"), ("Deelt niet", "not_shared"), ("", ""), ("nee", None),
     ("0", None), ("Loopt (later toegevoegd door de coalitie zelf)", "running")],
)  # fmt: skip
def test_words_of_a_cell(text, state):
    assert state_of(text) == state


def test_words_of_a_stage_and_of_own_offer():
    assert (stage_of("In opbouw"), stage_of("1"), stage_of("soms")) == ("forming", "started", None)
    assert own_text("Loopt: sociale kaart") == "sociale kaart"
    assert own_text("Niet opgegeven") == ""
    assert own_text("Oudercafé (gratis)") == "Oudercafé (gratis)"
