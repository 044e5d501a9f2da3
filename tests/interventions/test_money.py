"""Money of a coalition: what is kept, what is refused, and every euro once."""

import csv
import io
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from coalitions import registry
from coalitions.registry import Reading
from coalitions.selectors.look_ups import look_up_together
from coalitions.selectors.timeline import milestones_for
from interventions.models import Funding, NationalAmount
from interventions.selectors import money_record
from interventions.selectors.money import coalition_money, region_money
from interventions.selectors.money_words import unknown_sentences, years_sentence
from interventions.selectors.money_years import in_year
from interventions.services.money import funding_add, funding_change, funding_end, funding_remove
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.core.reference import load
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
RULES = "interventions_"


@pytest.fixture
def today():
    with clock.travel(NOW):
        yield NOW.date()


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create()


def money(coalition, **values):
    values = {"title": "Coördinatie", "source": "spuk_gala"} | values
    return Funding.objects.create(coalition=coalition, **values)


@pytest.fixture
def region():
    return make.RegionFactory.create()


def local(region, *, shares=True, name=None):
    values = {"name": name} if name else {}
    municipality = make.MunicipalityFactory.create(**values)
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    found = make.CoalitionFactory.create(region=region)
    make.CoalitionMunicipalityFactory.create(coalition=found, municipality=municipality)
    if shares:
        make.ConsentFactory.create(municipality=municipality, kind="interventions_region")
    return found


def pot_of(region, **values):
    regional = make.CoalitionFactory.create(scope="regional", region=region)
    return money(regional, is_pot=True, **({"title": "Regionale pot"} | values))


# Constraints: each refuses one row and allows its neighbour.

REFUSED = [
    ("interventions_money_ends_after_start", {"starts_on": LAST, "ends_on": FIRST}),
    ("interventions_money_ends_or_does_not", {"is_structural": True, "ends_on": LAST}),
    ("interventions_amount_or_order", {"amount": 1, "amount_class": "to_10"}),
    ("interventions_purpose_of_spuk", {"source": "zvw", "purpose": "coalition"}),
    ("interventions_other_source_is_named", {"source": "other"}),
]
ALLOWED = [
    {"starts_on": FIRST, "ends_on": FIRST},
    {"is_structural": True},
    {"amount": 0},
    {"amount_class": "to_10"},
    {"purpose": "coalition"},
    {"source": "other", "source_other": "Lions"},
]


@pytest.mark.parametrize(("name", "values"), REFUSED)
def test_the_database_refuses(coalition, name, values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        money(coalition, **values)


@pytest.mark.parametrize("values", ALLOWED)
def test_the_database_allows(coalition, values):
    assert money(coalition, **values).pk


def test_a_pot_is_of_a_region_and_in_no_other_pot(coalition, region):
    with pytest.raises(IntegrityError, match="regional coalition"), transaction.atomic():
        money(coalition, is_pot=True)
    pot = pot_of(region)
    assert money(coalition, pot=pot).pk
    with pytest.raises(IntegrityError, match="interventions_pot_in_no_pot"), transaction.atomic():
        money(pot.coalition, is_pot=True, pot=pot)


def test_a_national_amount_stands_once(coalition):
    values = {"source": "spuk_gala", "year": 2023, "provenance": "bron"}
    NationalAmount.objects.create(amount=1, **values)
    with pytest.raises(IntegrityError, match="national_amount_once"), transaction.atomic():
        NationalAmount.objects.create(amount=2, **values)


# Services.


def test_money_is_added_changed_ended_and_taken_away(coalition):
    row = funding_add(coalition=coalition, title="Coördinatie", source="spuk_gala", amount=40000)
    row = funding_change(funding=row, expected_version=row.version, amount=45000)
    assert row.amount == 45000
    row = funding_end(funding=row, ends_on=LAST, expected_version=row.version)
    assert (row.ends_on, row.is_structural) == (LAST, False)
    before = events_of(row).count()
    key = row.pk
    funding_remove(funding=row, expected_version=row.version)
    assert not Funding.objects.filter(pk=key).exists()
    kept = events_of(Funding(pk=key))
    assert kept.count() == before + 1
    assert kept.order_by("pgh_id").last().pgh_label == "delete"


def test_somebody_who_was_first_is_not_overwritten(coalition):
    row = money(coalition)
    funding_change(funding=row, expected_version=row.version, amount=1)
    for change in (
        lambda: funding_change(funding=row, expected_version=row.version, amount=2),
        lambda: funding_end(funding=row, ends_on=LAST, expected_version=row.version),
        lambda: funding_remove(funding=row, expected_version=row.version),
    ):
        with pytest.raises(EditConflict):
            change()
    assert Funding.objects.get(pk=row.pk).amount == 1


def test_another_source_is_named_only_where_it_is_another(coalition):
    row = funding_add(coalition=coalition, title="Geld", source="zvw", source_other="Lions")
    assert row.source_other == ""


def test_what_is_of_others_is_refused(coalition, region):
    elsewhere = make.ChoiceFactory.create()
    with pytest.raises(DomainError) as refusal:
        funding_add(coalition=coalition, title="Geld", source="own", choice=elsewhere)
    assert "choice" in refusal.value.error_dict
    with pytest.raises(DomainError) as refusal:
        funding_add(coalition=coalition, title="Geld", source="own", pot=pot_of(region))
    assert "pot" in refusal.value.error_dict
    with pytest.raises(DomainError) as refusal:
        funding_add(coalition=coalition, title="Geld", source="own", is_pot=True)
    assert "is_pot" in refusal.value.error_dict


def test_a_pot_of_the_region_around_is_allowed_and_then_stays(region):
    pot, mine = pot_of(region), local(region)
    row = funding_add(coalition=mine, title="Geld", source="own", pot=pot)
    with pytest.raises(DomainError):
        funding_change(funding=pot, expected_version=None, is_pot=False)
    with pytest.raises(DomainError):
        funding_remove(funding=pot, expected_version=None)
    # The region around changed since: what was chosen may stay.
    mine.coverage.all().delete()
    type(mine).objects.filter(pk=mine.pk).update(region=None)
    row = Funding.objects.get(pk=row.pk)
    assert funding_change(funding=row, expected_version=None, amount=5, pot=pot).pot == pot
    funding_remove(funding=row, expected_version=None)
    funding_remove(funding=pot, expected_version=None)


def test_an_ended_coalition_is_only_read(coalition):
    row = money(coalition)
    type(coalition).objects.filter(pk=coalition.pk).update(stage="ended", ended_on=FIRST)
    for change in (
        lambda: funding_add(coalition=coalition, title="Geld", source="own"),
        lambda: funding_remove(funding=row, expected_version=None),
    ):
        with pytest.raises(ValidationError):
            change()


# Years, once each.


def test_the_parts_of_an_amount_add_up_to_it():
    row = Funding(amount=100_000, starts_on=date(2024, 2, 29), ends_on=date(2027, 6, 1))
    parts = [in_year(row, year) for year in range(2023, 2029)]
    assert sum(part or 0 for part in parts) == 100_000
    assert (parts[0], parts[-1]) == (0, 0)


def test_without_an_end_an_amount_is_of_a_year_and_without_a_period_of_none():
    assert in_year(Funding(amount=1200, is_structural=True), 2030) == 1200
    begun = Funding(amount=365, is_structural=True, starts_on=date(2026, 12, 31))
    assert [in_year(begun, year) for year in (2025, 2026, 2027)] == [0, 1, 365]
    assert in_year(Funding(amount=1200, ends_on=LAST), 2026) is None
    assert in_year(Funding(amount_class="to_10", starts_on=FIRST, ends_on=LAST), 2026) is None


def test_a_region_counts_a_pot_once_and_shows_its_shares_beside_it(today, region):
    pot = pot_of(region, amount=30_000, starts_on=date(2026, 1, 1), ends_on=LAST)
    one, two = local(region), local(region)
    period = {"starts_on": date(2026, 1, 1), "ends_on": LAST}
    for mine in (one, two):
        money(mine, amount=15_000, pot=pot, **period)
    money(one, amount=7_000, **period)
    found = region_money(region).money
    [year] = [row for row in found.years if row.year == 2026]
    assert (year.own, year.pooled) == (7_000, 30_000)
    assert len(found.shares) == 2
    mine = coalition_money(one)
    assert next((row.own, row.pooled) for row in mine.years) == (7_000, 15_000)


def test_only_what_every_municipality_shares_reaches_the_region(today, region):
    money(local(region, name="Deelt"), title="Gedeeld", amount=1)
    money(local(region, shares=False, name="Deelt niet"), title="Geheim", amount=2)
    half = local(region, name="Half")
    make.CoalitionMunicipalityFactory.create(coalition=half)  # outside the region, shares nothing
    money(half, title="Halfgeheim", amount=3)
    local(region, name="Zwijgt")
    found = region_money(region)
    assert [line.row.title for line in found.money.lines] == ["Gedeeld"]
    assert found.not_shared == ["Deelt niet"]
    assert found.held_back == ["Half"]
    assert found.not_reported == ["Zwijgt"]


def test_consent_that_is_withdrawn_closes_at_once(today, region):
    mine = local(region)
    money(mine, amount=1)
    assert region_money(region).money.lines
    municipality = mine.coverage.get().municipality
    make.ConsentFactory.create(
        municipality=municipality, kind="interventions_region", is_granted=False, decided_on=today
    )
    assert not region_money(region).money.lines


def test_the_pot_of_another_region_is_not_named(today, region):
    elsewhere = make.RegionFactory.create()
    mine = local(region)
    make.CoalitionMunicipalityFactory.create(coalition=mine)
    pot = pot_of(elsewhere, title="Geheime pot", amount=9)
    row = money(mine, amount=3, pot=pot)
    for covered in mine.coverage.all():
        make.ConsentFactory.create(municipality=covered.municipality, kind="interventions_region")
    found = region_money(region).money
    assert [line.row for line in found.shares] == [row]
    assert "Geheime pot" not in found.shares[0].kept
    assert not found.lines


def test_what_went_into_a_pot_that_ended_counts_itself(today, region):
    """The pot is counted nowhere any more; its shares must not vanish with it."""
    pot = pot_of(region, amount=30_000, starts_on=date(2026, 1, 1), ends_on=LAST)
    money(local(region), amount=15_000, pot=pot, starts_on=date(2026, 1, 1), ends_on=LAST)
    pot.coalition.stage, pot.coalition.ended_on = "ended", date(2026, 2, 1)
    pot.coalition.save()
    found = region_money(region).money
    [year] = [row for row in found.years if row.year == 2026]
    assert (year.own, year.pooled) == (0, 15_000)
    assert not found.shares
    assert "is gestopt" in found.lines[0].kept


def test_unknown_amounts_are_counted_and_never_zero(today, coalition):
    money(coalition, amount=None)
    money(coalition, amount_class="to_50", starts_on=FIRST, ends_on=LAST)
    money(coalition, amount=500)
    found = coalition_money(coalition)
    assert (found.unknown_amounts, found.unplaced) == (2, 1)
    assert found.years == []
    with translation.override("nl"):
        said = " ".join([years_sentence(found), *unknown_sentences(found)])
    assert "€" not in said
    assert "2 geldstromen" in said


def test_what_ends_is_sorted_and_what_has_no_end_stands_apart(today, coalition):
    money(coalition, title="laat", ends_on=LAST)
    money(coalition, title="vroeg", ends_on=today)
    money(coalition, title="voorbij", ends_on=date(2026, 3, 2))
    money(coalition, title="blijft", is_structural=True)
    money(coalition, title="onbekend")
    found = coalition_money(coalition)
    titles = {
        name: [line.row.title for line in getattr(found, name)]
        for name in ("ending", "structural", "without_end", "over")
    }
    assert titles == {
        "ending": ["vroeg", "laat"],
        "structural": ["blijft"],
        "without_end": ["onbekend"],
        "over": ["voorbij"],
    }


def test_purposes_say_what_is_known_of_this_year(today, coalition):
    year = {"starts_on": date(2026, 1, 1), "ends_on": LAST}
    money(coalition, purpose="coalition", amount=100, **year)
    money(coalition, purpose="coalition")
    money(coalition, purpose="agreements", amount_class="to_10", **year)
    money(coalition, amount=5, starts_on=FIRST, ends_on=date(2025, 12, 31), purpose="coalition")
    rows = [(row.amount, row.unknown) for row in coalition_money(coalition).purposes]
    assert rows == [(100, 1), (None, 0), (None, 1)]


# The record.


def test_the_next_step_names_what_ends_within_six_months(today, coalition):
    user = make.UserFactory.create()
    make.MembershipFactory.create(user=user, coalition=coalition, role="coordinator")
    money(coalition, title="Later", ends_on=date(2026, 12, 31))

    def said():
        reading = Reading(coalition, user)
        return [str(step.title) for step in registry.next_steps_for(reading) if step.priority == 53]

    with translation.override("nl"):
        assert said() == []
        money(coalition, title="Buurtgezinnen", ends_on=date(2026, 7, 1))
        assert said() == ["Over 4 maanden stopt “Buurtgezinnen”"]
        money(coalition, title="Pilot", ends_on=date(2026, 3, 9))
        assert said() == ["Binnen een maand stopt “Pilot”"]


def test_an_end_stands_on_the_timeline_and_a_change_in_the_log(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    row = funding_add(coalition=coalition, title="Pilot", source="own", ends_on=date(2024, 1, 31))
    names = [one.name for one in milestones_for(Reading(coalition))]
    assert "Pilot" in names
    funding_remove(funding=row, expected_version=None)
    log = client.get(reverse("coalitions:log", args=[coalition.slug])).content.decode()
    assert log.count("Pilot") >= 2


# Pages.


def page(name, coalition, *rest):
    return reverse(f"interventions:{name}", args=[coalition.slug, *rest])


def shown(coalition):
    return reverse("dashboard:coalition_money", args=[coalition.slug])


def sent(**values):
    first = {"idempotency_key": str(uuid.uuid4())}
    return {"title": "Coördinatie", "source": "spuk_gala", "certainty": "granted"} | first | values


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", None),
        ("0", 0),
        ("12500", 12500),
        ("12.500", 12500),
        ("12,500", 12500),
        ("€ 12.500,00", 12500),
        ("€ 12.500,-", 12500),
        ("1 250 000", 1250000),
    ],
)
def test_amounts_are_read_as_people_write_them(client, sign_in, coalition, written, kept):
    sign_in("coordinator", coalition)
    answer = client.post(page("funding_add", coalition), sent(amount=written))
    assert answer.url == shown(coalition)
    assert Funding.objects.get(coalition=coalition).amount == kept


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"amount": "12.500,50"}, "amount", "hele euro"),
        ({"amount": "12,5"}, "amount", "hele euro"),
        ({"amount": "-500"}, "amount", "hele euro"),
        ({"amount": "12.50.0"}, "amount", "hele euro"),
        ({"amount": "٣٠٠"}, "amount", "hele euro"),
        ({"amount": "9" * 20}, "amount", "te groot"),
        ({"amount": "x" * 10_000}, "amount", ""),
        ({"title": "x" * 10_000}, "title", ""),
        ({"title": ""}, "title", ""),
        ({"note": "x" * 10_000}, "note", ""),
        ({"amount": "1", "amount_class": "to_10"}, "amount_class", "niet allebei"),
        ({"source": "zvw", "purpose": "coalition"}, "purpose", "SPUK GALA"),
        ({"source": "other"}, "source_other", "bron"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on", "eerste"),
        ({"is_structural": "on", "ends_on": "2026-01-01"}, "ends_on", "einddatum"),
        ({"source": "loterij"}, "source", ""),
        ({"choice": "999999"}, "choice", ""),
        ({"ends_on": "32-13-2026"}, "ends_on", ""),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(client, sign_in, coalition, values, field, words):
    sign_in("coordinator", coalition)
    answer = client.post(page("funding_add", coalition), sent(**values))
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert words in " ".join(errors[field])
    assert not Funding.objects.exists()


def test_a_reader_reads_and_gets_no_forms(client, sign_in, coalition):
    row = money(coalition, title="Buurtgezinnen", amount=12500)
    sign_in("partner", coalition)
    text = client.get(shown(coalition)).content.decode()
    assert "Buurtgezinnen" in text
    assert "12.500" in text
    assert page("funding_update", coalition, row.pk) not in text
    assert client.post(page("funding_add", coalition), sent()).status_code == 403
    assert client.post(page("funding_end", coalition, row.pk), {}).status_code == 403


def test_the_money_of_another_coalition_is_not_there(client, sign_in, coalition):
    row = money(coalition)
    other = make.CoalitionFactory.create()
    sign_in("coordinator", other)
    for name in ("funding_update", "funding_end", "funding_remove"):
        assert client.post(page(name, other, row.pk), {"version": 1}).status_code == 404
    assert Funding.objects.filter(pk=row.pk).exists()


def test_a_post_that_comes_twice_makes_one_row(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    form = client.get(page("funding_add", coalition)).context["form"]
    data = sent(idempotency_key=form["idempotency_key"].value())
    for _ in range(2):
        assert client.post(page("funding_add", coalition), data).url == shown(coalition)
    assert Funding.objects.count() == 1


def test_the_second_editor_sees_both(client, sign_in, coalition):
    choice = make.ChoiceFactory.create(coalition=coalition)
    row = money(coalition)
    sign_in("coordinator", coalition)
    where = page("funding_update", coalition, row.pk)
    data = sent(version=1, choice=choice.pk, certainty="unknown")
    assert client.post(where, data).url == shown(coalition)
    answer = client.post(where, sent(version=1, certainty="unknown"))
    assert answer.status_code == 409
    [(_label, theirs, _mine)] = answer.context["conflict"]["fields"]
    assert theirs == choice.intervention.name


def test_ending_and_taking_away(client, sign_in, coalition):
    row = money(coalition, is_structural=True)
    sign_in("coordinator", coalition)
    data = {"ends_on": "2026-12-31", "version": 1}
    assert client.post(page("funding_end", coalition, row.pk), data).url == shown(coalition)
    row.refresh_from_db()
    assert row.ends_on == LAST
    where = page("funding_remove", coalition, row.pk)
    assert client.get(where).status_code == 200
    assert Funding.objects.exists()
    assert client.post(where, {"version": row.version}).url == shown(coalition)
    assert not Funding.objects.exists()


def test_the_lead_keeps_the_pots_of_the_regional_coalition(client, sign_in, region):
    regional = make.CoalitionFactory.create(scope="regional", region=region)
    lead = make.UserFactory.create()
    make.RegionMembershipFactory.create(user=lead, region=region)
    client.force_login(lead)
    answer = client.post(page("funding_add", regional), sent(is_pot="on", amount="30.000"))
    assert answer.url == shown(regional)
    pot = Funding.objects.get()
    mine = local(region, name="Nuenen")
    assert client.get(shown(mine)).status_code == 404
    money(mine, title="Bijdrage", amount=10_000, pot=pot)
    text = client.get(reverse("dashboard:region_money", args=[region.slug])).content.decode()
    assert "Bijdrage" in text
    sign_in("coordinator", mine)
    form = client.get(page("funding_add", mine)).context["form"]
    assert [str(label) for _key, label in form.fields["pot"].choices][1:] == [
        f"Coördinatie ({regional.name})"
    ]
    assert "is_pot" not in form.fields


def test_files_say_what_is_unknown(client, sign_in, coalition):
    money(coalition, title="=1+1", amount=None)
    money(coalition, title="Klein", amount_class="to_10")
    sign_in("coordinator", coalition)
    raw = client.get(page("money_csv", coalition)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(raw), delimiter=";"))
    assert rows[0]["Waarvoor"] == "'=1+1"
    assert rows[0]["Bedrag in euro's"] == "niet bekend"
    assert rows[1]["Bedrag in euro's"] == ""
    assert "SiSa" in raw
    answer = client.get(page("money_xlsx", coalition))
    assert answer.content[:2] == b"PK"


def test_english_pages_have_english_words(client, sign_in, coalition, today):
    money(coalition, amount=12500, starts_on=FIRST, ends_on=LAST)
    sign_in("coordinator", coalition)
    client.cookies["django_language"] = "en"
    text = client.get(shown(coalition)).content.decode()
    assert "What ends when" in text
    assert "quarter 4 of 2026" in text.lower()
    assert "12,500" in text


def test_a_region_of_sixty_asks_as_much_as_one_of_one(today, region):
    def queries():
        with CaptureQueriesContext(connection) as found:
            result = region_money(region)
            assert len(result.money.years) > 0
        return len(found)

    def fill(number):
        for _ in range(number):
            mine = local(region)
            choice = make.ChoiceFactory.create(coalition=mine)
            money(mine, amount=10, starts_on=FIRST, ends_on=LAST, choice=choice)

    pot_of(region, amount=5, starts_on=FIRST, ends_on=LAST)
    fill(1)
    few = queries()
    fill(59)
    assert queries() == few


def test_national_amounts_are_loaded_with_their_source():
    load()
    rows = {(row.source, row.year): row for row in NationalAmount.objects.all()}
    assert rows["spuk_gala", 2023].amount == 15_000_000
    assert rows["spuk_gala", 2026].is_structural
    assert rows["municipal", 2022].amount == 5_300_000
    assert "alle IZA-doelen" in rows["spuk_iza", 2024].provenance
    assert all(row.provenance for row in rows.values())
    assert load() == []


def test_national_amounts_say_that_they_are_not_yours(client, sign_in, coalition):
    NationalAmount.objects.create(
        source="spuk_gala", year=2023, amount=15_000_000, provenance="Stcrt. 2023, 4245"
    )
    sign_in("coordinator", coalition)
    text = client.get(shown(coalition)).content.decode()
    assert "15.000.000" in text
    assert "niet die van jullie" in text


def test_the_money_of_several_coalitions_is_looked_up_together(today):
    coalitions = [make.CoalitionFactory.create() for _ in range(3)]
    for number, one in enumerate(coalitions):
        money(one, title=f"Geld {number}", ends_on=date(2026, 4, 1))
    readings = [Reading(one) for one in coalitions]
    with CaptureQueriesContext(connection) as queries:
        look_up_together(readings)
        titles = [next(money_record.money_milestones(one)).name for one in readings]
    assert titles == ["Geld 0", "Geld 1", "Geld 2"]
    assert len(queries) == 1


def test_what_is_paid_every_year_is_not_ended_with_the_amount_of_one(coalition):
    row = money(coalition, amount=120000, is_structural=True, starts_on=date(2022, 1, 1))
    with pytest.raises(DomainError, match="hele periode"):
        funding_end(funding=row, ends_on=LAST, expected_version=row.version)
    stored = Funding.objects.get()
    assert (stored.is_structural, stored.ends_on) == (True, None)
    unknown = money(coalition, amount=None, is_structural=True)
    ended = funding_end(funding=unknown, ends_on=LAST, expected_version=unknown.version)
    assert ended.ends_on == LAST
