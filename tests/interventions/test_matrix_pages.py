"""The pages of a region's table: filters, files, loading with a rehearsal, undoing."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from coalitions.models import (
    Coalition,
    CoalitionStage,
    Municipality,
    RegionMembership,
    RegionMunicipality,
)
from interventions.matrix import region_matrix
from interventions.models import (
    Choice,
    ChoiceMunicipality,
    Intervention,
    LocalOffer,
    MatrixImport,
    Recognition,
)
from kansrijkestart.core import clock
from kansrijkestart.core.signs import SIGNS
from tests import factories as make
from tests.coalitions.sending import once
from tests.e2e.downloads import sheets

pytestmark = pytest.mark.django_db
TODAY = "2024-04-01"


@pytest.fixture
def region(client):
    """The lead of a region of three municipalities, one of which does not share."""
    found = make.RegionFactory.create(slug="streek", name="De Streek")
    for name, shares in (("Aadorp", True), ("Beedorp", True), ("Ceedorp", False)):
        place = make.MunicipalityFactory.create(name=name)
        make.RegionMunicipalityFactory.create(region=found, municipality=place)
        coalition = make.CoalitionFactory.create(name=name, stage="forming")
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
        make.ConsentFactory.create(
            municipality=place, kind="interventions_region", is_granted=shares
        )
    lead = make.RegionMembershipFactory.create(region=found).user
    client.force_login(lead)
    return found


@pytest.fixture
def boek():
    return make.InterventionFactory.create(
        slug="boekstart", name="BoekStart", phases=["after"], domains=["social"]
    )


@pytest.fixture
def giz():
    return make.InterventionFactory.create(slug="giz", name="GIZ", phases=[], domains=["medical"])


def coalition_of(name):
    return Coalition.objects.get(name=name)


def page(region, name="region_matrix", *more):
    return reverse(f"dashboard:{name}", args=[region.slug, *more])


def chosen(name, intervention, state="running", **values):
    return make.ChoiceFactory.create(
        coalition=coalition_of(name), intervention=intervention, state=state, **values
    )


# What the page shows


def test_every_state_stands_there_with_sign_and_word(client, region, boek):
    chosen("Aadorp", boek, "stopped")
    body = client.get(page(region)).content.decode()
    assert "Gestopt" in body
    assert "Niet opgegeven" in body
    assert "Deelt niet" in body
    assert set(SIGNS["choice"]) >= {"stopped", "not_reported", "not_shared"}


@pytest.mark.parametrize(
    ("query", "rows", "columns", "totals"),
    [
        ("phase=after", 3, ["BoekStart"], ["3 van 3", "1 van 3"]),
        ("domain=medical", 3, ["GIZ"], ["3 van 3", "1 van 3"]),
        ("recognition=any", 3, ["GIZ"], ["3 van 3", "1 van 3"]),
        ("recognition=unknown", 3, ["BoekStart"], ["3 van 3", "1 van 3"]),
        ("state=planned", 1, ["BoekStart"], ["1 van 1", "0 van 1"]),
        ("group=nothing", 0, ["BoekStart", "GIZ"], ["0 van 0"] * 3),
        ("group=not_shared", 1, ["BoekStart", "GIZ"], ["1 van 1", "Niet bekend", "Niet bekend"]),
        ("stage=formed", 0, ["BoekStart", "GIZ"], ["0 van 0"] * 3),
        ("state=nonsens", 3, ["BoekStart", "GIZ"], ["3 van 3", "1 van 3", "1 van 3"]),
    ],
)
def test_a_filter_counts_what_it_shows_and_says_what_it_hides(
    client, region, boek, giz, query, rows, columns, totals
):
    chosen("Aadorp", boek)
    chosen("Beedorp", boek, "planned")
    chosen("Beedorp", giz)
    Recognition.objects.create(intervention=giz, level="well_founded")
    found = client.get(f"{page(region)}?{query}")
    matrix = found.context["matrix"]
    assert matrix.total == rows
    assert [one.label for one in matrix.columns if one.intervention] == columns
    assert matrix.totals[: len(totals)] == totals
    hidden = found.context["hidden"]
    if query.endswith("nonsens"):
        assert not hidden
    else:
        assert f"{3 - rows} van de 3 gemeenten" in hidden
        assert hidden.replace("'", "&#x27;") in found.content.decode()
    listed = client.get(f"{page(region)}?{query}&weergave=lijst")
    assert listed.status_code == 200


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_a_file_keeps_the_choice_of_the_page_and_says_it(client, region, boek, giz, ending):
    chosen("Aadorp", boek)
    chosen("Beedorp", boek, "planned")
    chosen("Beedorp", giz)
    address = page(region, f"region_matrix_{ending}")
    query = "?state=planned&phase=after"
    assert (
        f"{address}{query.replace('&', '&amp;')}"
        in client.get(f"{page(region)}{query}").content.decode()
    )
    whole, part = client.get(address), client.get(f"{address}{query}")
    assert f"streek.{ending}" in whole["Content-Disposition"]
    assert f"streek-deel.{ending}" in part["Content-Disposition"]
    words = "Dit is een deel van de tabel, niet het geheel. Gekozen: Fase: Na de geboorte; "
    told = text_of(part.content, ending)
    assert words in told
    assert "Stand: Gepland" in told
    assert "verbergt 2 van de 3 gemeenten" in told
    assert "Beedorp" in told
    assert ("Aadorp" in told, "GIZ" in told, "Ceedorp" in told) == (False, False, False)
    assert "deel van de tabel" not in text_of(whole.content, ending)
    assert "Aadorp" in text_of(whole.content, ending)


def text_of(content, ending):
    if ending == "pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(one.extract_text() for one in pages).split())
    if ending == "xlsx":
        found = sheets(content).values()
        return " ".join(str(cell) for rows in found for row in rows for cell in row)
    return content.decode("utf-8-sig")


def test_a_file_of_nobody_is_a_file(client, region, boek):
    chosen("Aadorp", boek)
    for ending in ("csv", "xlsx", "pdf"):
        answer = client.get(f"{page(region, f'region_matrix_{ending}')}?stage=ended")
        assert answer.status_code == 200
        assert "verbergt 3 van de 3 gemeenten" in text_of(answer.content, ending)


def test_a_day_of_the_past_shows_the_municipalities_of_then(client, region, boek):
    gone = make.MunicipalityFactory.create(name="Haaren", valid_until=date(2021, 1, 1))
    RegionMunicipality.objects.create(region=region, municipality=gone, until=date(2021, 1, 1))
    old = make.CoalitionFactory.create(name="Haaren", stage="ended", ended_on=date(2021, 1, 1))
    make.CoalitionMunicipalityFactory.create(
        coalition=old, municipality=gone, until=date(2021, 1, 1)
    )
    make.ConsentFactory.create(municipality=gone, kind="interventions_region")
    make.ChoiceFactory.create(
        coalition=old, intervention=boek, state="stopped",
        since=date(2019, 1, 1), until=date(2021, 1, 1), reported_on=date(2024, 1, 1),
    )  # fmt: skip
    chosen("Aadorp", boek, since=None, reported_on=date(2024, 4, 1))
    today = client.get(page(region)).context["matrix"]
    assert "Haaren" not in [row.municipality.name for row in today.rows]
    then = client.get(f"{page(region)}?op=2020-12-31").context["matrix"]
    kinds = {row.municipality.name: row.cells[1].kind for row in then.rows}
    assert kinds["Haaren"] == "running"
    assert kinds["Aadorp"] == "not_reported"  # told in 2024, and nobody said since when
    assert then.columns[1].count == 1
    assert b"Haaren" in client.get(f"{page(region, 'region_matrix_csv')}?op=2020-12-31").content
    wrong = client.get(f"{page(region)}?op={clock.today() + timedelta(days=1)}")
    assert "dag in het verleden" in wrong.content.decode()
    assert wrong.context["matrix"].total == 3


def test_the_pdf_is_tagged_and_says_the_same(client, region, boek):
    chosen("Aadorp", boek)
    LocalOffer.objects.create(
        coalition=coalition_of("Beedorp"), text="Oudercafé", kind="own_offer",
        municipality=Municipality.objects.get(name="Beedorp"),
    )  # fmt: skip
    answer = client.get(page(region, "region_matrix_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    for words in ("BoekStart", "Oudercafé", "Deelt niet", "Niet opgegeven", "De Streek"):
        assert words in text


def test_the_queries_of_the_pages_do_not_grow_with_sixty_municipalities(client, region, boek):
    def cost(url):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    urls = [
        page(region, "region"),
        page(region),
        f"{page(region)}?weergave=lijst&recognition=any",
        page(region, "region_matrix_xlsx"),
        page(region, "region_matrix_missing"),
    ]
    chosen("Aadorp", boek)
    before = [cost(url) for url in urls]
    for number in range(57):
        place = make.MunicipalityFactory.create()
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
        coalition = make.CoalitionFactory.create()
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
        make.ConsentFactory.create(municipality=place, kind="interventions_region")
        make.MembershipFactory.create(coalition=coalition)
        if number % 2:
            choice = make.ChoiceFactory.create(coalition=coalition, intervention=boek)
            ChoiceMunicipality.objects.create(choice=choice, municipality=place)
    assert region_matrix(region).total == 60
    assert [cost(url) for url in urls] == before


# Loading a table


def fields(**more):
    return once({"source": "inventarisatie", "reported_on": TODAY, "note": ""} | more)


def rehearse(client, region, text, name="tabel.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(page(region, "region_matrix_load"), fields(file=file))


def confirm(client, region, found, **more):
    form = found.context["form"]
    kept = {name: form[name].value() for name in ("content", "file_name", "plan")}
    return client.post(page(region, "region_matrix_load"), fields(**kept | more))


def test_a_rehearsal_shows_every_cell_and_stores_nothing_until_it_is_confirmed(
    client, region, boek, giz
):
    chosen("Aadorp", giz, "stopped")
    chosen("Beedorp", giz)
    found = rehearse(client, region, "Gemeente,BoekStart,GIZ\nAadorp,1,1\nBeedorp,,1\n")
    assert [one.label for row in found.context["rows"] for one in row.new] == ["BoekStart"]
    assert [one.label for row in found.context["rows"] for one in row.same] == ["GIZ"]
    [conflict] = found.context["conflicts"]
    assert (conflict.said, conflict.there) == ("Loopt", "Gestopt")
    assert "Gestopt" in found.content.decode()
    assert not MatrixImport.objects.exists()
    assert Choice.objects.count() == 2
    answer = confirm(client, region, found)
    assert answer.status_code == 302
    table = MatrixImport.objects.get()
    assert (table.source, table.file_name, table.imported_by) == (
        "inventarisatie", "tabel.csv", RegionMembership.objects.get(region=region).user,
    )  # fmt: skip
    assert Choice.objects.get(intervention=boek).coalition == coalition_of("Aadorp")
    assert Choice.objects.get(coalition=coalition_of("Aadorp"), intervention=giz).state == "stopped"


def test_what_is_wrong_is_shown_at_once_and_can_be_downloaded(client, region, boek):
    found = rehearse(client, region, "Gemeente,BoekStart,Niets\nAadorpp,misschien,\nBeedorp,1,\n")
    text = found.content.decode()
    assert "Bedoel je Aadorp?" in text
    assert "misschien" in text
    assert found.status_code == 200
    answer = confirm(client, region, found, download="1")
    assert "attachment" in answer["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[:2] for line in lines[1:]] == [["1", "3"], ["2", "2"], ["2", "1"]]
    assert confirm(client, region, found).status_code == 200
    assert not Choice.objects.exists()


def test_the_rehearsal_can_be_downloaded(client, region, boek):
    found = rehearse(client, region, "Gemeente,BoekStart\nAadorp,1\nCeedorp,1\n")
    answer = confirm(client, region, found, download="1")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["2;2;Aadorp;BoekStart;Loopt;;Nieuw"]
    assert not Choice.objects.exists()


def test_a_record_that_changed_in_between_is_told_and_nothing_is_stored(client, region, boek):
    found = rehearse(client, region, "Gemeente,BoekStart\nAadorp,1\n")
    chosen("Aadorp", boek, "planned")
    again = confirm(client, region, found)
    assert "intussen" in again.content.decode()
    assert not MatrixImport.objects.exists()
    assert confirm(client, region, again).status_code == 302 or not again.context["result"].has_news


@pytest.mark.parametrize("state", [None, "planned", "running"])
def test_who_loads_cannot_tell_what_is_not_shared(client, region, boek, state):
    if state:
        chosen("Ceedorp", boek, state)
    found = rehearse(client, region, "Gemeente,BoekStart\nCeedorp,1\n")
    text = found.content.decode()
    assert "0 nieuw, 0 hetzelfde, 0 in strijd" in text
    assert "Deelt niet" in text
    assert "Gepland" not in text
    assert 'type="submit">Opslaan<' in text
    answer = client.get(confirm(client, region, found).url).content.decode()
    assert "0 vakjes zijn nieuw" in answer
    assert Choice.objects.get().state == (state or "running")


def test_the_same_table_twice_is_told(client, region, boek):
    text = "Gemeente,BoekStart\nAadorp,1\n"
    confirm(client, region, rehearse(client, region, text))
    again = rehearse(client, region, text)
    assert "Er verandert niets" in again.content.decode()
    assert MatrixImport.objects.count() == 1


@pytest.mark.parametrize("bad", [{}, {"content": "%%%"}, {"reported_on": "2999-01-01"}])
def test_a_form_without_a_file_or_with_a_wrong_date_stores_nothing(client, region, boek, bad):
    answer = client.post(page(region, "region_matrix_load"), fields(**bad))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not MatrixImport.objects.exists()


def test_a_whole_table_is_undone_after_a_question_and_may_be_loaded_again(client, region, boek):
    text = "Gemeente,BoekStart\nAadorp,1\nBeedorp,1\n"
    confirm(client, region, rehearse(client, region, text))
    table = MatrixImport.objects.get()
    Choice.objects.filter(coalition=coalition_of("Beedorp")).update(version=2, reason="Goed")
    url = page(region, "region_matrix_undo", table.pk)
    asked = client.get(url).content.decode()
    assert "Gaat terug: 1" in asked
    assert "Blijft staan: 1" in asked
    assert Choice.objects.count() == 2
    told = client.post(url, follow=True).content.decode()
    assert "1 gegeven ging terug" in told
    assert "BoekStart, Beedorp" in told
    assert Choice.objects.get().coalition == coalition_of("Beedorp")
    assert "al eerder teruggedraaid" in client.post(url).content.decode()
    again = rehearse(client, region, text)
    assert [one.label for row in again.context["rows"] for one in row.new] == ["BoekStart"]
    assert confirm(client, region, again).status_code == 302


def test_the_queries_before_undoing_do_not_grow_with_the_table(client, region, boek, giz):
    def cost(text):
        confirm(client, region, rehearse(client, region, text))
        url = page(region, "region_matrix_undo", MatrixImport.objects.latest("pk").pk)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    one = cost("Gemeente,Lokale coalitie,BoekStart,Overig\nAadorp,Gevormd,1,Eigen\n")
    many = "Gemeente,Lokale coalitie,BoekStart,GIZ,Overig\nAadorp,,,1,\nBeedorp,Gevormd,1,1,A\n"
    assert cost(many + "Ceedorp,Gevormd,1,1,B\n") == one


def test_a_table_of_another_region_is_not_undone_here(client, region, boek):
    other = make.RegionFactory.create()
    table = MatrixImport.objects.create(
        region=other, file_name="t.csv", checksum="0" * 64, source="x", reported_on=clock.today()
    )
    assert client.post(page(region, "region_matrix_undo", table.pk)).status_code == 404


def test_an_administrator_loads_for_a_region_without_seeing_its_pages(client, region, boek):
    client.force_login(make.NationalRoleFactory.create(role="administrator").user)
    assert client.get(page(region)).status_code == 404
    found = rehearse(client, region, "Gemeente,BoekStart\nAadorp,1\n")
    assert confirm(client, region, found).status_code == 302
    assert Intervention.objects.get(slug="boekstart").choices.count() == 1


def test_a_day_of_the_past_shows_the_offers_and_stages_of_then(client, region, boek):
    coalition = coalition_of("Aadorp")
    for stage, since in (("announced", date(2023, 1, 1)), ("forming", date(2025, 1, 1))):
        CoalitionStage.objects.create(coalition=coalition, stage=stage, since=since)
    LocalOffer.objects.create(
        coalition=coalition, municipality=coalition.coverage.get().municipality,
        kind="own_offer", text="Oudercafé", reported_on=date(2025, 2, 1),
    )  # fmt: skip

    def shown(query):
        rows = client.get(page(region) + query).context["matrix"].rows
        cells = next(row.cells for row in rows if row.municipality.name == "Aadorp")
        return str(cells[0].kind), cells[-1].text

    assert shown("?op=2024-06-01") == ("announced", "")
    assert shown("?op=2022-06-01") == ("unknown", "")
    assert shown("?op=2025-06-01") == ("forming", "Oudercafé")
    assert shown("") == ("forming", "Oudercafé")
