"""The demo is complete, labelled, reproducible and loads once."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from io import StringIO

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from agreements.models import Agreement, DetectionInstrument, PartyConfirmation
from agreements.selectors import current_text
from agreements.selectors.confirmations import answer_rows
from coalitions.models import (
    Action,
    AdviceMessage,
    AdviceRequest,
    Agenda,
    Answer,
    Assessment,
    Caseload,
    Coalition,
    Consent,
    Membership,
    Municipality,
    Organisation,
    ParentInvolvement,
    Partnership,
    Region,
)
from interventions.exporters import matrix_csv, matrix_xlsx
from interventions.matrix import region_matrix
from interventions.models import Choice, Reach
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.database_roles import history_tables
from monitoring import demo
from monitoring.answers import is_known
from monitoring.demo import frozen_answers, national, synthesis
from monitoring.demo.common import moment, read
from monitoring.demo.places import REGIONAL_TABLE
from monitoring.disclosure import is_hidden
from monitoring.exporters.report_figures import said
from monitoring.models import (
    Edition,
    EditionPart,
    Observation,
    Question,
    Release,
    Response,
    ResponseAnswer,
)
from monitoring.selectors.edition_pages import offers_of
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, load_figures
from monitoring.selectors.pages import figures_of
from monitoring.selectors.rounds import lines_of
from monitoring.services.editions import edition_checksum
from monitoring.statistics import trend
from monitoring.templatetags.figures import figure_value
from tests.demo_once import demo_once

NOW = moment("2026-03-04")


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    with demo_once(django_db_blocker):
        yield


@pytest.fixture
def demo_data(loaded_once, db):
    with clock.travel(NOW):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_data")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_state_of_affairs_of_a_rich_and_of_an_empty_record_is_one_page(client, language):
    places = {"coordinator@demo.example": "Eindhoven", "coordinator.best@demo.example": "Best"}
    for address, place in places.items():
        client.force_login(User.objects.get(email=address))
        [coalition] = Coalition.objects.local().filter(name=place)
        page = reverse("coalitions:report", args=[coalition.slug])
        report = client.get(page, headers={"accept-language": language})
        pages = pypdf.PdfReader(io.BytesIO(report.content)).pages
        assert len(pages) == 1, place
        assert place in pages[0].extract_text()


def everything():
    tables = connection.introspection.table_names()
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def figures(area, key, **where):
    return Observation.objects.published().filter(
        Q(municipality__code=area) if area else Q(municipality=None, region=None),
        definition__indicator__key=key,
        **where,
    )


def test_a_second_run_changes_nothing():
    before = everything()
    assert set(history_tables()) <= set(before)
    assert demo.load() == []
    assert everything() == before


def test_the_command_needs_demo_mode(settings):
    settings.DEMO_MODE = False
    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())


def test_the_command_says_when_nothing_is_left_to_do(settings):
    settings.DEMO_MODE = True
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "demo.example" not in out.getvalue()


def test_a_section_that_somebody_changed_is_not_undone():
    Action.objects.filter(assigned_to__email="lid@demo.example").update(title="Anders")
    demo.load()
    assert Action.objects.filter(title="Anders").exists()


@pytest.mark.parametrize(
    ("email", "roles"),
    [
        ("coordinator@demo.example", ("coordinator eindhoven", "")),
        ("coordinator.best@demo.example", ("coordinator best", "")),
        ("lid@demo.example", ("partner eindhoven", "")),
        ("adviseur@demo.example", ("", "adviser")),
        ("regio@demo.example", ("", "")),
        ("landelijk@demo.example", ("", "analyst")),
        ("beheer@demo.example", ("", "administrator")),
    ],
)
def test_every_account_of_the_contract_signs_in_with_its_role(email, roles):
    user = User.objects.get(email=email)
    assert user.check_password("kansrijk-demo-1000")
    members = [f"{row.role} {row.coalition.slug}" for row in user.memberships.current()]
    national = [row.role for row in user.national_roles.all()]
    assert (" ".join(members), " ".join(national)) == roles
    assert not user.is_superuser


def test_the_regional_lead_sees_one_region_and_the_adviser_sixteen_coalitions():
    lead = User.objects.get(email="regio@demo.example")
    assert [region.slug for region in Region.objects.visible_to(lead)] == ["eindhoven-de-kempen"]
    adviser = User.objects.get(email="adviseur@demo.example")
    assert Caseload.objects.filter(adviser=adviser).count() == 16
    assert Coalition.objects.in_caseload_of(adviser).filter(scope="regional").count() == 1


def test_fifteen_local_coalitions_of_which_the_table_says_ten_are_being_formed():
    local = Coalition.objects.local()
    assert local.count() == 15
    assert local.filter(stage="forming").count() == 10
    assert set(local.filter(stage="unknown").values_list("slug", flat=True)) == {
        "geldrop-mierlo", "veldhoven", "waalre", "heeze-leende", "cranendonck",
    }  # fmt: skip
    assert {"eindhoven", "best", "son-en-breugel"} <= set(local.values_list("slug", flat=True))
    assert Coalition.objects.get(slug="eindhoven-de-kempen").stage == "forming"
    assert not Coalition.objects.filter(is_demo=False).exists()


def test_the_regions_of_the_public_documents():
    sizes = {
        region.slug: (Municipality.objects.in_region(region).count(), region.stated_size)
        for region in Region.objects.filter(kind="coalition")
    }
    assert sizes == {
        "eindhoven-de-kempen": (15, 15),
        "zuid-limburg": (16, 16),
        "limburg-noord": (0, 14),
    }
    assert not Coalition.objects.get(slug="limburg-noord").coverage.exists()


def test_all_fifteen_share_four_kinds_but_waalre_keeps_its_agreements():
    region = Region.objects.get(slug="eindhoven-de-kempen")
    here = Municipality.objects.in_region(region)
    for kind in ("public_map", "interventions_region", "checklist_adviser"):
        assert here.sharing(kind).count() == 15
    sharing = Municipality.objects.sharing("agreements_region")
    assert sharing.count() == 14
    assert not sharing.filter(name="Waalre").exists()
    assert Coalition.objects.public().filter(slug="best").exists()
    assert not Consent.objects.filter(kind="answers_region").exists()


def test_eindhoven_has_twelve_partners_and_one_thin_domain():
    partners = Partnership.objects.filter(coalition__slug="eindhoven").active()
    domains = list(partners.values_list("partner_type__domain", flat=True))
    assert len(domains) == 12
    assert domains.count("informal") == 1
    assert all(partner.organisation.is_demo for partner in partners)
    assert ParentInvolvement.objects.filter(coalition__slug="eindhoven").exists()
    assert Action.objects.filter(assigned_to__email="lid@demo.example", state="open").count() == 1


def test_eindhoven_walked_the_checklist_twice():
    first, second = Assessment.objects.filter(coalition__slug="eindhoven").order_by("round")
    assert (first.state, second.state) == ("closed", "advice_requested")
    for one in (first, second):
        assert Answer.objects.filter(assessment=one).exclude(now="").count() == 37
        assert one.attendance.count() >= 5
    kinds = list(AdviceMessage.objects.filter(assessment=first).values_list("kind", flat=True))
    assert sorted(kinds) == ["advice", "advice", "reply", "reply"]
    assert AdviceRequest.objects.filter(assessment=second).count() == 2
    assert not AdviceMessage.objects.filter(assessment=second).exists()


def test_advice_says_that_it_is_invented():
    advice = AdviceMessage.objects.filter(kind="advice")
    assert all(message.text.startswith("Demonstratie.") for message in advice)


def test_one_meeting_has_minutes_and_one_is_being_prepared():
    held, prepared = Agenda.objects.filter(coalition__slug="eindhoven").order_by("day")
    assert (held.state, held.meeting.held_on, held.present.count()) == ("held", held.day, 3)
    assert held.items.filter(outcome="decided").count() == 2
    assert held.items.filter(outcome="postponed").exists()
    assert (prepared.state, prepared.day > clock.today()) == ("prepared", True)
    assert prepared.items.filter(continues__agenda=held).exists()


def test_eight_agreements_of_which_three_need_attention():
    titles = [one["title"] for one in read("agreements.json")]
    rows = Agreement.objects.filter(coalition__slug="eindhoven", title__in=titles)
    assert rows.count() == 8
    assert rows.filter(state="in_force", review_on__lt=clock.today()).count() == 1
    assert rows.filter(practice="not_well").count() == 1
    answers = PartyConfirmation.objects.filter(party__agreement__in=rows)
    assert answers.filter(answer="declined").count() == 1
    assert rows.get(practice="not_well").versions.count() == 3
    assert (
        not rows.exclude(review_on__lt=date(2026, 3, 1))
        .filter(review_on__lt=date(2027, 6, 1))
        .exists()
    )


def test_two_agreements_began_with_an_example_and_instruments_are_invented():
    begun = Agreement.objects.filter(coalition__slug="eindhoven").exclude(template=None)
    assert {one.kind for one in begun} == {"working", "insurer"}
    assert all(one.versions.exists() and one.documents.exists() for one in begun)
    named = DetectionInstrument.objects.all()
    assert {one.is_validated for one in named} == {None, True}
    assert all("(verzonnen)" in one.name for one in named)


def test_five_partners_were_asked_each_with_another_outcome():
    agreement = Agreement.objects.get(title=read("confirmations.json")["title"])
    version = current_text(agreement)
    assert version
    rows = answer_rows(agreement, version)
    found = {(row.answer, row.asked) for row in rows}
    assert len(found) == 5
    assert agreement.state == "in_consultation"


def test_choices_of_the_table_stay_real_and_invented_words_are_marked():
    assert Choice.objects.filter(state="running", is_demo=False).count() == 60
    region = Region.objects.get(slug="eindhoven-de-kempen")
    source = region.matrix_imports.get().source
    assert set(Choice.objects.filter(is_demo=False).values_list("source", flat=True)) == {source}
    assert not Choice.objects.filter(is_demo=True, source=source).exists()
    invented = Choice.objects.filter(is_demo=True)
    assert set(invented.values_list("coalition__slug", flat=True)) == {"eindhoven"}
    assert set(invented.values_list("state", flat=True)) == {
        "running", "planned", "considered", "stopped",
    }  # fmt: skip
    assert not Choice.objects.filter(is_demo=False).exclude(reason="", executor="").exists()


def source_table():
    """The cells of the source: per municipality which columns have something, and what."""
    with REGIONAL_TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES = {"Son & Breugel": "Son en Breugel", "Nuenen": "Nuenen, Gerwen en Nederwetten"}


def table_of_files():
    matrix = region_matrix(Region.objects.get(slug="eindhoven-de-kempen"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(matrix_xlsx(matrix)))
    sheet = book.get_sheet_by_name("Interventies per gemeente").to_python()
    text = matrix_csv(matrix).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    width = len(sheet[0])
    return {"xlsx": sheet, "csv": [row[:width] for row in rows[: len(sheet)]]}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_regional_table_shows_the_cells_of_its_source_and_no_other(kind):
    with override("nl"):
        header, *rows = table_of_files()[kind]
    source = source_table()
    found = {row[0]: row[1:] for row in rows}
    totals = found.pop("Loopt")
    assert set(found) == {NAMES.get(row["Gemeente"], row["Gemeente"]) for row in source}
    assert [words.split()[0] for words in totals] == [
        "10", "15", "5", "14", "11", "11", "1", "2", "1", "1", "4",
    ]  # fmt: skip
    for row in source:
        name = row.pop("Gemeente")
        cells = found[NAMES.get(name, name)]
        assert len(cells) == len(row) == len(header) - 1
        for (column, value), cell in zip(row.items(), cells, strict=True):
            if column == "Opstart lokale coalitie":
                assert cell == ("In opbouw" if value else "Niet bekend")
            elif value in ("", "1"):
                assert cell == ("Loopt" if value else "Niet opgegeven"), (name, column)
            else:
                assert cell == f"Loopt: {value}"


def test_the_source_of_the_table_is_marked_on_an_english_page(client):
    client.force_login(User.objects.get(email="regio@demo.example"))
    address = reverse("dashboard:region_matrix", args=["eindhoven-de-kempen"])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    source = "regionaal kader Eindhoven-De Kempen, april 2024"
    assert page.count(source) == page.count(f'<span lang="nl">{source}') == 2


def test_what_eindhoven_added_is_told_apart_from_the_table():
    matrix = region_matrix(Region.objects.get(slug="eindhoven-de-kempen"))
    assert len(matrix.columns) == 11
    eindhoven = next(row for row in matrix.rows if row.municipality.name == "Eindhoven")
    assert {cell.kind for cell in eindhoven.later} == {
        "running", "planned", "considered", "stopped",
    }  # fmt: skip
    assert all(cell.is_added and cell.is_invented for cell in eindhoven.later)
    assert not any(cell.is_added for row in matrix.rows for cell in row.cells)


def test_best_is_nearly_empty():
    best = Coalition.objects.get(slug="best")
    assert not best.partners.exists()
    assert not best.assessments.exists()
    assert not best.agreements.exists()
    assert best.choices.count() == 4
    assert Membership.objects.filter(coalition=best).count() == 1


@pytest.mark.parametrize(
    ("email", "slug", "is_said"),
    [
        ("coordinator.best@demo.example", "best", True),
        ("coordinator@demo.example", "eindhoven", False),
        ("adviseur@demo.example", "best", False),
    ],
)
def test_only_who_fills_a_nearly_empty_record_reads_where_to_begin(client, email, slug, is_said):
    client.force_login(User.objects.get(email=email))
    page = client.get(reverse("coalitions:detail", args=[slug])).content.decode()
    words = "Nog weinig vastgelegd. Begin waar je wilt; er is geen vaste volgorde."
    assert (words in page) is is_said


def test_public_national_values_are_no_demo_and_carry_their_source():
    public = Release.objects.filter(is_demo=False)
    assert not public.filter(Q(source="") | Q(checksum="")).exists()
    assert not Release.objects.filter(source__contains="://").exists()
    assert public.filter(source_url__startswith="https://vzinfo.nl/").exists()
    value = figures(None, "big2", definition__number=2, period_end=2021).get()
    assert (value.value, value.numerator) == (Decimal("14.8"), None)
    assert figures(None, "big2", definition__number=1).get().period_end == 2017
    withdrawn = public.get(state="withdrawn").observations.get()
    assert withdrawn.value == Decimal("9.5")
    assert not figures(None, "no-postpartum-care", value=9.5).exists()


def test_invented_figures_are_marked_and_never_stand_on_a_public_value():
    invented = Release.objects.filter(is_demo=True)
    assert invented.get(state="published").source == "Demonstratie: verzonnen cijfers"
    assert invented.filter(state="withdrawn").count() == 1
    assert not Observation.objects.filter(
        municipality__isnull=False, release__is_demo=False
    ).exists()
    slots = [
        (row.definition_id, row.period_start, row.period_end)
        for row in Observation.objects.published().filter(municipality=None, region=None)
    ]
    assert len(slots) == len(set(slots))


def test_every_kind_of_no_value_a_break_and_a_pooled_period_are_there():
    shown = Observation.objects.published().filter(municipality__isnull=False)
    assert set(shown.values_list("kind", flat=True)) == {
        "value", "suppressed", "not_available", "not_yet_published", "not_applicable", "withdrawn",
    }  # fmt: skip
    assert set(
        figures("GM0772", "problematic-debts").values_list("definition__number", flat=True)
    ) == {1, 2}
    placements = figures("GM0772", "out-of-home-placement")
    assert {(row.period_start, row.period_end) for row in placements} == {
        (2019, 2023), (2023, 2023),
    }  # fmt: skip
    assert shown.values("definition__indicator").distinct().count() >= 10
    small = [row for row in shown if row.denominator and row.numerator is not None and is_hidden(
        row.numerator, row.denominator, row.definition.minimum_count)]  # fmt: skip
    assert len(small) > 20


def judged(code, key):
    """What the figures page says of the newest figure of a municipality."""
    place = Municipality.objects.get(code=code)
    lines = figures_of([place]).lines(place)
    return next(line for line in lines if line.indicator.key == key)


def test_one_municipality_is_better_and_one_worse_beside_a_public_value():
    better = judged("GM0772", "smoking-during-pregnancy")
    worse = judged("GM0861", "smoking-during-pregnancy")
    assert (better.verdict, worse.verdict) == ("better", "worse")
    for line in (better, worse):
        assert line.compared.reference.value == 6.3  # VZinfo, 2023
        assert line.figure.period == "2023"
    points = [
        (row.period_end, row.numerator, row.denominator)
        for row in figures("GM0772", "late-antenatal-care").order_by("period_end")
    ]
    assert trend(points) == "decreasing"


def test_where_no_public_value_exists_nothing_is_compared_and_the_sentence_says_so():
    for key in ("late-antenatal-care", "problematic-debts", "vulnerable-pregnancy"):
        line = judged("GM0772", key)
        assert (line.verdict, line.compared.verdict.reason) == ("not_compared", "reference")
        with override("nl"):
            assert "Niet vergeleken met Nederland: dat cijfer ontbreekt." in line.sentence


def test_only_municipalities_have_invented_figures():
    invented = Observation.objects.filter(release__is_demo=True)
    assert invented.exists()
    assert not invented.filter(municipality=None).exists()
    assert {figure.area[:2] for figure in synthesis.make_figures()} == {"GM"}


def test_every_figure_of_the_country_is_a_public_one_with_its_source():
    shown = load_figures([COUNTRY_KEY])
    public = {
        (row["indicator"], int(row["definition"]), int(row["year"])): row["value"]
        for row in national.read_rows()
    }
    slots = {(one.definition.indicator.key, one.definition.number, one.last_year) for one in shown}
    assert slots == set(public)
    for one in shown:
        value = public[one.definition.indicator.key, one.definition.number, one.last_year]
        assert one.value == (float(value) if value else None)


def test_big2_is_a_union_never_a_sum():
    for area in ("GM0772", "GM1667"):
        for year in (2017, 2021):
            found = {
                key: figures(area, key, period_end=year).get().numerator
                for key in ("big2", "preterm-birth", "small-for-gestational-age")
            }
            parts = found["preterm-birth"], found["small-for-gestational-age"]
            assert max(parts) <= found["big2"] <= sum(parts)


def test_the_figures_are_the_same_every_time():
    assert synthesis.make_figures() == synthesis.make_figures()
    eindhoven = figures("GM0772", "late-antenatal-care", period_end=2023).get()
    assert (eindhoven.numerator, eindhoven.denominator) == (237, 2481)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_writes_a_figure_as_the_page_does(language):
    place = AreaKey(Municipality.objects.get(code="GM0772").pk)
    found = [one for one in load_figures([place, COUNTRY_KEY]) if one.value is not None]
    counts = [one for one in found if not one.scale]
    assert max(one.value or 0 for one in counts) > 1000
    with override(language):
        assert [said(one) for one in found] == [figure_value(one) for one in found]
        assert any("." in said(one) or "," in said(one) for one in counts)


def test_no_real_organisation_takes_part():
    names = " ".join(Organisation.objects.values_list("name", flat=True))
    for real in ("GGD Brabant", "Zuidzorg", "WIJeindhoven", "Catharina", "Máxima", "Lumens"):
        assert real not in names
    assert json.dumps(names)


def test_reach_knows_what_is_few_and_what_nobody_knows():
    rows = Reach.objects.filter(choice__coalition__slug="eindhoven").order_by("choice", "year")
    assert all(row.choice.is_demo for row in rows)
    assert rows.filter(reached_few=True, reached__isnull=True).count() == 1
    assert rows.filter(reached_few=False, reached__isnull=True).exists()
    years = rows.filter(choice__intervention__slug="samenstarten").values_list("year", flat=True)
    assert list(years) == [2023, 2024, 2025]
    notes = [row.parents_note or row.professionals_note for row in rows]
    assert all("Verzonnen" in note for note in notes if note)
    served = Choice.objects.get(is_demo=True, intervention__slug="centeringouderschap").ambition
    assert served
    assert served.coalition.slug == "eindhoven"
    assert not Reach.objects.exclude(choice__coalition__slug="eindhoven").exists()


def test_last_year_has_a_frozen_round_of_the_demo_coalitions_with_drift_and_downloads(client):
    edition = Edition.objects.select_related("round__questionnaire_version").get()
    assert edition.state == "frozen"
    assert edition.checksum == edition_checksum(edition)
    assert edition.round.questionnaire_version.year == NOW.year - 1
    assert edition.round.frozen_at.date() == edition.round.closes_at.date()
    assert not edition.exports.exists()  # made when somebody asks
    parts = EditionPart.objects.filter(edition=edition)
    assert parts.filter(content__counts=True).exists()
    assert parts.filter(content__counts=False, content__coalition="best").exists()
    slugs = set(parts.values_list("content__coalition", flat=True))
    assert set(Coalition.objects.filter(slug__in=slugs).values_list("is_demo", flat=True)) == {True}
    client.force_login(User.objects.get(email="landelijk@demo.example"))
    whole = reverse("monitoring:edition", args=[edition.pk])
    assert whole in client.get(reverse("monitoring:editions")).content.decode()
    assert edition.checksum in client.get(whole).content.decode()
    drift = client.get(reverse("monitoring:drift", args=[edition.pk]))
    asked = Question.objects.get(
        questionnaire_version=edition.round.questionnaire_version, key="joint-plan"
    )
    assert asked.text in drift.content.decode()
    coordinator = User.objects.get(email="coordinator@demo.example")
    client.force_login(coordinator)
    own = client.get(reverse("monitoring:coalition_edition", args=["eindhoven", edition.pk]))
    assert "in ontwikkeling" in own.content.decode().lower()
    offered = offers_of(coordinator, Coalition.objects.get(slug="eindhoven"))
    assert [one.edition for one in offered] == [edition]


def test_the_frozen_round_of_the_demo_rests_on_nothing_that_came_after_it():
    edition = Edition.objects.select_related("round__questionnaire_version").get()
    year = edition.round.questionnaire_version.year
    answers = ResponseAnswer.objects.filter(response__round=edition.round)
    words = [one["words"] for row in answers for one in row.sources]
    later = rf"(sinds|gesprek van) .*{year + 1}|bereik van .* in {year}|december {year}"
    assert [one for one in words if re.search(later, one) and ", tot " not in one] == []
    levels = answers.get(question__key="agreement-levels", response__coalition__slug="eindhoven")
    assert {one["kind"] for one in levels.sources} == {"agreement"}
    assert levels.derived["options"] == ["executive", "policy"]


def test_who_handed_in_last_year_answered_everything_and_the_demo_says_that_it_is_invented():
    asked = Edition.objects.get().round
    lines = lines_of(asked, Response.objects.filter(round=asked))
    handed_in = [one for one in lines if one.is_handed_in]
    assert len(handed_in) == len(lines) - 1
    for line in handed_in:
        assert line.progress.answered == line.progress.asked > 5
        assert "Verzonnen" in line.response.remarks
    answers = ResponseAnswer.objects.filter(response__round=asked, given__isnull=False)
    assert answers.exists()
    assert not answers.filter(given__unknown=True).exists()


@pytest.mark.parametrize("told", [frozen_answers.THEN, frozen_answers.INVENTED])
def test_answers_that_the_demo_makes_up_are_ones_that_their_question_offers(told):
    version = Edition.objects.get().round.questionnaire_version
    questions = frozen_answers.asked_of(version)
    wrong = {
        one.key: told[one.key]
        for one in questions
        if one.key in told and not is_known(frozen_answers.as_answer(one, told[one.key]))
    }
    assert wrong == {}
    assert told.keys() <= {one.key for one in questions}
