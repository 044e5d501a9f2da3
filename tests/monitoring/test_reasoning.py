"""The line of reasoning: what stands on it, what does not yet, and for whom."""

import re
from io import BytesIO

import pypdf
import pytest
from django.core.cache import cache
from django.urls import reverse

from coalitions.models import Ambition
from interventions.models import Choice, ChoiceMunicipality, Reach
from monitoring.models import (
    IndicatorMembership,
    IndicatorSet,
    InterpretationAmbition,
    Observation,
)
from tests import factories as make
from tests.talks import full_talk, talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def coalition():
    found = make.CoalitionFactory.create(name="Beekdal")
    place = make.MunicipalityFactory.create(name="Beekdorp")
    make.CoalitionMunicipalityFactory.create(coalition=found, municipality=place)
    return found


def place_of(coalition):
    return coalition.coverage.get().municipality


def figure(coalition, own=40, year=2021, definition=None, name="Vroeggeboorte"):
    """A figure that is less favourable than that of the country, or as it when ``own`` is 10."""
    definition = definition or make.DefinitionFactory.create(indicator__name=name)
    known = {"definition": definition, "period_start": year, "period_end": year}
    make.ObservationFactory.create(
        municipality=place_of(coalition), numerator=own, value=own, **known
    )
    make.ObservationFactory.create(
        municipality=None, numerator=1000, denominator=10_000, value=10, **known
    )
    return definition


def ambition_of(coalition, title="Eerder in beeld", **values):
    return Ambition.objects.create(coalition=coalition, title=title, **values)


def led(row, ambition):
    InterpretationAmbition.objects.create(interpretation=row, ambition=ambition)


def chosen(coalition, ambition=None, state="running", **reach):
    choice = make.ChoiceFactory.create(coalition=coalition, ambition=ambition, state=state)
    ChoiceMunicipality.objects.create(choice=choice, municipality=place_of(coalition))
    if reach:
        Reach.objects.create(choice=choice, municipality=place_of(coalition), **reach)
    return choice


def read(client, coalition):
    return client.get(reverse("monitoring:reasoning", args=[coalition.slug]))


def kinds(answer):
    return {kind.key: [one.title for one in kind.rows] for kind in answer.context["orphans"]}


def words_of(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_a_whole_line_from_figure_to_the_next_figure(client, sign_in, coalition):
    sign_in("partner", coalition)
    definition = figure(coalition)
    ambition = ambition_of(coalition)
    row = talk(coalition, indicator=definition.indicator, read_from=2021, read_until=2021)
    led(row, ambition)
    agreement = make.AgreementFactory.create(coalition=coalition, ambition=ambition)
    choice = chosen(coalition, ambition, year=2024, planned=30, reached=24)
    answer = read(client, coalition)
    (strand,) = answer.context["strands"]
    said = words_of(answer)
    assert "Vroeggeboorte in Beekdorp: 40,0% in 2021" in said
    assert "Wij herkennen dit." in said
    assert [work.title for work in strand.works] == [agreement.title, choice.intervention.name]
    assert "2024: bereikt 24, gepland 30" in said
    assert "Nog geen nieuwer cijfer." in said
    assert kinds(answer) == {}
    assert "Alles wat is vastgelegd, staat op de lijn." in said
    figure(coalition, own=30, year=2022, definition=definition)
    said = words_of(read(client, coalition))
    assert said.index("40,0% in 2021") < said.index("30,0% in 2022")
    assert "Nog geen nieuwer cijfer." not in said


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        ({}, "bereik: nog niet vastgelegd"),
        ({"year": 2024}, "2024: bereikt niet bekend, gepland niet bekend"),
        ({"year": 2024, "planned": 20}, "2024: bereikt niet bekend, gepland 20"),
        ({"year": 2024, "reached_few": True}, "2024: bereikt minder dan tien"),
    ],
)
def test_an_unknown_reach_is_said_to_be_unknown(client, sign_in, coalition, reach, words):
    sign_in("partner", coalition)
    ambition = ambition_of(coalition)
    led(talk(coalition), ambition)
    chosen(coalition, ambition, **reach)
    assert words in words_of(read(client, coalition))


def test_the_latest_year_of_which_something_is_known_is_told(client, sign_in, coalition):
    sign_in("partner", coalition)
    ambition = ambition_of(coalition)
    led(talk(coalition), ambition)
    choice = chosen(coalition, ambition, year=2024, planned=30, reached=24)
    for year in (2023, 2025):
        Reach.objects.create(choice=choice, municipality=place_of(coalition), year=year, planned=11)
    assert "2024: bereikt 24, gepland 30" in words_of(read(client, coalition))


def test_what_stands_alone_is_listed_per_kind_with_a_page_to_mend_it(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    apart = figure(coalition)
    figure(coalition, own=10, name="Als Nederland")
    lonely = ambition_of(coalition, "Zonder iets")
    row = talk(coalition)
    agreement = make.AgreementFactory.create(coalition=coalition, title="Los")
    make.AgreementFactory.create(
        coalition=coalition, title="Oud", state="ended", ended_on="2024-01-01"
    )
    choice = chosen(coalition)
    considered = chosen(coalition, state="considered")
    answer = read(client, coalition)
    name = choice.intervention.name
    found = kinds(answer)
    assert found == {
        "figures": ["Vroeggeboorte"],
        "interpretations": found["interpretations"],
        "ambitions_figure": ["Zonder iets"],
        "ambitions_work": ["Zonder iets"],
        "agreements": ["Los"],
        "choices": [name],
        "reach": [name],
    }
    assert considered.intervention.name not in words_of(answer)
    slug = coalition.slug
    base = f"/coalities/{slug}"
    wanted = {
        f"{base}/cijfers/duiding/nieuw/?cijfer={apart.indicator.key}": "indicator",
        f"{base}/cijfers/duiding/{row.pk}/ambitie/": "title",
        f"{base}/cijfers/duiding/nieuw/?ambitie={lonely.pk}": "ambitions",
        f"{base}/afspraken/nieuw/?ambitie={lonely.pk}": "ambition",
        f"/afspraken/{agreement.pk}/wijzigen/": "ambition",
        f"{base}/interventies/{choice.pk}/": "ambition",
        f"{base}/interventies/{choice.pk}/bereik/nieuw/": "year",
    }
    links = {one.mend_url: kind.key for kind in answer.context["orphans"] for one in kind.rows}
    assert set(links) == set(wanted)
    for address, field in wanted.items():
        mended = client.get(address)
        assert mended.status_code == 200, address
        assert field in mended.context["form"].fields, address
    begun = client.get(f"{base}/cijfers/duiding/nieuw/?ambitie={lonely.pk}").context["form"]
    assert begun["ambitions"].value() == [lonely.pk]
    begun = client.get(f"{base}/afspraken/nieuw/?ambitie={lonely.pk}").context["form"]
    assert begun["ambition"].value() == lonely.pk


def test_a_figure_that_was_read_in_a_set_is_not_alone(client, sign_in, coalition):
    sign_in("partner", coalition)
    definition = figure(coalition)
    known = IndicatorSet.objects.create(key="set", name="Set", valid_from=2020)
    talk(coalition)  # about the figures together: of none of them in particular
    assert "figures" in kinds(read(client, coalition))
    IndicatorMembership.objects.create(
        indicator_set=known, indicator=definition.indicator, position=1, provenance="test"
    )
    talk(coalition, indicator_set=known)
    assert "figures" not in kinds(read(client, coalition))


def test_a_stopped_ambition_is_neither_on_the_line_nor_alone(client, sign_in, coalition):
    sign_in("partner", coalition)
    gone = ambition_of(
        coalition, "Gestopt", state="stopped", ended_on="2024-01-01", stop_reason="Geen geld"
    )
    led(talk(coalition), gone)
    answer = read(client, coalition)
    assert answer.context["strands"] == []
    assert "Gestopt" not in words_of(answer)


def test_a_reader_gets_no_links_to_mend_and_an_empty_record_teaches(client, sign_in, coalition):
    sign_in("partner", coalition)
    assert "Er is nog geen duiding met een ambitie." in words_of(read(client, coalition))
    ambition_of(coalition)
    text = read(client, coalition).content.decode()
    assert "afspraken/nieuw" not in text
    assert "duiding/nieuw" not in text


def test_a_hidden_figure_stays_hidden_on_the_line(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    definition = figure(coalition, own=7)
    row = talk(coalition, indicator=definition.indicator, read_from=2021, read_until=2021)
    led(row, ambition_of(coalition))
    text = words_of(read(client, coalition))
    assert "verborgen (privacy)" in text.lower()
    assert "7,0" not in text
    figure(coalition, own=30, year=2022, definition=definition)
    assert "7,0" not in words_of(read(client, coalition))
    assert Observation.objects.filter(numerator=7).exists()


def test_only_readers_of_the_record_read_it(client, sign_in, coalition):
    """Sharing figures opens no interpretation: the lead of the region reads no local record."""
    coalition.region = make.RegionFactory.create()
    coalition.save()
    make.ConsentFactory.create(municipality=place_of(coalition), kind="figures_region")
    talk(coalition)
    for who in ("outsider", "region_lead", "analyst", "policy_viewer", "administrator"):
        sign_in(who, coalition)
        for name in ("reasoning", "reasoning_pdf", "interpretations"):
            address = reverse(f"monitoring:{name}", args=[coalition.slug])
            assert client.get(address).status_code == 404, (who, name)


def test_the_pdf_says_the_same_on_one_page(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    definition = figure(coalition)
    ambition = ambition_of(coalition)
    row = talk(coalition, indicator=definition.indicator, conclusion="Wij <b>zien</b> #dit_.")
    led(row, ambition)
    chosen(coalition, ambition, year=2024, planned=30, reached=24)
    make.AgreementFactory.create(coalition=coalition, title="Los")
    answer = client.get(reverse("monitoring:reasoning_pdf", args=[coalition.slug]))
    assert answer["Content-Type"] == "application/pdf"
    assert f"redeneerlijn-{coalition.slug}.pdf" in answer["Content-Disposition"]
    pdf = pypdf.PdfReader(BytesIO(answer.content))
    assert len(pdf.pages) == 1
    text = " ".join(pdf.pages[0].extract_text().split())
    for said in ("Eerder in beeld", "40,0%", "Wij <b>zien</b> #dit_.", "bereikt 24", "Los"):
        assert said in text, said
    assert "/StructTreeRoot" in pdf.trailer["/Root"]


def test_the_line_is_linked_from_record_figures_and_ambitions(client, sign_in, coalition):
    sign_in("partner", coalition)
    definition = figure(coalition)
    talk(coalition, indicator=definition.indicator)
    ambition_of(coalition)
    here = f'href="{reverse("monitoring:reasoning", args=[coalition.slug])}"'
    for name, args in (
        ("coalitions:detail", []),
        ("coalitions:plan", []),
        ("monitoring:coalition", []),
        ("monitoring:indicator", [definition.indicator.key]),
    ):
        text = client.get(reverse(name, args=[coalition.slug, *args])).content.decode()
        assert here in text, name


def test_a_choice_that_stopped_does_nothing_for_an_ambition(client, sign_in, coalition):
    sign_in("partner", coalition)
    ambition = ambition_of(coalition)
    led(talk(coalition), ambition)
    choice = chosen(coalition, ambition)
    Choice.objects.filter(pk=choice.pk).update(state="stopped")
    answer = read(client, coalition)
    assert kinds(answer)["ambitions_work"] == [ambition.title]


@pytest.mark.parametrize("name", ["reasoning", "interpretations"])
def test_many_talks_cost_as_many_questions_as_one(
    client, sign_in, coalition, django_assert_max_num_queries, name
):
    sign_in("coordinator", coalition)
    definition = figure(coalition)
    address = reverse(f"monitoring:{name}", args=[coalition.slug])

    def add(number):
        ambition = ambition_of(coalition, f"Ambitie {number}")
        organisation = make.PartnershipFactory.create(coalition=coalition).organisation
        row = full_talk(coalition, place_of(coalition), organisation, ambition, number)
        type(row).objects.filter(pk=row.pk).update(
            indicator=definition.indicator, read_from=2020, read_until=2020
        )
        make.AgreementFactory.create(coalition=coalition, ambition=ambition)
        make.AgreementFactory.create(coalition=coalition)
        chosen(coalition, ambition, year=2024, planned=30, reached=24)
        chosen(coalition)

    add(0)
    client.get(address)
    with django_assert_max_num_queries(1000) as first:
        client.get(address)
    for number in range(1, 13):
        add(number)
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(address)
