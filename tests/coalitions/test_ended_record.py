"""The record of a coalition that ended: to be read, and its pages ask nobody to go on with it."""

import pytest
from django.urls import reverse

from kansrijkestart.core import clock
from tests import factories as make
from tests.monitoring.export_world import pdf_text

pytestmark = pytest.mark.django_db

OFFERS = {
    "coalitions:partners": "coalitions:partners_add",
    "coalitions:plan": "coalitions:ambition_add",
    "coalitions:actions": "coalitions:action_add",
    "coalitions:checklist": "coalitions:checklist_start",
    "coalitions:bottlenecks": "coalitions:bottleneck_add",
    "coalitions:embedding": "coalitions:embedding_add",
    "agreements:list": "agreements:create",
    "interventions:choices": "interventions:choice_add",
    "monitoring:coalition": "monitoring:own_add",
}


@pytest.mark.parametrize("name", OFFERS)
@pytest.mark.parametrize("is_over", [True, False])
def test_its_pages_offer_nothing_to_add(client, sign_in, name, is_over):
    when = {"stage": "ended", "ended_on": clock.today()} if is_over else {}
    coalition = make.CoalitionFactory.create(**when)
    make.ChecklistFactory.create()
    sign_in("coordinator", coalition)
    page = client.get(reverse(name, args=[coalition.slug])).content.decode()
    offer = reverse(OFFERS[name], args=[coalition.slug])
    assert (offer in page) is not is_over
    assert ("Het dossier blijft te lezen." in page) is is_over


EMPTY = [
    "agreements:list",
    "coalitions:actions",
    "coalitions:bottlenecks",
    "coalitions:coming",
    "coalitions:embedding",
    "coalitions:examples",
    "coalitions:leads",
    "coalitions:meetings",
    "coalitions:partners",
    "coalitions:plan",
    "coalitions:polls",
    "coalitions:road_map",
    "dashboard:coalition_money",
    "interventions:choices",
    "monitoring:interpretations",
]


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("who", ["coordinator", "partner"])
def test_an_empty_list_promises_nothing(client, sign_in, name, who):
    coalition = make.CoalitionFactory.create(stage="ended", ended_on=clock.today())
    sign_in(who, coalition)
    page = client.get(reverse(name, args=[coalition.slug])).content.decode()
    assert "Hier is niets vastgelegd, en deze coalitie is gestopt." in page
    assert "De coördinator" not in page.split("<main")[1].split('class="ks-fold')[0]


def test_a_partner_is_not_told_to_add_what_only_a_coordinator_adds(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("partner", coalition)
    for name in ("agreements:list", "interventions:choices", "coalitions:coming"):
        page = client.get(reverse(name, args=[coalition.slug])).content.decode()
        for words in ("Begin met één afspraak", "Kies uit de erkende", "Geef een actie"):
            assert words not in page, name


def test_it_is_not_said_to_be_begun_and_can_be_opened_again(client, sign_in):
    coalition = make.CoalitionFactory.create(stage="ended", ended_on=clock.today())
    sign_in("coordinator", coalition)
    page = client.get(coalition.get_absolute_url()).content.decode()
    assert "Begin waar je wilt" not in page
    assert reverse("coalitions:reopen", args=[coalition.slug]) in page
    course = client.get(reverse("coalitions:life", args=[coalition.slug])).content.decode()
    assert "heeft geen gemeenten meer" in course
    figures = client.get(reverse("monitoring:coalition", args=[coalition.slug])).content.decode()
    assert "heeft geen gemeenten meer" in figures
    assert "Voeg ze toe" not in figures


def test_what_it_has_no_more_is_not_called_missing(client, sign_in):
    checklist = make.ChecklistFactory.create()
    make.PrincipleFactory.create(checklist=checklist, key="cijfers", number=4)
    coalition = make.CoalitionFactory.create(stage="ended", ended_on=clock.today())
    sign_in("coordinator", coalition)
    page = client.get(coalition.get_absolute_url()).content.decode()
    assert "Er zijn nog geen cijfers geladen" not in page
    assert "Deze coalitie is gestopt en heeft geen gemeenten meer." in page
    answer = client.get(reverse("coalitions:report", args=[coalition.slug]))
    paper = pdf_text(answer.content)
    assert "Gestopt" in paper
    assert "gemeente" not in paper.split("Stand van zaken")[1].split("Vijf basisprincipes")[0]


def test_contact_persons_can_still_be_erased(client, sign_in):
    coalition = make.CoalitionFactory.create(stage="ended", ended_on=clock.today())
    sign_in("coordinator", coalition)
    page = client.get(reverse("coalitions:partners", args=[coalition.slug])).content.decode()
    assert reverse("coalitions:contacts", args=[coalition.slug]) in page
