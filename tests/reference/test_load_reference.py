"""The reference files end up in the database once, whole, and drift is reported without writing."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Theme
from coalitions.models import (
    ChainStep,
    Checklist,
    GidsListing,
    Municipality,
    MunicipalitySuccession,
    PartnerType,
    Principle,
    ProgrammeGoal,
    Region,
    RegionMunicipality,
    Statement,
)
from coalitions.querysets import open_on
from interventions.models import Intervention, Recognition
from kansrijkestart.core import reference
from kansrijkestart.core.database_roles import history_tables
from monitoring.models import Definition, Indicator, IndicatorMembership, IndicatorSet

pytestmark = pytest.mark.django_db

GGD_SIZES = {
    "GG0111": 10, "GG7206": 18, "GG0706": 12, "GG1009": 11, "GG1106": 14, "GG1413": 22,
    "GG1911": 15, "GG2014": 14, "GG2209": 6, "GG2514": 26, "GG2707": 16, "GG7306": 7,
    "GG3109": 9, "GG3406": 6, "GG3606": 6, "GG7014": 9, "GG4506": 18, "GG4607": 13,
    "GG4816": 10, "GG5006": 13, "GG5206": 16, "GG5406": 19, "GG5608": 21, "GG6011": 15,
    "GG6106": 16,
}  # fmt: skip


def history_rows(cursor):
    counts = {}
    for table in history_tables():
        cursor.execute(f'select count(*) from "{table}"')  # noqa: S608
        counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def cursor(db):
    from django.db import connection

    with connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def loaded(db):
    return reference.load()


def test_a_second_run_changes_nothing_and_leaves_no_history(loaded, cursor):
    before = history_rows(cursor)
    assert before["coalitions_municipalityevent"] == 360
    assert reference.load() == []
    assert history_rows(cursor) == before


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2020, 1, 1), 355),
        (date(2021, 1, 1), 352),
        (date(2022, 1, 1), 345),
        (date(2022, 3, 23), 345),
        (date(2022, 3, 24), 344),
        (date(2023, 1, 1), 342),
        (date(2024, 1, 1), 342),
    ],
)
def test_municipalities_per_date_follow_the_official_numbers(loaded, on, number):
    assert Municipality.objects.valid_on(on).count() == number


def test_every_ggd_region_has_its_municipalities_of_2023(loaded):
    rows = RegionMunicipality.objects.filter(open_on(date(2023, 1, 1)), region__kind="ggd")
    found = {code: rows.filter(region__code=code).count() for code in GGD_SIZES}
    assert found == GGD_SIZES
    assert Region.objects.filter(kind="ggd").count() == len(GGD_SIZES)


def test_a_split_has_several_successors_and_weesp_ended_in_march(loaded):
    rows = MunicipalitySuccession.objects
    assert set(
        rows.filter(predecessor__name="Haaren").values_list("successor__name", flat=True)
    ) == {"Boxtel", "Vught", "Oisterwijk", "Tilburg"}
    assert rows.get(predecessor__name="Weesp").effective_on == date(2022, 3, 24)
    assert Municipality.objects.get(name="Wijdemeren").valid_until is None


def test_every_current_municipality_has_its_own_tile(loaded):
    current = Municipality.objects.valid_on(date(2024, 1, 1))
    tiles = set(current.values_list("tile_col", "tile_row"))
    assert len(tiles) == 342
    assert (None, None) not in tiles


@pytest.mark.parametrize(
    ("spelling", "code"),
    [("Nuenen", "GM0820"), ("Son & Breugel", "GM0848"), ("Den Haag", "GM0518")],
)
def test_other_spellings_lead_to_the_municipality(loaded, spelling, code):
    assert Municipality.objects.get(aliases__name=spelling).code == code


def test_the_gids_list_does_not_say_which_tranche(loaded):
    gids = GidsListing.objects.filter(is_gids=True)
    assert gids.count() == 115
    assert set(gids.values_list("tranche", flat=True)) == {"eerste of tweede tranche (niet bekend)"}
    assert GidsListing.objects.filter(is_gids=False, tranche="").count() == 12


def test_the_checklists_have_37_39_and_9_statements(loaded):
    numbers = {
        checklist.key: Statement.objects.filter(principle__checklist=checklist).count()
        for checklist in Checklist.objects.all()
    }
    assert numbers == {"local-2023": 37, "regional-2023": 39, "local-2019": 9}
    assert Principle.objects.count() == 15
    now = Principle.objects.exclude(checklist__key="local-2019")
    assert not now.filter(question="").exists()


def test_the_lists_of_the_programme_are_complete(loaded):
    assert ChainStep.objects.count() == 7
    assert ProgrammeGoal.objects.count() == 6
    assert Theme.objects.count() == 21
    types = PartnerType.objects
    assert set(types.values_list("domain", flat=True)) == {
        "medical", "social", "informal", "public_health",
    }  # fmt: skip
    for key in ("ziekenhuis", "jeugdhulp", "provincie", "clientenorganisatie", "zorgverzekeraar"):
        assert types.filter(key=key).exists()


def test_the_catalogue_has_25_interventions_and_six_own_offers(loaded):
    assert Intervention.objects.filter(is_local=False).count() == 25
    assert Intervention.objects.filter(is_local=True).count() == 6
    assert Recognition.objects.count() == 5
    assert not Recognition.objects.filter(expires_on__isnull=False).exists()
    assert Recognition.objects.get(intervention__slug="nu-niet-zwanger").recognised_on is None


def test_indicator_sets_say_how_many_exist_and_list_only_what_was_found(loaded):
    sizes = dict(IndicatorSet.objects.values_list("key", "stated_size"))
    assert (sizes["national-2019"], sizes["national-2024"], sizes["local-2021"]) == (15, 18, 19)
    members = IndicatorMembership.objects
    assert members.filter(indicator_set__key="national-2019").count() == 13
    assert members.filter(indicator_set__key="national-2024").count() == 8
    assert members.filter(indicator_set__key="local-2021").count() == 17
    official = members.filter(is_official_number=True)
    assert (
        dict(
            official.filter(indicator_set__key="national-2024").values_list(
                "number", "indicator__key"
            )
        )["10"]
        == "problematic-debts"
    )
    assert (
        official.get(indicator_set__key="national-2019", number="10").indicator.key
        == "no-postpartum-care"
    )


def test_a_changed_definition_is_a_version_with_its_break(loaded):
    for key in ("problematic-debts", "no-postpartum-care"):
        first, second = Definition.objects.filter(indicator__key=key).order_by("number")
        assert not first.break_note
        assert second.break_note
        assert first.numerator != second.numerator


def test_opposite_countings_are_kept_apart(loaded):
    early = Indicator.objects.get(key="early-antenatal-care")
    assert early.opposite.key == "late-antenatal-care"
    assert early.definitions.get().direction == "up"


def test_what_was_not_found_is_empty_and_never_shown_as_a_fact(loaded, cursor):
    for model in (Intervention, Indicator, Definition, IndicatorMembership, Recognition):
        for row in model.objects.values():
            texts = [value for value in row.values() if isinstance(value, str)]
            assert not [text for text in texts if "niet gevonden" in text or "not found" in text]


def test_check_is_content_after_a_load(loaded):
    call_command("load_reference", check=True, stdout=StringIO())


def test_check_reports_drift_without_writing(loaded, cursor):
    Municipality.objects.filter(code="GM0772").update(name="Eindhovn")
    Theme.objects.filter(key="communicatie").delete()
    before = history_rows(cursor)
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("load_reference", check=True, stdout=out)
    assert error.value.returncode == 1
    assert "coalitions.Municipality GM0772: name 'Eindhovn' → 'Eindhoven'" in out.getvalue()
    assert "agreements.Theme communicatie: +" in out.getvalue()
    assert Municipality.objects.get(code="GM0772").name == "Eindhovn"
    assert history_rows(cursor) == before


def test_a_load_repairs_drift_and_counts_the_version_up(loaded):
    Intervention.objects.filter(slug="boekstart").update(name="Boekstrat")
    assert [change.field for change in reference.load()] == ["name"]
    boekstart = Intervention.objects.get(slug="boekstart")
    assert (boekstart.name, boekstart.version) == ("BoekStart", 2)


def test_a_row_of_somebody_else_is_left_alone(loaded):
    Theme.objects.create(key="eigen", name="Eigen thema", position=99, provenance="zelf")
    assert reference.load() == []
    assert Theme.objects.filter(key="eigen").exists()


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("sudwest", "municipality", "Súdwest-Fryslân"),
        ("s hertogenbosch", "municipality", "'s-Hertogenbosch"),
        ("haaren", "municipality", "Haaren"),
        ("centering pregnancy", "intervention", "CenteringZwangerschap"),
    ],
)
def test_search_finds_in_the_real_names(loaded, client, text, kind, name):
    groups = client.get("/zoeken/", {"q": text}).context["groups"]
    found = {one.kind.key: [str(hit.name) for hit in one.hits] for one in groups}
    assert found == {kind: [name]}
