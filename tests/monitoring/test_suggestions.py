"""Suggestions: a reason for each, nothing from what is hidden or unknown, never a ranking."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from coalitions.models import Ambition
from interventions.models import Choice, Recognition
from kansrijkestart.core import clock
from monitoring.models import InterventionIndicator, Observation
from monitoring.selectors.suggestions import suggestions_for
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def coalition(sign_in):
    found = make.CoalitionFactory.create(name="Beekdal")
    place = make.MunicipalityFactory.create(name="Beekdorp")
    make.CoalitionMunicipalityFactory.create(coalition=found, municipality=place)
    sign_in("coordinator", found)
    return found


def recognised(name="Wiegwerk", *, phases=("during",), until=None, **values):
    item = make.InterventionFactory.create(name=name, phases=list(phases), **values)
    Recognition.objects.create(
        intervention=item,
        level="well_founded",
        recognised_on=date(2020, 3, 1),
        expires_on=until,
        source="test",
    )
    return item


def figure(coalition, own=40, country=10, *, direction="down", at=0, **values):
    """An indicator with the number of a hundred of a municipality and of ten thousand."""
    definition = values.pop("definition", None) or make.DefinitionFactory.create(
        direction=direction, indicator__name="Vroeggeboorte"
    )
    place = coalition.coverage.order_by("pk")[at].municipality
    shown = {"numerator": own, "value": own} if own is not None else {}
    make.ObservationFactory.create(
        definition=definition, municipality=place, denominator=values.pop("of", 100), **shown
    )
    if (
        country is not None
        and not Observation.objects.filter(definition=definition, municipality=None).exists()
    ):
        make.ObservationFactory.create(
            definition=definition,
            municipality=None,
            numerator=country * 100,
            denominator=10_000,
            value=country,
        )
    return definition.indicator


def link(item, indicator):
    return InterventionIndicator.objects.create(intervention=item, indicator=indicator)


def ambition(coalition, phase="during", **values):
    values = {"title": "Eerder in beeld"} | values
    return Ambition.objects.create(coalition=coalition, phase=phase, **values)


def names(rows):
    return [one.intervention.name for one in rows]


def page(client, coalition):
    found = client.get(reverse("monitoring:suggestions", args=[coalition.slug]))
    assert found.status_code == 200
    return " ".join(found.content.decode().split())


def test_an_unfavourable_figure_gives_what_stands_beside_it_with_the_reason(client, coalition):
    link(recognised(), figure(coalition))
    body = page(client, coalition)
    assert (
        "Omdat: Vroeggeboorte is in Beekdorp ongunstiger dan in Nederland (2021), en deze "
        "interventie staat bij dat cijfer." in body
    )
    assert "Goed onderbouwd" in body
    assert "1 maart 2020" in body
    assert "Dit is geen rangorde" in body


@pytest.mark.parametrize(
    ("own", "country", "direction", "unknown"),
    [
        (10, 40, "down", 0),  # more favourable
        (20, 20, "down", 0),  # similar
        (40, 10, "up", 0),  # higher is better here
        (40, 10, "neutral", 0),  # nobody says that higher is worse
        (40, None, "down", 1),  # nothing to compare with
        (4, 40, "up", 1),  # hidden, although it is far worse
    ],
)
def test_any_other_figure_gives_nothing(coalition, own, country, direction, unknown):
    link(recognised(), figure(coalition, own, country, direction=direction))
    found = suggestions_for(coalition)
    assert not found.fresh
    assert not found.has_grounds
    assert found.seen.unknown == unknown


def test_what_is_hidden_is_said_and_its_number_is_nowhere(client, coalition):
    link(recognised(), figure(coalition, 7, 60, direction="up", of=93))
    link(recognised("Anders"), make.IndicatorFactory.create())  # never published here
    body = page(client, coalition)
    assert "Van 2 van de 2 cijfers weten we het niet" in body
    assert "Wiegwerk" not in body
    # A number, not two signs of a token or of a version.
    assert not re.search(r"(?<![\w.-])93(?![\w-])", body)


def test_a_figure_without_a_link_gives_no_intervention_and_is_named(client, coalition):
    recognised(phases=["during"])  # the same phase is not enough
    figure(coalition)
    found = suggestions_for(coalition)
    assert (found.fresh, [one.indicator.name for one in found.bare]) == ([], ["Vroeggeboorte"])
    body = page(client, coalition)
    assert "niemand zette er nog een erkende interventie bij" in body


@pytest.mark.parametrize(
    ("values", "stays"),
    [
        ({}, True),
        ({"until": clock.today() + timedelta(days=30)}, True),
        ({"until": clock.today()}, False),
        ({"kind": "legal_task"}, False),
        ({"is_local": True}, False),
        ({"phases": ["after"]}, False),
    ],
)
def test_an_ambition_gives_what_is_recognised_now_for_its_phase(client, coalition, values, stays):
    recognised(**values)
    make.InterventionFactory.create(name="Zonder erkenning", phases=["during"])
    ambition(coalition)
    assert names(suggestions_for(coalition).fresh) == (["Wiegwerk"] if stays else [])
    body = page(client, coalition)
    assert "Zonder erkenning" not in body
    assert ("Eerder in beeld" in body) == stays


def test_a_lapsed_level_gives_way_to_one_that_stands(coalition):
    item = recognised(until=clock.today() - timedelta(days=1))
    Recognition.objects.create(
        intervention=item, level="well_described", database="Loket", source="test"
    )
    ambition(coalition)
    [one] = suggestions_for(coalition).fresh
    assert one.recognition.recognition.level == "well_described"


def test_an_ambition_that_is_over_or_without_a_phase_gives_nothing(client, coalition):
    recognised()
    ambition(coalition, state="reached", ended_on=clock.today())
    ambition(coalition, phase="", title="Nog open")
    found = suggestions_for(coalition)
    assert (found.fresh, found.phaseless, found.has_grounds) == ([], 1, False)
    body = page(client, coalition)
    assert "1 ambitie noemt geen fase" in body
    assert "Schrijf op wat jullie willen bereiken" in body


def test_the_order_is_phase_then_name_whatever_the_level(coalition):
    for name, phases, level in (
        ("Zeta", ["before", "after"], "well_described"),
        ("Beta", ["during"], "strong_indications"),
        ("Alfa", ["during"], "well_described"),
        ("Aap", ["after"], "strong_indications"),
    ):
        item = recognised(name, phases=phases)
        item.recognitions.update(level=level)
    for phase in ("after", "during"):
        ambition(coalition, phase, title=phase)
    assert names(suggestions_for(coalition).fresh) == ["Zeta", "Alfa", "Beta", "Aap"]


@pytest.mark.parametrize("state", ["running", "planned", "considered", "stopped"])
def test_what_is_on_the_list_stands_apart(client, coalition, state):
    choice = make.ChoiceFactory.create(coalition=coalition, intervention=recognised(), state=state)
    ambition(coalition)
    found = suggestions_for(coalition)
    assert (found.fresh, [one.choice for one in found.listed]) == ([], [choice])
    body = page(client, coalition)
    assert "Staat al op jullie lijst" in body
    assert "stand=considered" not in body


def test_many_municipalities_are_counted_and_few_are_named(coalition):
    definition = make.DefinitionFactory.create(direction="down", indicator__name="Roken")
    for number in range(4):
        place = make.MunicipalityFactory.create(name=f"Plaats {number}")
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    link(recognised(), definition.indicator)
    for at in (1, 2, 3):
        figure(coalition, definition=definition, at=at)
    [one] = suggestions_for(coalition).fresh
    assert "Plaats 0, Plaats 1, Plaats 2 ongunstiger" in one.reasons[0].sentence
    figure(coalition, definition=definition, at=4)
    cache.clear()
    [one] = suggestions_for(coalition).fresh
    assert "4 van de 5 gemeenten ongunstiger" in one.reasons[0].sentence


def test_ambitions_of_a_phase_are_one_reason(coalition):
    recognised()
    for title in "ABC":
        ambition(coalition, title=title)
    [one] = suggestions_for(coalition).fresh
    [reason] = one.reasons
    assert reason.sentence == (
        "Omdat: jullie ambities “A”, “B”, “C” gaan over de fase tijdens de zwangerschap, en deze "
        "interventie is voor die fase bedoeld."
    )
    ambition(coalition, title="D")
    [one] = suggestions_for(coalition).fresh
    assert "4 van jullie ambities gaan over" in one.reasons[0].sentence


def test_considering_fills_the_form_and_compare_takes_what_is_ticked(client, coalition):
    item, other = recognised(), recognised("Tweede")
    ambition(coalition)
    address = f"{reverse('interventions:choice_add', args=[coalition.slug])}?kies={item.slug}"
    assert f"{address}&amp;stand=considered" in page(client, coalition)
    form = client.get(f"{address}&stand=considered").context["form"]
    assert (form.initial["intervention"], form.initial["state"]) == (item, "considered")
    assert client.get(f"{address}&stand=nonsens").context["form"].initial["state"] == "running"
    data = once({"intervention": item.pk, "state": "considered", "reason": ""})
    assert client.post(address, data).status_code == 302
    assert Choice.objects.get().state == "considered"
    compare = f"{reverse('interventions:compare')}?kies={item.slug}&kies={other.slug}"
    assert "Tweede" in client.get(compare).content.decode()


def test_a_partner_reads_it_and_adds_nothing(client, coalition, sign_in):
    recognised()
    ambition(coalition)
    sign_in("partner", coalition)
    body = page(client, coalition)
    assert "Wiegwerk" in body
    assert "stand=considered" not in body


def test_the_pages_lead_there(client, coalition):
    address = reverse("monitoring:suggestions", args=[coalition.slug])
    choices = client.get(reverse("interventions:choices", args=[coalition.slug]))
    assert address in choices.content.decode()
    figures = reverse("monitoring:coalition", args=[coalition.slug])
    assert address not in client.get(figures).content.decode()
    figure(coalition)
    cache.clear()
    assert address in client.get(figures).content.decode()
