"""Practice examples: the coalition writes and offers, its adviser publishes, everybody reads."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions.models import PracticeExample
from coalitions.services.examples import (
    example_add,
    example_ask_change,
    example_offer,
    example_publish,
    example_take_back,
    example_update,
)
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Oudercafé in de bieb",
    "what": "Elke maand koffie.",
    "for_whom": "aanstaande ouders",
    "phases": ["during"],
    "brought": "Meer ouders kennen de JGZ.",
    "link": "",
}


def written(coalition=None, **words):
    return example_add(coalition=coalition or make.CoalitionFactory.create(), **(WORDS | words))


def published(**words):
    return example_publish(example=example_offer(example=written(**words)))


def test_the_way_from_draft_to_published_and_back():
    example = written()
    with pytest.raises(DomainError):
        example_publish(example=example)
    offered = example_offer(example=example)
    assert example_offer(example=example).version == offered.version
    with pytest.raises(DomainError):
        example_update(example=example, expected_version=None, **WORDS)
    with pytest.raises(DomainError):
        example_ask_change(example=example, remark=" ")
    asked = example_ask_change(example=example, remark="Noem de fase.")
    assert (asked.state, asked.remark) == ("draft", "Noem de fase.")
    changed = example_update(example=example, expected_version=asked.version, **WORDS)
    with pytest.raises(EditConflict):
        example_update(example=example, expected_version=asked.version, **WORDS)
    offered = example_offer(example=changed)
    assert offered.remark == ""
    with pytest.raises(EditConflict):
        example_publish(example=offered, expected_version=1)
    done = example_publish(example=offered, expected_version=offered.version)
    assert (done.state, bool(done.published_on)) == ("published", True)
    with pytest.raises(DomainError):
        example_offer(example=done)
    assert example_take_back(example=done).state == "withdrawn"
    assert example_take_back(example=done).state == "withdrawn"
    assert example_take_back(example=example_offer(example=done)).state == "draft"


def test_addresses_are_unique():
    coalition = make.CoalitionFactory.create()
    slugs = [written(coalition).slug for _one in range(3)]
    assert len(set(slugs)) == 3
    assert slugs[1].endswith("-2")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "published"}, "published_example_has_a_date"),
        ({"state": "offered"}, "offered_example_has_a_date"),
        ({"phases": ["later"]}, "example_known_phases"),
    ],
)
def test_the_database_refuses_what_cannot_be(values, name):
    rows = PracticeExample.objects.filter(pk=written().pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**values)
    rows.update(state="published", published_on=date(2026, 1, 1))


def test_only_published_examples_are_everybodys():
    shown, hidden = published(), written()
    assert list(PracticeExample.objects.visible_to(AnonymousUser())) == [shown]
    member = make.MembershipFactory.create(coalition=hidden.coalition).user
    assert set(PracticeExample.objects.visible_to(member)) == {shown, hidden}


def test_visitors_find_examples_by_phase_and_words(client):
    cafe = published()
    money = published(title="Schulden bespreken", phases=["before"], what="100% samen.")
    written(title="Nog niet klaar")

    def found(**asked):
        page = client.get(reverse("dashboard:examples"), asked)
        assert page.status_code == 200
        return set(page.context["object_list"])

    assert found() == {cafe, money}
    assert found(q="oudercafe BIEB") == {cafe}
    assert found(q="100%") == {money}
    assert found(phase="before") == {money}
    assert found(phase="before", q="bieb") == set()
    assert found(phase="onzin") == {cafe, money}
    page = client.get(cafe.public_url)
    assert "Meer ouders kennen de JGZ." in page.content.decode()
    example_take_back(example=cafe)
    assert client.get(cafe.public_url).status_code == 404


def test_a_coordinator_writes_and_the_adviser_publishes(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    add = reverse("coalitions:example_add", args=[coalition.slug])
    assert client.post(add, once(WORDS | {"what": ""})).status_code == 200
    assert client.post(add, once(WORDS | {"link": "javascript:alert(1)"})).status_code == 200
    page = client.post(add, once(WORDS)).url
    example = PracticeExample.objects.get()
    steps = {
        name: reverse(f"coalitions:example_{name}", args=[coalition.slug, example.pk])
        for name in ("update", "offer", "take_back", "read")
    }
    assert client.post(steps["update"], WORDS | {"title": "B", "version": 1}).status_code == 302
    assert client.post(steps["update"], WORDS | {"version": 1}).status_code == 409
    client.post(steps["offer"])
    assert client.get(steps["update"]).status_code == 302
    sign_in("adviser", coalition)
    assert [e.pk for e in client.get("/praktijkvoorbeelden/").context["waiting"]] == [example.pk]
    assert client.get(page).context["may_publish"]
    seen = PracticeExample.objects.get().version
    data = {"do": "change", "version": seen, "remark": ""}
    assert client.post(steps["read"], data).status_code == 200
    assert client.post(steps["read"], data | {"remark": "Korter."}).status_code == 302
    assert client.post(steps["read"], {"do": "publish", "version": seen + 1}).status_code == 200
    example_offer(example=example)
    assert client.post(steps["read"], {"do": "publish", "version": seen}).status_code == 409
    assert client.post(steps["read"], {"do": "publish", "version": seen + 2}).status_code == 302
    example.refresh_from_db()
    assert example.state == "published"
    assert client.post(steps["take_back"]).status_code == 403


def test_the_main_menu_has_them_for_who_writes_and_reads_them(client, sign_in):
    coalition = make.CoalitionFactory.create(region=make.RegionFactory.create())

    def has_them(who):
        sign_in(who, coalition)
        page = client.get(reverse("about"))
        urls = [str(item.url) for item in page.context["navigation"]]
        return reverse("dashboard:examples") in urls

    shown = {
        who: has_them(who)
        for who in ("nobody", "coordinator", "partner", "adviser", "region_lead", "analyst")
    }
    assert shown == {
        "nobody": True,
        "coordinator": True,
        "partner": True,
        "adviser": True,
        "region_lead": False,
        "analyst": False,
    }
