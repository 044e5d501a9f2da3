"""Reach and money in the yearly export: small numbers never, and only what may be shared."""

import hashlib
import re

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from coalitions.models import Coalition, Municipality
from interventions.models import Choice, Funding, Reach
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from monitoring.exporters import Built, Target
from monitoring.models import Export, ExportFile
from monitoring.services.exports import file_store
from tests import factories as make
from tests.monitoring.export_world import YEAR, coalition_with_everything, files_of, rows_of
from tests.monitoring.test_export_files import everything_in, region, region_target

__all__ = ["region"]
pytestmark = pytest.mark.django_db
FULL = "bereik-machine.csv"


def add(coalition, number=0, year=YEAR, **values):
    """Reach of one more intervention of a coalition."""
    place = coalition.coverage.order_by("pk").first().municipality
    item = make.InterventionFactory.create(name=f"Aanbod {number}")
    choice = make.ChoiceFactory.create(coalition=coalition, intervention=item, state="planned")
    choice.municipalities.create(municipality=place)
    return Reach.objects.create(choice=choice, municipality=place, year=year, **values)


def own(coalition, year=YEAR):
    return files_of(Target("coalition", year, coalition=coalition))


def said(rows):
    names = ("planned", "planned_status", "reached", "reached_status", "reached_words")
    return [tuple(row[name] for name in names) for row in rows]


def test_a_coalition_reads_its_reach_and_each_kind_of_not_knowing():
    coalition, place = coalition_with_everything()
    add(coalition, 1, planned=40, reached=25, parents_note="Fijn.", professionals_note="Druk.")
    add(coalition, 2, planned=7, reached_few=True)
    add(coalition, 3)
    add(coalition, 4, year=YEAR - 1, reached=99)
    rows = rows_of(own(coalition)[FULL])
    assert said(rows) == [
        ("40", "value", "25", "value", "25"),
        ("", "few", "", "few", "minder dan tien"),
        ("", "unknown", "", "unknown", "niet bekend"),
        ("", "not_reported", "", "not_reported", "niet opgegeven"),  # it runs, nobody said
    ]
    assert {(row["year"], row["gm_code"]) for row in rows} == {(str(YEAR), place.code)}
    assert (rows[0]["parents"], rows[0]["professionals"]) == ("Fijn.", "Druk.")
    assert rows[0]["intervention_words"] == "Aanbod 1"


def test_no_number_below_ten_is_in_any_file_of_reach():
    coalition, _place = coalition_with_everything()
    for number in range(10):
        add(coalition, number, planned=number, reached_few=True)
    rows = rows_of(own(coalition)[FULL])
    numbers = {row[name] for row in rows for name in ("planned", "planned_words", "reached")}
    assert not [one for one in numbers if re.fullmatch(r"\d", one)]


def test_the_year_before_is_in_the_export_of_the_year_before():
    coalition, _place = coalition_with_everything()
    add(coalition, year=YEAR - 1, reached=99)
    assert "99" in {row["reached"] for row in rows_of(own(coalition, YEAR - 1)[FULL])}
    assert {row["reached_status"] for row in rows_of(own(coalition)[FULL])} == {"not_reported"}


def test_the_guide_and_the_code_book_explain_it():
    coalition, _place = coalition_with_everything()
    files = own(coalition)
    assert "een aantal onder de tien staat in geen bestand" in files["leeswijzer.txt"].decode()
    codes = {(row["table"], row["key"], row["code"]) for row in codebook(files)}
    assert ("bereik", "reached", "") in codes
    assert ("", "planned_status, reached_status (bereik)", "few") in codes
    assert ("", "source (geld)", "spuk_gala") in codes
    national = files_of(Target("national", YEAR))
    assert not [name for name in national if "bereik" in name or "geld" in name]
    assert "bereik" not in everything_in(national)


def codebook(files):
    header = {"table": "table", "key": "key", "code": "code"}
    return [
        {name: row[key] for name, key in header.items()}
        for row in rows_of(files["codeboek-machine.csv"])
    ]


def test_a_region_gets_reach_of_who_shares_and_says_who_does_not(region):
    for slug, number in (("deelt", 31), ("zwijgt", 47)):
        coalition = Coalition.objects.get(slug=slug)
        add(coalition, slug, reached=number, parents_note=f"Ouders van {slug}")
        add(coalition, f"{slug} weinig", reached_few=True)
    files = files_of(region_target(region))
    rows = rows_of(files[FULL])
    assert [(row["municipality"], row["shared"], row["reached"]) for row in rows] == [
        ("Deelt", "shared", "31"),
        ("Deelt", "shared", ""),
        ("Deelt", "shared", ""),
        ("Zwijgt", "not_shared", ""),
    ]
    assert rows[1]["reached_words"] == "minder dan tien"
    told = files[FULL].decode() + files["bereik-excel.csv"].decode()
    assert "Aanbod zwijgt" not in told
    assert "Ouders van" not in everything_in(files)


def test_the_reach_of_the_regions_own_coalition_is_its_own(region):
    regional = make.CoalitionFactory.create(scope="regional", region=region)
    place = Municipality.objects.get(name="Zwijgt")
    make.CoalitionMunicipalityFactory.create(coalition=regional, municipality=place)
    add(regional, reached=52)
    rows = rows_of(files_of(region_target(region))[FULL])
    assert ("Zwijgt", "52") in {(row["municipality"], row["reached"]) for row in rows}


def test_a_region_gets_money_by_the_rule_of_its_page(client, region):
    lead = make.RegionMembershipFactory.create(region=region).user
    regional = make.CoalitionFactory.create(scope="regional", region=region, name="Regio")
    pot = stream(regional, "Regiopot", is_pot=True)
    shares, closed = (Coalition.objects.get(slug=slug) for slug in ("deelt", "zwijgt"))
    stream(shares, "Gedeeld geld", pot=pot)
    stream(closed, "Geheim geld")
    files = files_of(region_target(region))
    rows = rows_of(files["geld-machine.csv"])
    assert [(row["coalition"], row["shared"], row["title"], row["pooled"]) for row in rows] == [
        (regional.slug, "shared", "Regiopot", "pot"),
        ("deelt", "shared", "Gedeeld geld", "share"),
        ("zwijgt", "not_shared", "", ""),
    ]
    assert "Geheim geld" not in everything_in(files)
    client.force_login(lead)
    page = client.get(reverse("dashboard:region_money", args=[region.slug])).content.decode()
    assert ("Gedeeld geld" in page, "Geheim geld" in page) == (True, False)


def test_money_of_a_coalition_that_works_elsewhere_too_is_held_back(region):
    coalition = Coalition.objects.get(slug="deelt")
    stream(coalition, "Half gedeeld")
    assert "Half gedeeld" in everything_in(files_of(region_target(region)))
    make.CoalitionMunicipalityFactory.create(coalition=coalition)  # elsewhere, does not share
    assert "Half gedeeld" not in everything_in(files_of(region_target(region)))


def test_who_shares_and_recorded_no_money_is_named(region):
    rows = rows_of(files_of(region_target(region))["geld-machine.csv"])
    assert [(row["coalition"], row["shared"], row["title"]) for row in rows] == [
        ("deelt", "shared", "niet opgegeven"),
        ("zwijgt", "not_shared", ""),
    ]


def stream(coalition, title, **values):
    return Funding.objects.create(
        coalition=coalition, title=title, source="spuk_gala", amount=5000, **values
    )


def test_what_was_stored_before_stays_as_it_was(own_storage, region):
    """Files are stored once: a new sheet changes no file that somebody keeps."""
    export = Export.objects.create(
        job=Job.objects.create(
            kind="monitoring.export", state="done", finished_at=clock.now()
        ),
        scope="region", region=region, year=YEAR,
    )  # fmt: skip
    before = file_store(export=export, built=Built("oud.csv", "text/csv", b"oud"))
    add(Coalition.objects.get(slug="deelt"), reached=31)
    row = ExportFile.objects.get()
    assert (row.path, row.checksum) == (before.path, hashlib.sha256(b"oud").hexdigest())
    assert default_storage.open(row.path).read() == b"oud"


def test_reach_changes_only_the_files_that_tell_of_it(region):
    """Every other table of the same year keeps its bytes."""
    before = files_of(region_target(region))
    add_to = Choice.objects.get(coalition__slug="deelt")
    place = add_to.municipalities.get().municipality
    Reach.objects.create(choice=add_to, municipality=place, year=YEAR, reached=31)
    after = files_of(region_target(region))
    changed = {name for name in before if before[name] != after[name]}
    stem = region_target(region).stem
    assert changed == {f"{stem}.xlsx", "bereik-excel.csv", FULL, "manifest.json"}
    assert files_of(region_target(region)) == after
