"""From the catalogue to the list of one's own coalition."""

import pytest
from django.urls import reverse

from interventions.selectors.adding import own_lists
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered():
    return [make.InterventionFactory.create(name=name) for name in ("Aap", "Noot", "Mies")]


def detail(client, item):
    return client.get(item.get_absolute_url()).content.decode()


def test_a_coordinator_sees_what_is_on_the_list_and_adds_what_is_not(client, sign_in, offered):
    coalition = make.CoalitionFactory.create(name="Best")
    make.ChoiceFactory.create(coalition=coalition, intervention=offered[0], state="planned")
    sign_in("coordinator", coalition)
    add = reverse("interventions:choice_add", args=[coalition.slug])
    page = detail(client, offered[0])
    assert "Op de lijst van Best" in page
    assert add not in page
    assert f"{add}?kies={offered[1].slug}" in detail(client, offered[1])
    form = client.get(f"{add}?kies={offered[1].slug}").context["form"]
    assert form.initial["intervention"] == offered[1]


def test_what_is_compared_is_added_together(client, sign_in, offered):
    coalition = make.CoalitionFactory.create()
    make.ChoiceFactory.create(coalition=coalition, intervention=offered[0])
    sign_in("coordinator", coalition)
    slugs = [one.slug for one in offered]
    page = client.get(reverse("interventions:compare"), {"kies": slugs})
    (own,) = page.context["own_lists"]
    assert [one.name for one in own.left] == ["Noot", "Mies"]
    several = client.get(
        reverse("interventions:choices_add", args=[coalition.slug]), {"kies": slugs[1:]}
    )
    assert set(several.context["form"].initial["interventions"]) == {one.pk for one in offered[1:]}
    assert not several.context["is_filtered"]


@pytest.mark.parametrize("role", ["partner", "adviser", None])
def test_who_keeps_no_record_is_offered_nothing(client, sign_in, offered, role):
    coalition = make.CoalitionFactory.create(name="Best")
    make.ChoiceFactory.create(coalition=coalition, intervention=offered[0])
    if role:
        sign_in(role, coalition)
    page = client.get(reverse("interventions:compare"), {"kies": [one.slug for one in offered]})
    assert page.context["own_lists"] == []
    assert "Op de lijst van" not in detail(client, offered[0])


def test_a_task_by_law_is_not_chosen(sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("coordinator", coalition)
    assert own_lists(user, [make.InterventionFactory.create(kind="legal_task")]) == []


def test_more_coalitions_cost_no_more(sign_in, offered, django_assert_num_queries):
    first = make.CoalitionFactory.create()
    user = sign_in("coordinator", first)
    for _number in range(3):
        other = make.CoalitionFactory.create()
        make.MembershipFactory.create(user=user, coalition=other, role="coordinator")
        make.ChoiceFactory.create(coalition=other, intervention=offered[1])
    with django_assert_num_queries(2):
        lists = own_lists(user, offered)
    assert len(lists) == 4
