"""What belongs to an interpretation: its subject, who was there, groups, ambitions after it."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions.models import Ambition
from kansrijkestart.core import clock
from monitoring.models import (
    HiddenCell,
    IndicatorMembership,
    IndicatorSet,
    Interpretation,
    InterpretationAmbition,
    InterpretationGroup,
    InterpretationOrganisation,
)
from monitoring.selectors.own_counts import groups_of
from monitoring.selectors.told import told_of
from monitoring.services.interpretations import interpretation_save
from monitoring.services.own_counts import group_save
from tests import factories as make
from tests.events import events_of
from tests.talks import count, talk

pytestmark = pytest.mark.django_db
HIDDEN = "Verborgen (privacy)"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create()


@pytest.fixture
def place(coalition):
    return make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality


@pytest.fixture
def definition(place):
    found = make.DefinitionFactory.create()
    make.ObservationFactory.create(definition=found, municipality=place)
    return found


@pytest.fixture
def indicator(definition):
    return definition.indicator


def later(definition, place, year=2022, **values):
    return make.ObservationFactory.create(
        definition=definition, municipality=place, period_start=year, period_end=year, **values
    )


def page(name, row, *args):
    return reverse(f"monitoring:{name}", args=[row.coalition.slug, row.pk, *args])


def listed(row):
    return reverse("monitoring:interpretations", args=[row.coalition.slug])


def sent(**changes):
    return {
        "idempotency_key": str(uuid.uuid4()),
        "version": "0",
        "discussed_on": clock.today().isoformat(),
        "conclusion": "Wij herkennen dit.",
        **changes,
    }


def group_sent(**changes):
    known = {"kind": "neighbourhood", "words": "De Akkers", "version": "0"}
    return {"idempotency_key": str(uuid.uuid4()), **known, **changes}


# About what it is, and of which years.


def test_it_is_about_one_figure_or_one_set_and_never_both(coalition, indicator):
    known = IndicatorSet.objects.create(key="set", name="Set", valid_from=2020)
    both = {"indicator": indicator, "indicator_set": known}
    with pytest.raises(IntegrityError, match="of_one_thing"), transaction.atomic():
        talk(coalition, **both)
    with pytest.raises(ValidationError):
        interpretation_save(coalition=coalition, conclusion="x", discussed_on=clock.today(), **both)
    assert str(talk(coalition, indicator_set=known)) == "Set"
    assert talk(coalition, indicator=indicator).pk


def test_the_form_refuses_both_at_the_field_and_offers_sets_with_figures(
    client, sign_in, coalition, indicator
):
    sign_in("coordinator", coalition)
    known = IndicatorSet.objects.create(key="set", name="Set", valid_from=2020)
    IndicatorSet.objects.create(key="leeg", name="Leeg", valid_from=2020)
    IndicatorMembership.objects.create(
        indicator_set=known, indicator=indicator, position=1, provenance="test"
    )
    add = reverse("monitoring:interpretation_add", args=[coalition.slug])
    assert list(client.get(add).context["form"].fields["indicator_set"].queryset) == [known]
    answer = client.post(add, sent(indicator=indicator.pk, indicator_set=known.pk))
    assert "indicator_set" in answer.context["form"].errors
    assert client.post(add, sent(indicator_set=known.pk)).status_code == 302
    row = Interpretation.objects.get()
    assert (row.indicator_set, row.read_from, row.read_until) == (known, 2021, 2021)


def test_the_years_of_the_figure_are_noted_and_stay_until_somebody_says_otherwise(
    coalition, definition, indicator, place
):
    known = {"coalition": coalition, "discussed_on": clock.today(), "indicator": indicator}
    row = interpretation_save(conclusion="x", **known)
    assert (row.read_from, row.read_until) == (2021, 2021)
    later(definition, place)
    again = {**known, "interpretation": row, "expected_version": None}
    assert interpretation_save(conclusion="y", **again).read_until == 2021
    assert interpretation_save(conclusion="y", read_newest=True, **again).read_until == 2022


def test_years_stand_in_order(coalition):
    for values in ({"read_from": 2021}, {"read_until": 2021}, {"read_from": 3, "read_until": 2}):
        with pytest.raises(IntegrityError, match="read_in_order"), transaction.atomic():
            talk(coalition, **values)


@pytest.mark.parametrize("kind", ["value", "suppressed", "withdrawn", "not_yet_published"])
def test_a_newer_figure_is_said_on_the_interpretation_and_on_the_figure(
    client, sign_in, coalition, definition, indicator, place, kind
):
    row = talk(coalition, indicator=indicator, read_from=2021, read_until=2021)
    sign_in("partner", coalition)
    there = reverse("monitoring:indicator", args=[coalition.slug, indicator.key])
    assert told_of(coalition, [row])[0].newer is None
    assert "nieuwer" not in client.get(there).content.decode()
    empty = {} if kind == "value" else {"numerator": None, "denominator": None, "value": None}
    later(definition, place, kind=kind, **empty)
    is_newer = kind in {"value", "suppressed"}
    assert bool(told_of(coalition, [row])[0].newer) == is_newer
    said = "Er is sindsdien een nieuwer cijfer: 2022"
    assert (said in client.get(listed(row)).content.decode()) == is_newer
    assert ("Dit cijfer (2022) is nieuwer" in client.get(there).content.decode()) == is_newer


def test_of_an_interpretation_without_years_nothing_newer_is_said(coalition, indicator):
    assert told_of(coalition, [talk(coalition, indicator=indicator)])[0].newer is None


# Who was there, and which ambitions come after it.


def test_organisations_of_the_record_were_there_and_no_others(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    partner = make.PartnershipFactory.create(coalition=coalition).organisation
    other = make.OrganisationFactory.create()
    add = reverse("monitoring:interpretation_add", args=[coalition.slug])
    answer = client.post(add, sent(organisations=[other.pk]))
    assert "organisations" in answer.context["form"].errors
    client.post(add, sent(organisations=[partner.pk]))
    assert InterpretationOrganisation.objects.get().organisation == partner
    assert partner.name in client.get(listed(Interpretation.objects.get())).content.decode()
    with pytest.raises(ValidationError):
        interpretation_save(
            coalition=coalition,
            conclusion="x",
            discussed_on=clock.today(),
            organisations=[other],
        )


def test_an_ambition_of_another_coalition_is_refused_by_service_and_database(coalition):
    foreign = Ambition.objects.create(coalition=make.CoalitionFactory.create(), title="Elders")
    own = Ambition.objects.create(coalition=coalition, title="Hier")
    row = talk(coalition)
    with pytest.raises(ValidationError):
        interpretation_save(
            coalition=coalition, conclusion="x", discussed_on=clock.today(), ambitions=[foreign]
        )
    refused = pytest.raises(IntegrityError, match="another coalition")
    with refused, transaction.atomic():
        InterpretationAmbition.objects.create(interpretation=row, ambition=foreign)
    assert InterpretationAmbition.objects.create(interpretation=row, ambition=own).pk


def test_the_second_button_saves_and_goes_on_to_an_ambition_with_a_title(
    client, sign_in, coalition, indicator
):
    sign_in("coordinator", coalition)
    add = reverse("monitoring:interpretation_add", args=[coalition.slug])
    typed = sent(indicator=indicator.pk, intention="Wij bezoeken  eerder.", then_ambition="1")
    answer = client.post(add, typed | {"conclusion": ""})  # a mistake loses nothing
    assert answer.context["form"]["intention"].value() == "Wij bezoeken  eerder."
    answer = client.post(add, typed)
    row = Interpretation.objects.get()
    assert answer.url == page("interpretation_ambition", row)
    form = client.get(answer.url).context["form"]
    assert form.initial["title"] == "Wij bezoeken eerder."
    assert form.initial["phase"] == "during"
    made = {"title": form.initial["title"], "phase": "during"}
    client.post(answer.url, sent(**made))
    ambition = Ambition.objects.get()
    assert (ambition.title, ambition.coalition) == ("Wij bezoeken eerder.", coalition)
    assert InterpretationAmbition.objects.get().interpretation == row
    assert client.post(answer.url, sent(title="")).context["form"].errors
    assert "Wij bezoeken eerder." in client.get(listed(row)).content.decode()


def test_an_edit_keeps_the_links_and_takes_away_what_was_unticked(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    row = talk(coalition)
    ambition = Ambition.objects.create(coalition=coalition, title="Hier")
    InterpretationAmbition.objects.create(interpretation=row, ambition=ambition)
    change = page("interpretation_update", row)
    assert client.get(change).context["form"]["ambitions"].value() == [ambition.pk]
    client.post(change, sent(version=row.version, ambitions=[ambition.pk]))
    assert InterpretationAmbition.objects.count() == 1
    client.post(change, sent(version=row.version + 1))
    assert not InterpretationAmbition.objects.exists()


# Groups and neighbourhoods with counts of the coalition's own.


def test_a_group_without_a_count_and_one_with_a_large_count_are_shown(
    client, sign_in, coalition, place
):
    sign_in("coordinator", coalition)
    row = talk(coalition)
    client.post(page("group_add", row), group_sent(kind="group", words="Jonge ouders"))
    counted = {"numerator": 20, "denominator": 80, "year": 2024, "source": "Wijkteam"}
    client.post(page("group_add", row), group_sent(municipality=place.pk, **counted))
    shown = client.get(listed(row)).content.decode()
    assert "Jonge ouders" in shown
    assert "Geen eigen aantal" in shown
    assert "20 van 80: 25,0%" in shown
    assert "Wijkteam" in shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": ""}, "words"),
        ({"kind": "street"}, "kind"),
        ({"numerator": "3"}, "denominator"),
        ({"denominator": "30"}, "numerator"),
        ({"numerator": "31", "denominator": "30"}, "numerator"),
        ({"numerator": "-1", "denominator": "30"}, "numerator"),
        ({"numerator": "12", "denominator": "30"}, "source"),
        ({"year": "1999"}, "year"),
        ({"year": "2099"}, "year"),
        ({"municipality": "999999"}, "municipality"),
        ({"words": "Mevrouw 123456782"}, "words"),
        ({"source": "dossier 123456782"}, "source"),
    ],
)
def test_a_bad_group_is_told_at_the_field(client, sign_in, coalition, changes, field):
    sign_in("coordinator", coalition)
    row = talk(coalition)
    answer = client.post(page("group_add", row), group_sent(**changes))
    assert field in answer.context["form"].errors
    assert not InterpretationGroup.objects.exists()


@pytest.mark.parametrize("name", ["conclusion", "present", "parents_said", "intention"])
def test_a_number_that_may_be_a_bsn_is_refused_in_an_interpretation(
    client, sign_in, coalition, name
):
    sign_in("coordinator", coalition)
    add = reverse("monitoring:interpretation_add", args=[coalition.slug])
    answer = client.post(add, sent(**{name: "Mevrouw 123456782"}))
    assert name in answer.context["form"].errors


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"words": ""}, "group_is_named"),
        ({"numerator": 3}, "counts_together"),
        ({"numerator": 4, "denominator": 3}, "part_of_the_whole"),
        ({"numerator": 0, "denominator": 0}, "part_of_the_whole"),
        ({"source": ""}, "count_has_a_source"),
        ({"year": None}, "count_has_a_source"),
        ({"municipality": None}, "count_has_a_source"),
        ({"year": 1999}, "group_in_a_year"),
        ({"kind": "street"}, "kind_in_list"),
    ],
)
def test_what_the_database_refuses_of_a_group(coalition, place, values, constraint):
    row = talk(coalition)
    known = {"words": "Oost", "numerator": 20, "denominator": 90, "municipality": place}
    stored = {"kind": "neighbourhood", "year": 2024, "source": "Wijkteam", **known}
    if values == {"numerator": 3}:
        values = {"numerator": 3, "denominator": None}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        InterpretationGroup.objects.create(interpretation=row, **stored | values)
    InterpretationGroup.objects.create(interpretation=row, **stored)
    with pytest.raises(IntegrityError, match="group_once"), transaction.atomic():
        InterpretationGroup.objects.create(interpretation=row, **stored)
    elsewhere = {"municipality": make.MunicipalityFactory.create(), "words": "West"}
    with pytest.raises(IntegrityError, match="does not cover"), transaction.atomic():
        InterpretationGroup.objects.create(interpretation=row, **stored | elsewhere)


SMALL = 7  # and 7 of 53: numbers that stand nowhere else on these pages


def seen_numbers(text):
    """Numbers a reader could see: without addresses, keys, styles, and what the clock says."""
    body = re.sub(r"<[^>]*>", " ", text.split("<main", 1)[1].split("</main>", 1)[0])
    for moment in (r"\b\d{1,2} [a-z]+ 20\d\d", r"\b\d\d:\d\d"):
        body = re.sub(moment, " ", body)
    return set(re.findall(r"\b\d+(?:,\d+)?\b", body))


def test_a_hidden_count_leaves_the_server_on_no_page(client, sign_in, coalition, place, indicator):
    sign_in("coordinator", coalition)
    row = talk(coalition, indicator=indicator)
    small = {"numerator": SMALL, "denominator": 53, "year": 2024, "source": "Wijkteam"}
    client.post(page("group_add", row), group_sent(municipality=place.pk, **small))
    group = InterpretationGroup.objects.get()
    assert (group.numerator, group.denominator) == (SMALL, 53)
    pages = [
        listed(row),
        reverse("monitoring:indicator", args=[coalition.slug, indicator.key]),
        page("group_update", row, group.pk),
        page("group_remove", row, group.pk),
        reverse("monitoring:reasoning", args=[coalition.slug]),
        reverse("coalitions:log", args=[coalition.slug]),
    ]
    for address in pages:
        text = client.get(address).content.decode()
        assert not {"7", "53"} & seen_numbers(text), address
        assert not re.search(r'<input[^>]* value="(?:7|53)"', text), address
    assert HIDDEN in client.get(listed(row)).content.decode()
    form = client.get(page("group_update", row, group.pk)).content.decode()
    assert "Ingevuld, verborgen (privacy)" in form
    assert not {"numerator", "denominator"} & set(vars(events_of(group).first()))


def test_a_hidden_count_is_kept_replaced_or_cleared(client, sign_in, coalition, place):
    sign_in("coordinator", coalition)
    row = talk(coalition)
    group = count(row, "De Akkers", 7, 53, municipality=place)
    change = page("group_update", row, group.pk)
    whole = {"municipality": place.pk, "year": 2024, "source": "Wijkteam"}

    def send(version, **changes):
        answer = client.post(change, group_sent(version=version, **whole | changes))
        group.refresh_from_db()
        return answer

    send(1, words="De Akker")
    assert (group.words, group.numerator, group.denominator) == ("De Akker", 7, 53)
    assert "source" in send(2, source="").context["form"].errors  # the kept count needs it
    both = send(2, clear_counts="on", numerator=20, denominator=80)
    assert "clear_counts" in both.context["form"].errors
    send(2, clear_counts="on")
    assert (group.numerator, group.denominator) == (None, None)
    send(3, numerator=6, denominator=53)
    send(4, numerator=20, denominator=80)
    assert (group.numerator, group.denominator) == (20, 80)
    send(5)  # a count that is shown goes when its fields are emptied
    assert group.numerator is None


def test_two_people_do_not_overwrite_each_other_and_the_hidden_count_stays_hidden(
    client, sign_in, coalition, place
):
    sign_in("coordinator", coalition)
    row = talk(coalition)
    group = count(row, "De Akkers", 7, 53, municipality=place)
    change = page("group_update", row, group.pk)
    group_save(
        interpretation=row,
        group=group,
        kind="neighbourhood",
        words="Anders",
        municipality=place,
        year=2024,
        source="Wijkteam",
        keep_counts=True,
    )
    typed = {"municipality": place.pk, "year": 2024, "source": "Wijkteam"}
    answer = client.post(change, group_sent(version=1, numerator=20, denominator=80, **typed))
    assert answer.status_code == 409
    assert not {"7", "53"} & seen_numbers(answer.content.decode())
    assert client.post(page("group_remove", row, group.pk), {"version": 1}).status_code == 409
    assert client.post(page("group_remove", row, group.pk), {"version": 2}).status_code == 302
    assert not InterpretationGroup.objects.exists()


def test_what_would_give_a_hidden_count_away_is_hidden_too(coalition, place, indicator):
    row = talk(coalition, indicator=indicator)
    count(row, "Oost", 7, 53, municipality=place)
    count(row, "Noord", 30, 90, municipality=place)
    count(row, "West", 60, 200, municipality=place)
    count(row, "Zuid", 80, 240, municipality=place, year=2023)  # another whole
    seen = {one.words: one for one in groups_of([row.pk])[row.pk]}
    assert {name for name, one in seen.items() if one.is_hidden} == {"Oost", "Noord"}
    assert all(one.numerator is None for one in seen.values() if one.is_hidden)
    assert seen["West"].share == "30,0%"


def test_another_interpretation_of_the_same_figure_does_not_give_it_away(
    coalition, place, indicator
):
    first = talk(coalition, indicator=indicator)
    count(first, "Oost", 7, 53, municipality=place)
    second = talk(coalition, indicator=indicator)
    count(second, "Noord", 30, 90, municipality=place)
    elsewhere = talk(coalition)
    count(elsewhere, "Noord", 30, 90, municipality=place)
    assert groups_of([second.pk])[second.pk][0].is_hidden
    assert not groups_of([elsewhere.pk])[elsewhere.pk][0].is_hidden


@pytest.fixture
def hidden_whole(place, definition):
    """40 of 400, which the second step hides, as a published figure."""
    published = later(definition, place, 2024, numerator=40, denominator=400, value=10)
    area = {"municipality": place, "definition": definition}
    years = {"division_year": 2023, "period_start": 2024, "period_end": 2024}
    HiddenCell.objects.create(run=make.ProtectionRunFactory.create(), **area, **years)
    return published


def two_neighbourhoods(coalition, place, indicator, year=2024, kind="neighbourhood"):
    row = talk(coalition, indicator=indicator)
    count(row, "Oost", 18, 190, municipality=place, year=year, kind=kind)
    count(row, "West", 22, 210, municipality=place, year=year, kind=kind)
    return row


@pytest.mark.parametrize("kind", ["neighbourhood", "group"])
def test_parts_do_not_give_the_hidden_figure_of_a_municipality_away(
    client, sign_in, coalition, place, indicator, hidden_whole, kind
):
    row = two_neighbourhoods(coalition, place, indicator, kind=kind)
    for one in groups_of([row.pk])[row.pk]:
        assert (one.numerator, one.denominator, one.share) == (None, None, "")
        assert one.is_hidden
        assert one.is_part
    sign_in("coordinator", coalition)
    text = client.get(listed(row)).content.decode()
    assert not {"18", "22", "190", "210"} & seen_numbers(text)
    assert "de delen samen zouden het verraden" in text
    elsewhere = two_neighbourhoods(coalition, place, indicator, year=2023, kind=kind)
    assert not any(one.is_hidden for one in groups_of([elsewhere.pk])[elsewhere.pk])


def test_parts_do_not_give_away_who_are_left_over_nor_years_added_together(
    coalition, place, indicator, hidden_whole
):
    other = make.IndicatorFactory.create(opposite=indicator)
    row = two_neighbourhoods(coalition, place, other)
    assert all(one.is_part and one.is_hidden for one in groups_of([row.pk])[row.pk])
    type(hidden_whole).objects.filter(pk=hidden_whole.pk).update(period_start=2022)
    HiddenCell.objects.update(period_start=2022)
    row = two_neighbourhoods(coalition, place, indicator, year=2023)
    assert all(one.is_part and one.is_hidden for one in groups_of([row.pk])[row.pk])


def test_groups_of_another_interpretation_are_not_found(client, sign_in, coalition, place):
    sign_in("coordinator", coalition)
    row, other = talk(coalition), talk(make.CoalitionFactory.create())
    group = InterpretationGroup.objects.create(interpretation=other, kind="group", words="x")
    assert client.get(page("group_update", row, group.pk)).status_code == 404
    assert client.get(page("group_update", other, group.pk)).status_code == 404


def test_a_group_lies_in_a_municipality_of_the_coalition(coalition):
    with pytest.raises(ValidationError):
        group_save(
            interpretation=talk(coalition),
            kind="group",
            words="x",
            municipality=make.MunicipalityFactory.create(),
        )
