"""Actions: adding, changing, and the partner who does one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Action
from coalitions.services.actions import action_add, action_complete, action_update
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


def test_only_people_and_partners_of_the_coalition_get_an_action():
    member, partner = make.MembershipFactory.create(), make.PartnershipFactory.create()
    outsider = make.UserFactory.create()
    assert action_add(coalition=member.coalition, title="A", assigned_to=member.user).pk
    assert action_add(coalition=partner.coalition, title="B", organisation=partner.organisation).pk
    for wrong in ({"assigned_to": outsider}, {"organisation": partner.organisation}):
        with pytest.raises(DomainError) as error:
            action_add(coalition=member.coalition, title="C", **wrong)
        assert "who" in error.value.message_dict


def test_completing_twice_changes_nothing_and_dropped_is_refused():
    member = make.MembershipFactory.create()
    action = action_add(coalition=member.coalition, title="A", assigned_to=member.user)
    first = action_complete(action=action, result="Gelukt")
    again = action_complete(action=action, result="Gelukt")
    assert (again.state, again.done_on, again.version) == ("done", clock.today(), first.version)
    action_update(action=action, expected_version=None, title="A", state="dropped")
    with pytest.raises(DomainError):
        action_complete(action=action, result="Toch")
    reopened = action_update(action=action, expected_version=None, title="A", state="open")
    assert reopened.done_on is None
    with pytest.raises(EditConflict):
        action_update(action=action, expected_version=1, title="B", state="open")


def test_a_partner_does_their_action_and_nobody_elses(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("partner", coalition)
    mine = action_add(coalition=coalition, title="Bellen", assigned_to=user)
    other = action_add(coalition=coalition, title="Schrijven")
    listed = client.get(reverse("coalitions:my_actions")).context["object_list"]
    assert list(listed) == [mine]
    url = reverse("coalitions:action_done", args=[mine.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"result": "x" * 2001, "version": 1}).status_code == 200
    assert client.post(url, {"result": "Gelukt", "version": 1}).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.result) == ("done", "Gelukt")
    assert client.get(reverse("coalitions:action_done", args=[other.pk])).status_code == 403
    elsewhere = Action.objects.create(coalition=make.CoalitionFactory.create(), title="X")
    assert client.get(reverse("coalitions:action_done", args=[elsewhere.pk])).status_code == 404


def test_coordinator_adds_and_changes(client, sign_in):
    partner = make.PartnershipFactory.create()
    coalition = partner.coalition
    sign_in("coordinator", coalition)
    add = reverse("coalitions:action_add", args=[coalition.slug])
    assert client.post(add, once({"title": "", "version": 0})).status_code == 200
    assert client.post(add, once({"title": "A", "who": "u999", "version": 0})).status_code == 200
    data = {"title": "A", "who": f"o{partner.organisation_id}", "version": 0}
    assert client.post(add, once(data)).status_code == 302
    action = Action.objects.get()
    assert action.organisation == partner.organisation
    change = reverse("coalitions:action_update", args=[coalition.slug, action.pk])
    data = {"title": "B", "who": "", "state": "open", "version": 1}
    assert client.post(change, once(data)).status_code == 302
    late = client.post(change, once(data | {"who": f"o{partner.organisation_id}"}))
    assert late.status_code == 409
    told = {str(theirs): mine for _label, theirs, mine in late.context["conflict"]["fields"]}
    assert list(told.values()) == [partner.organisation.name]
    other = Action.objects.create(coalition=make.CoalitionFactory.create(), title="X")
    wrong = reverse("coalitions:action_update", args=[coalition.slug, other.pk])
    assert client.get(wrong).status_code == 404


def test_a_second_click_adds_one_action(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    url = reverse("coalitions:action_add", args=[coalition.slug])
    key = client.get(url).context["form"]["idempotency_key"].value()
    for _click in range(2):
        answer = client.post(url, {"title": "A", "version": 0, "idempotency_key": key})
        assert answer.url == reverse("coalitions:actions", args=[coalition.slug])
    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "state", "is_told"),
    [(-1, "open", True), (0, "open", False), (None, "open", False), (-1, "dropped", False)],
)
def test_an_open_action_says_that_its_day_is_over(client, sign_in, days, state, is_told):
    coalition = make.CoalitionFactory.create()
    user = sign_in("partner", coalition)
    due_on = None if days is None else clock.today() + timedelta(days=days)
    Action.objects.create(
        coalition=coalition, title="Bellen", assigned_to=user, due_on=due_on, state=state
    )
    mine = reverse("coalitions:my_actions")
    for address in (mine, reverse("coalitions:actions", args=[coalition.slug])):
        assert ("de dag is voorbij" in client.get(address).content.decode()) is is_told
    start = client.get("/").content.decode()
    part = start.split('id="actions"')[1].split("</section>")[0]
    assert ("de dag is voorbij" in part) is is_told


def test_open_actions_come_first(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    done = Action.objects.create(
        coalition=coalition, title="K", state="done", done_on=clock.today(), due_on=clock.today()
    )
    late = Action.objects.create(coalition=coalition, title="Z")
    soon = Action.objects.create(coalition=coalition, title="Y", due_on=clock.today())
    page = client.get(reverse("coalitions:actions", args=[coalition.slug]))
    assert list(page.context["object_list"]) == [soon, late, done]


@pytest.mark.parametrize("name", ["coalitions:actions", "coalitions:my_actions"])
def test_lists_cost_the_same_for_one_action_and_for_thirty(client, sign_in, name):
    coalition = make.CoalitionFactory.create()
    user, counts = sign_in("coordinator", coalition), []
    url = reverse(
        name, args=[coalition.slug] if name.endswith("actions") and "my" not in name else []
    )
    for size in (1, 29):
        for number in range(size):
            Action.objects.create(coalition=coalition, title=str(number), assigned_to=user)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
