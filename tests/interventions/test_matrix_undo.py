"""A table over changed records: conflicts are shown, undoing leaves the record as it was."""

import hashlib

import pytest
from django.db import connection

from coalitions.models import Coalition, CoalitionStage, Municipality
from interventions.importers.matrix_compare import CONFLICT, NEW, SAME
from interventions.matrix import region_matrix
from interventions.models import (
    Choice,
    ChoiceEvidence,
    ChoiceMunicipality,
    Intervention,
    LocalOffer,
    MatrixImport,
    Reach,
)
from interventions.services.choices import choice_stop, choice_update
from interventions.services.matrix import matrix_rehearse
from interventions.services.matrix_undo import matrix_undo
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make
from tests.checklist.make import principle, round_of
from tests.interventions.test_import_matrix import TABLE, region, run, small

__all__ = ["region", "small"]
pytestmark = pytest.mark.django_db
TABLES = (
    "interventions_choice",
    "interventions_choicemunicipality",
    "interventions_localoffer",
    "coalitions_coalitionstage",
)


def checksums():
    """Return a digest of every row of the tables that a load may write to."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'select t::text from "{table}" t order by id')  # noqa: S608
            rows = "\n".join(row[0] for row in cursor.fetchall())
            found[table] = hashlib.sha256(rows.encode()).hexdigest()
        cursor.execute(
            "select id, stage, stage_since, stage_source from coalitions_coalition order by id"
        )
        found["stages"] = str(cursor.fetchall())
    return found


def history():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from interventions_choiceevent")
        return cursor.fetchone()[0]


def coalition_of(name):
    return Coalition.objects.get(coverage__municipality__name=name)


@pytest.fixture
def changed(region):
    """Records that the coalitions kept themselves before the table came."""
    giz = Intervention.objects.get(slug="giz-methodiek")
    stevig = Intervention.objects.get(slug="stevig-ouderschap")
    best, eindhoven = coalition_of("Best"), coalition_of("Eindhoven")
    make.ChoiceFactory.create(coalition=best, intervention=giz, state="stopped")
    make.ChoiceFactory.create(coalition=eindhoven, intervention=stevig, state="planned")
    place = Municipality.objects.get(name="Waalre")
    LocalOffer.objects.create(
        coalition=coalition_of("Waalre"), municipality=place, kind="own_offer", text="Eigen"
    )
    Coalition.objects.filter(pk=eindhoven.pk).update(stage="announced", stage_since="2023-01-01")
    Coalition.objects.filter(pk=best.pk).update(stage="formed")
    for name in region.memberships.values_list("municipality", flat=True):
        make.ConsentFactory.create(municipality_id=name, kind="interventions_region")
    return region


def load(region):
    return run(region, TABLE.read_bytes())


def test_conflicts_are_shown_with_both_and_never_overwritten(changed):
    before = checksums()
    found = matrix_rehearse(
        region=changed, data=TABLE.read_bytes(), file_name="t.csv", source="tabel"
    )
    assert checksums() == before
    conflicts = {
        (one.line.municipality.name, one.label, one.said, one.there)
        for one in found.outcomes
        if one.kind == CONFLICT
    }
    assert conflicts == {
        ("Best", "GIZ-methodiek", "Loopt", "Gestopt"),
        ("Eindhoven", "Stevig Ouderschap", "Loopt", "Gepland"),
        ("Waalre", "Overig aanbod", "Babymassage en moestuin", "Eigen"),
    }
    stored = load(changed)
    assert stored.counts == found.counts | {
        "choices_added": 58, "texts_added": 4, "stages_changed": 9,
    }  # fmt: skip
    assert Choice.objects.get(coalition=coalition_of("Best"), state="stopped")
    assert LocalOffer.objects.get(municipality__name="Waalre").text == "Eigen"


def test_after_undoing_the_tables_are_as_they_were_and_the_history_is_whole(changed):
    before = checksums()
    stored = load(changed)
    during, events = checksums(), history()
    assert all(during[name] != before[name] for name in before)
    undone = matrix_undo(table=stored.matrix_import, undone_by=None)
    assert checksums() == before
    assert undone.staying == []
    assert history() == events + 58  # each row that went is an event more
    assert region_matrix(changed).tables == []
    assert not load(changed).earlier
    assert {name: during[name] for name in ("stages",)} == {"stages": checksums()["stages"]}


def test_what_somebody_changed_since_stays_and_is_named(changed):
    table = load(changed).matrix_import
    giz = Choice.objects.get(coalition=coalition_of("Bladel"), intervention__slug="giz-methodiek")
    choice_stop(choice_id=giz.pk, on=None, reason="Te duur")
    reached = Choice.objects.get(
        coalition=coalition_of("Eersel"), intervention__slug="giz-methodiek"
    )
    Reach.objects.create(
        choice=reached, municipality=Municipality.objects.get(name="Eersel"), year=2024, planned=40
    )
    LocalOffer.objects.filter(municipality__name="Valkenswaard").update(version=2, text="Nieuw")
    Coalition.objects.filter(pk=coalition_of("Bergeijk").pk).update(
        stage="formed", stage_source="zelf"
    )
    undone = matrix_undo(table=table, undone_by=None)
    assert {(one.label, one.place) for one in undone.staying} == {
        ("GIZ-methodiek", "Bladel"),
        ("GIZ-methodiek", "Eersel"),
        ("Eigen aanbod", "Valkenswaard"),
        ("Lokale coalitie", coalition_of("Bergeijk").name),
    }
    assert set(Choice.objects.filter(source="tabel")) == {giz, reached}
    assert giz.municipalities.count() == 1
    assert LocalOffer.objects.get(municipality__name="Valkenswaard").text == "Nieuw"
    with pytest.raises(DomainError, match="teruggedraaid"):
        matrix_undo(table=table, undone_by=None)


def test_a_choice_that_another_table_built_on_keeps_its_own_municipality(small):
    other = make.MunicipalityFactory.create(name="Beedorp", code="GM9004")
    make.RegionMunicipalityFactory.create(region=small, municipality=other)
    make.CoalitionMunicipalityFactory.create(coalition=Coalition.objects.get(), municipality=other)
    first = run(small, "Gemeente,Boekstart\nAadorp,1\n").matrix_import
    second = run(small, "Gemeente,Boekstart\nBeedorp,1\n").matrix_import
    matrix_undo(table=first, undone_by=None)
    assert list(ChoiceMunicipality.objects.values_list("municipality__name", flat=True)) == [
        "Beedorp"
    ]
    matrix_undo(table=second, undone_by=None)  # never a choice that suddenly holds for all
    assert not Choice.objects.exists()


def test_a_choice_whose_municipalities_were_set_by_hand_stays(small):
    table = run(small, "Gemeente,Boekstart\nAadorp,1\n").matrix_import
    choice = Choice.objects.get()
    places = [one.municipality for one in choice.municipalities.all()]
    choice_update(choice=choice, expected_version=1, municipalities=places, state="planned")
    matrix_undo(table=table, undone_by=None)
    assert Choice.objects.get().state == "planned"
    assert ChoiceMunicipality.objects.count() == 1


def test_a_table_of_which_nothing_was_remembered_is_not_undone(small):
    table = run(small, "Gemeente,Boekstart\nAadorp,1\n").matrix_import
    table.changed_rows.all().delete()
    with pytest.raises(DomainError, match="niet bekend"):
        matrix_undo(table=table, undone_by=None)
    assert MatrixImport.objects.get().undone_at is None


def test_a_stage_row_that_was_there_is_put_back(small):
    coalition = Coalition.objects.get()
    Coalition.objects.update(stage="announced")
    CoalitionStage.objects.create(coalition=coalition, stage="announced", source="brief")
    table = run(small, "Gemeente,Opstart lokale coalitie\nAadorp,1\n").matrix_import
    assert CoalitionStage.objects.get().stage == "forming"
    matrix_undo(table=table, undone_by=None)
    assert (CoalitionStage.objects.get().stage, CoalitionStage.objects.get().source) == (
        "announced", "brief",
    )  # fmt: skip
    assert Coalition.objects.get().stage == "announced"


def test_another_record_than_rehearsed_stores_nothing(small):
    data = b"Gemeente,Boekstart\nAadorp,1\n"
    options = {"region": small, "data": data, "file_name": "t.csv", "source": "tabel"}
    make.ConsentFactory.create(municipality=Municipality.objects.get(name="Aadorp"),
                               kind="interventions_region")  # fmt: skip
    rehearsed = matrix_rehearse(**options)
    assert [one.kind for one in rehearsed.outcomes] == [NEW]
    make.ChoiceFactory.create(
        coalition=Coalition.objects.get(), intervention=Intervention.objects.get(), state="planned"
    )
    with pytest.raises(DomainError, match="intussen"):
        run(small, data, expected=rehearsed.digest)
    assert Choice.objects.get().state == "planned"
    again = matrix_rehearse(**options)
    assert run(small, data, expected=again.digest).matrix_import


def test_what_a_municipality_does_not_share_is_in_no_outcome_and_no_digest(small):
    data = b"Gemeente,Boekstart\nAadorp,1\n"
    options = {"region": small, "data": data, "file_name": "t.csv", "source": "tabel"}
    first = matrix_rehearse(**options)
    make.ChoiceFactory.create(
        coalition=Coalition.objects.get(), intervention=Intervention.objects.get(), state="planned"
    )
    second = matrix_rehearse(**options)
    assert first.digest == second.digest
    assert all(one.is_hidden for one in second.outcomes)


def test_the_closest_name_is_suggested(small):
    result = run(small, "Gemeente,Boekstart\nAadorpp,1\n")
    assert [finding.code for finding in result.findings] == ["near_municipality"]
    assert "Aadorp?" in result.findings[0].message


def test_one_coalition_has_one_state(small):
    other = make.MunicipalityFactory.create(name="Beedorp", code="GM9004")
    make.RegionMunicipalityFactory.create(region=small, municipality=other)
    make.CoalitionMunicipalityFactory.create(coalition=Coalition.objects.get(), municipality=other)
    result = run(small, "Gemeente,Boekstart\nAadorp,Gepland\nBeedorp,Loopt\n")
    assert [one.kind for one in result.outcomes] == [NEW, CONFLICT]
    assert Choice.objects.get().state == "planned"


def test_a_choice_without_named_municipalities_holds_for_all(small):
    make.ChoiceFactory.create(
        coalition=Coalition.objects.get(), intervention=Intervention.objects.get(), state="running"
    )
    result = run(small, "Gemeente,Boekstart\nAadorp,1\n")
    assert [one.kind for one in result.outcomes] == [SAME]
    assert not ChoiceMunicipality.objects.exists()


def test_the_command_still_loads_what_was_undone(region):
    table = load(region).matrix_import
    matrix_undo(table=table, undone_by=None)
    assert load(region).counts["choices_added"] == 60


def beside(small, name, code, *, shares):
    """A second municipality of the coalition."""
    other = make.MunicipalityFactory.create(name=name, code=code)
    make.RegionMunicipalityFactory.create(region=small, municipality=other)
    make.CoalitionMunicipalityFactory.create(coalition=Coalition.objects.get(), municipality=other)
    make.ConsentFactory.create(municipality=other, kind="interventions_region", is_granted=shares)
    return other


@pytest.mark.parametrize("shares", [True, False])
def test_a_row_tells_nothing_of_a_municipality_that_does_not_share(small, shares):
    here = Municipality.objects.get(name="Aadorp")
    make.ConsentFactory.create(municipality=here, kind="interventions_region")
    other = beside(small, "Beedorp", "GM9004", shares=shares)
    choice = make.ChoiceFactory.create(
        coalition=Coalition.objects.get(), intervention=Intervention.objects.get(), state="planned"
    )
    ChoiceMunicipality.objects.create(choice=choice, municipality=other)
    data = b"Gemeente,Boekstart\nAadorp,1\n"
    found = matrix_rehearse(region=small, data=data, file_name="t.csv", source="tabel")
    assert [one.is_hidden for one in found.outcomes] == [not shares]


def test_a_choice_that_shows_an_answer_in_the_checklist_stays(small):
    table = run(small, "Gemeente,Boekstart\nAadorp,1\n").matrix_import
    assessment = round_of(Coalition.objects.get())
    statement = principle(assessment).statements.order_by("pk")[0]
    ChoiceEvidence.objects.create(
        assessment=assessment, statement=statement, record=Choice.objects.get()
    )
    matrix_undo(table=table, undone_by=None)
    assert Choice.objects.get().municipalities.count() == 1


def test_a_municipality_with_reach_stays_when_the_choice_does(small):
    other = beside(small, "Beedorp", "GM9004", shares=True)
    run(small, "Gemeente,Boekstart\nAadorp,1\n")
    second = run(small, "Gemeente,Boekstart\nBeedorp,1\n").matrix_import
    Reach.objects.create(choice=Choice.objects.get(), municipality=other, year=2024, reached=20)
    matrix_undo(table=second, undone_by=None)
    assert Choice.objects.get().municipalities.count() == 2
