"""The report of the demo's region beside the records behind it, and its page beside its files."""

import re

import pytest
from django.urls import reverse

from agreements.models import Agreement
from agreements.selectors.uptake import regional_uptake
from coalitions.models import Coalition, CoalitionMunicipality, Consent, Partnership, Region
from interventions.models import Choice
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.spreadsheets import sheet_name
from monitoring.demo.common import moment
from monitoring.models import Response
from tests.dashboard.region_report.world import (
    address,
    flat,
    pages_of,
    row_that_fails,
    sheets_of,
    tables_of,
    text_of,
)
from tests.demo_once import demo_once

SLUG = "eindhoven-de-kempen"
NOW = moment("2026-09-04")


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    with clock.travel(NOW), demo_once(django_db_blocker):
        yield


@pytest.fixture
def demo_data(loaded_once, db):
    with clock.travel(NOW):
        yield


@pytest.fixture
def region(demo_data):
    return Region.objects.get(slug=SLUG)


@pytest.fixture
def lead(client, region):
    client.force_login(User.objects.get(email="regio@demo.example"))
    return client


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_data")]


@pytest.fixture
def counted(region):
    """The same numbers, counted from the rows of the database and nothing of the site."""
    places = set(region.memberships.values_list("municipality", flat=True))
    local = Coalition.objects.filter(
        scope="local",
        pk__in=CoalitionMunicipality.objects.filter(municipality__in=places).values("coalition"),
    )
    regional = region.coalitions.get(scope="regional")
    sharing = {
        kind: set(
            Consent.objects.filter(kind=kind, is_granted=True, municipality__in=places).values_list(
                "municipality", flat=True
            )
        )
        - set(
            Consent.objects.filter(kind=kind, is_granted=False).values_list(
                "municipality", flat=True
            )
        )
        for kind in ("agreements_region", "interventions_region")
    }
    agreed = set(
        Agreement.objects.filter(coalition__in=local, state__in=["in_force", "being_evaluated"])
        .filter(coalition__coverage__municipality__in=sharing["agreements_region"])
        .values_list("coalition", flat=True)
    )
    running = Choice.objects.filter(
        state="running",
        coalition__in=local,
        coalition__coverage__municipality__in=sharing["interventions_region"],
        intervention__is_local=False,
    )
    return {
        "Gemeenten in de regio": len(places),
        "Gemeenten waar een coalitie is gestart": local.filter(
            stage__in=["forming", "formed"]
        ).count(),
        "Gemeenten waar een interventie loopt": len(
            set(running.values_list("coalition", flat=True))
        ),
        "Verschillende interventies die lopen": len(
            set(running.values_list("intervention", flat=True))
        ),
        "Gemeenten met eigen afspraken die gelden": len(agreed),
        "Partners van de regionale coalitie": Partnership.objects.filter(
            coalition=regional, until=None
        ).count(),
        "Afspraken van de regio die gelden": Agreement.objects.filter(
            coalition=regional, state__in=["in_force", "being_evaluated"]
        ).count(),
    }


def test_page_workbook_and_pdf_say_what_the_records_say(lead, region, counted):
    page = tables_of(lead.get(address("region_report", region)))
    shown = {row[0]: row[1] for row in page["vergelijking"][1:]}
    assert shown.pop("Stand van de regionale coalitie") == "In opbouw"
    assert shown == {what: str(number) for what, number in counted.items()}
    assert counted["Gemeenten in de regio"] == 15
    sheets = sheets_of(lead.get(address("region_report_xlsx", region)).content)
    in_the_book = {row[0]: row[1] for row in sheets["Naast vorig jaar"][1:]}
    assert shown.items() <= in_the_book.items()
    for name in ("region_report_pdf", "region_council_pdf"):
        words = " ".join(pages_of(lead.get(address(name, region)).content))
        for what, number in counted.items():
            assert re.search(rf"{what} {number}(?!\d)", words), (name, what)


def test_every_table_of_the_page_is_a_sheet_and_stands_in_the_pdf(lead, region):
    response = lead.get(address("region_report", region))
    page = tables_of(response)
    tables = [table for part in response.context["parts"] for table in part.tables]
    names = {one.key: sheet_name(one.sheet or one.title) for one in tables}
    assert all((one.sheet or one.title) == names[one.key] for one in tables), "a name is cut off"
    sheets = sheets_of(lead.get(address("region_report_xlsx", region)).content)
    pages = pages_of(lead.get(address("region_report_pdf", region)).content)
    assert len(page) >= 8
    for key, rows in page.items():
        sheet = sheets[names[key]]
        width = len(rows[0])
        assert [row[:width] for row in sheet] == rows, key
    for key, rows in tables_of(response, whole=True).items():
        assert row_that_fails(rows, pages) is None, key
        for wrong in _wrong(rows):
            assert row_that_fails(wrong, pages) is not None, "a wrong number goes unseen"


def _wrong(rows):
    """The table with each of its numbers one higher, by turns."""
    for number, row in enumerate(rows[1:], start=1):
        for place, words in enumerate(row):
            if words.isdigit():
                cells = [*row[:place], str(int(words) + 1), *row[place + 1 :]]
                yield [*rows[:number], cells, *rows[number + 1 :]]


def test_the_numbers_of_interventions_are_those_of_the_table_of_the_region(lead, region):
    page = tables_of(lead.get(address("region_report", region)))
    told = {row[0]: row[1] for row in page["interventies-tabel"][1:]}
    table = lead.get(reverse("dashboard:region_matrix", args=[SLUG])).context["matrix"]
    columns = [one for one in (*table.columns, *table.later) if one.intervention and one.count]
    assert told == {flat(one.label): str(one.count) for one in columns}
    assert len(told) > 5


def test_stages_agreements_uptake_and_the_round_are_those_of_their_pages(lead, region):
    page = tables_of(lead.get(address("region_report", region)))
    overview = lead.get(reverse("dashboard:region", args=[SLUG])).context
    stages = {row[0]: row[1] for row in page["standen"][1:] if row[1] != "0"}
    assert sorted(stages.values()) == sorted(str(one.count) for one in overview["counts"])
    places = {row[0]: row for row in page["per-gemeente"][1:]}
    for item in overview["rows"]:
        agreed = places[item.row.municipality.name][4]
        if not item.shares_agreements:
            assert agreed == "Deelt niet"
        else:
            said = "niet vastgelegd" if item.agreements is None else str(item.agreements)
            assert agreed == said
    regional = region.coalitions.get(scope="regional")
    assert [row[:2] for row in page["overname"][1:]] == [
        [table.agreement.title, str(table.taken)] for table in regional_uptake(regional)
    ]


def test_the_round_tells_every_state_of_every_municipality(lead, region):
    places = region.memberships.values("municipality")
    rows = Response.objects.filter(
        round__questionnaire_version__year=NOW.year, municipality__in=places
    )
    asked = list(rows.exclude(coalition=None).order_by("municipality__name"))
    assert len(asked) > 6, "nothing to tell apart"
    moment = clock.now()
    for number, row in enumerate(asked[:6]):
        if number == 5:
            rows.filter(pk=row.pk).update(coalition=None)  # one that nobody could be asked of
            continue
        state = ("busy", "submitted", "submitted", "submitted", "approved")[number]
        rows.filter(pk=row.pk).update(
            state=state,
            submitted_at=None if state == "busy" else moment,
            approved_at=moment if state == "approved" else None,
        )

    def names(*states):
        found = rows.filter(state__in=states).exclude(coalition=None)
        return sorted(found.values_list("municipality__name", flat=True))

    silent = sorted(rows.filter(coalition=None).values_list("municipality__name", flat=True))
    wanted = [
        ("Niet begonnen", names("not_started")),
        ("Bezig", names("busy")),
        ("Ingediend", names("submitted", "approved")),
        ("Niet gevraagd: geen coalitie bekend", silent),
    ]
    page = tables_of(lead.get(address("region_report", region)))["ronde"]
    assert page[1:] == [[what, str(len(some)), ", ".join(some) or "–"] for what, some in wanted]
    pages = pages_of(lead.get(address("region_report_pdf", region)).content)
    assert row_that_fails(page, pages) is None


def test_the_figures_are_those_of_the_page_with_all_figures(lead, region):
    response = lead.get(address("region_report", region))
    told = {row[0]: row[1] for row in tables_of(response)["cijfers-regio"][1:]}
    heat = lead.get(reverse("dashboard:region_heat", args=[SLUG]))
    rows = [row for group in heat.context["groups"] for row in group.rows]
    assert list(told) == [flat(row.indicator.name) for row in rows]
    everything = text_of(heat)
    assert all(words in everything for words in told.values())
    assert "Verborgen (privacy)" in text_of(response)


def test_the_demo_says_so_on_every_file(lead, region):
    for name in ("region_report_pdf", "region_council_pdf"):
        pages = pages_of(lead.get(address(name, region)).content)
        assert all("Demonstratie" in page for page in pages)
        assert name != "region_council_pdf" or len(pages) <= 2
    assert "Demonstratie" in sheets_of(lead.get(address("region_report_xlsx", region)).content)


def test_the_annex_tells_the_numbers_of_the_page(lead, region, counted):
    response = lead.get(address("region_report", region))
    text = " ".join(f"{one.title} {one.text}" for one in response.context["annex"])
    started = counted["Gemeenten waar een coalitie is gestart"]
    assert f"15 gemeenten: in {started} is een coalitie gestart" in text
    for name, number, _then in tables_of(response)["interventies-tabel"][1:4]:
        assert f"{name} ({number})" in text
    for part in response.context["annex"]:
        assert flat(part.text) in text_of(response)
