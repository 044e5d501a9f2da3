"""What was put off comes back as long as it asks for a talk, and is ticked already."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coalitions.registry import Reading
from coalitions.selectors.agendas import offered_for
from coalitions.services.actions import action_complete
from coalitions.services.agendas import agenda_close
from kansrijkestart.core import clock
from tests.agendas.world import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(table):
    """A meeting in which nobody got to an action and a point of their own."""
    agenda = table.prepare("Bellen", own=("Vakantie",))
    return agenda_close(agenda=agenda, held_on=TODAY, expected_version=agenda.version)


def put_off(table):
    earlier, _offers = offered_for(table.prepare(), Reading(table.coalition, table.keeper))
    return [row.title for row in earlier]


def test_a_record_that_was_settled_since_is_not_offered_again(table, held):
    assert put_off(table) == ["Bellen", "Vakantie"]
    table.action.refresh_from_db()
    action_complete(action=table.action, result="Gebeld", expected_version=table.action.version)
    assert put_off(table) == ["Vakantie"]


def test_a_point_of_ones_own_waits_for_a_year(table, held):
    following, reading = table.prepare(), Reading(table.coalition, table.keeper)
    for days, offered in ((366, True), (367, False)):
        with clock.travel(clock.now() + timedelta(days=days)):
            earlier, _offers = offered_for(following, reading)
            assert ("Vakantie" in {row.title for row in earlier}) is offered


def test_an_empty_agenda_begins_with_what_was_put_off_and_what_is_late(client, table):
    client.force_login(table.keeper)

    def ticked(agenda):
        address = reverse("coalitions:agenda_choose", args=[table.coalition.slug, agenda.pk])
        groups = client.get(address).context["groups"]
        return [row.title for group in groups for row in group.rows if row.is_ticked]

    first = table.prepare()
    assert ticked(first) == ["Bellen"], "three days late; the rest has time"
    table.put_on(first, "Overdracht", own=("Vakantie",))
    assert ticked(first) == [], "what stands there now was chosen"
    agenda_close(agenda=first, held_on=TODAY, expected_version=first.version)
    assert set(ticked(table.prepare())) == {"Overdracht", "Vakantie", "Bellen"}
