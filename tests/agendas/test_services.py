"""Preparing, deciding and closing: what the services do, and each refusal."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from coalitions.models import Action, Agenda, AgendaDecision, Meeting
from coalitions.registry import Reading
from coalitions.selectors.agendas import agendas_of, lines_of, offered_for
from coalitions.selectors.coming import coming_for
from coalitions.selectors.timeline import milestones_for
from coalitions.services.actions import action_add, action_complete
from coalitions.services.agenda_items import (
    NewAction,
    RecordChangedError,
    item_move,
    item_remove,
    items_add,
)
from coalitions.services.agendas import (
    agenda_cancel,
    agenda_close,
    agenda_presence_save,
    agenda_save,
)
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agendas.world import TODAY, TOMORROW

pytestmark = pytest.mark.django_db
BSN = "111222333"


def close(agenda, **values):
    return agenda_close(agenda=agenda, held_on=TODAY, expected_version=None, **values)


def titles(agenda):
    return list(agenda.items.values_list("title", flat=True))


def test_a_day_that_is_over_cannot_be_prepared(table):
    with pytest.raises(DomainError) as refusal:
        agenda_save(coalition=table.coalition, day=TODAY - timedelta(days=1))
    assert "day" in refusal.value.message_dict
    agenda = agenda_save(coalition=table.coalition, day=TOMORROW)
    Agenda.objects.update(day=TODAY - timedelta(days=1))
    same = agenda_save(
        coalition=table.coalition,
        agenda=agenda,
        day=TODAY - timedelta(days=1),
        kind="parents",
        expected_version=1,
    )
    assert (same.kind, same.version) == ("parents", 2)
    with pytest.raises(EditConflict):
        agenda_save(coalition=table.coalition, agenda=agenda, day=TOMORROW, expected_version=1)


def test_of_a_coalition_that_ended_no_meeting_is_prepared(table):
    agenda = table.prepare(own=("Iets",))
    table.coalition.stage = "ended"
    table.coalition.ended_on = TODAY
    table.coalition.save()
    with pytest.raises(DomainError):
        agenda_save(coalition=table.coalition, day=TOMORROW)
    with pytest.raises(DomainError):
        close(agenda)


def test_a_prepared_meeting_is_ahead_and_was_not_held(table):
    agenda = table.prepare(own=("Iets",))
    reading = Reading(table.coalition, table.keeper)
    ahead = [one for one in coming_for(reading) if "agenda" in one.url]
    assert [one.on for one in ahead] == [TODAY]
    assert Meeting.objects.count() == 0
    words = {str(one.words) for one in milestones_for(reading)}
    assert "Overleg" not in words
    close(agenda, next_on=TOMORROW)
    assert Meeting.objects.count() == 1
    assert "Overleg" in {str(one.words) for one in milestones_for(reading)}
    [after] = [one for one in coming_for(reading) if "overleggen" in one.url]
    assert after.on == TOMORROW
    agenda_save(coalition=table.coalition, day=TOMORROW)
    [after] = [one for one in coming_for(reading) if "overleggen" in one.url]
    assert "agenda" in after.url  # the preparation, not the same day once more


def test_a_meeting_without_items_on_a_day_to_come_or_twice_is_not_closed(table):
    agenda = table.prepare()
    with pytest.raises(DomainError):
        close(agenda)
    items_add(agenda=agenda, user=table.keeper, own=("Iets",))
    with pytest.raises(DomainError) as refusal:
        agenda_close(agenda=agenda, held_on=TOMORROW, expected_version=None)
    assert "held_on" in refusal.value.message_dict
    with pytest.raises(ValidationError):
        close(agenda, next_on=TODAY)
    assert Meeting.objects.count() == 0
    with pytest.raises(EditConflict):
        agenda_close(agenda=agenda, held_on=TODAY, expected_version=99)
    close(agenda)
    with pytest.raises(DomainError):
        close(agenda)
    assert Meeting.objects.count() == 1


def test_a_cancelled_meeting_gives_its_items_back_and_takes_nothing(table):
    agenda = table.prepare("Bellen")
    agenda_cancel(agenda=agenda)
    assert agenda_cancel(agenda=agenda).version == 2
    with pytest.raises(DomainError):
        items_add(agenda=agenda, user=table.keeper, own=("Iets",))
    begun = table.prepare("Bellen")
    assert titles(begun) == ["Bellen"]
    table.decide(begun.items.get(), "action_done")
    with pytest.raises(DomainError):
        agenda_cancel(agenda=begun)
    closed = close(begun)
    with pytest.raises(DomainError):
        agenda_cancel(agenda=closed)


def test_what_asks_for_a_talk_is_offered_once(table):
    agenda = table.prepare()
    reading = Reading(table.coalition, table.keeper)
    _earlier, offers = offered_for(agenda, reading)
    assert [(one.source.key, one.title) for one in offers] == [
        ("agreements", "Overdracht"),
        ("actions", "Bellen"),
        ("bottlenecks", "Wachttijd"),
        ("choices", "VoorZorg"),
    ]
    table.put_on(agenda, "Bellen", "Wachttijd", own=("Vakantie",))
    assert titles(agenda) == ["Bellen", "Wachttijd", "Vakantie"]
    table.put_on(agenda, "Bellen")
    assert titles(agenda) == ["Bellen", "Wachttijd", "Vakantie"]
    assert {one.title for one in offered_for(agenda, reading)[1]} == {"Overdracht", "VoorZorg"}
    stranger = make.UserFactory.create()
    assert offered_for(agenda, Reading(table.coalition, stranger)) == ([], [])
    other = make.CoalitionFactory.create()
    theirs = f"actions:{action_add(coalition=other, title='Bellen').pk}"
    assert items_add(agenda=agenda, user=table.keeper, keys=[theirs]) == []


def test_a_number_of_a_person_goes_on_no_agenda_and_in_no_minutes(table):
    agenda = table.prepare("Bellen")
    with pytest.raises(ValidationError):
        items_add(agenda=agenda, user=table.keeper, own=(f"Over {BSN}",))
    with pytest.raises(ValidationError):
        table.decide(agenda.items.get(), text=f"Over {BSN}")
    with pytest.raises(ValidationError):
        table.decide(agenda.items.get(), action=NewAction(f"Bel {BSN}"))


def test_items_move_one_place_and_the_second_click_moves_nothing(table):
    agenda = table.prepare(own=("Een", "Twee", "Drie"))
    last = agenda.items.last()
    item_move(item=last, way="up", seen=3)
    item_move(item=last, way="up", seen=3)
    item_move(item=agenda.items.first(), way="down", seen=2)  # somebody else moved it meanwhile
    assert titles(agenda) == ["Een", "Drie", "Twee"]
    item_move(item=agenda.items.first(), way="up", seen=1)
    item_move(item=agenda.items.first(), way="down", seen=1)
    assert titles(agenda) == ["Drie", "Een", "Twee"]


def test_an_item_goes_off_until_it_was_talked_about(table):
    agenda = table.prepare("Bellen", own=("Een",))
    first, second = agenda.items.all()
    item_remove(item=second)
    item_remove(item=second)
    table.decide(first, "action_done")
    with pytest.raises(DomainError):
        item_remove(item=first)
    assert titles(agenda) == ["Bellen"]


def test_deciding_asks_for_words_and_for_a_decision(table):
    item = table.prepare("Bellen").items.get()
    for values in (
        {"outcome": "decided"},
        {"outcome": "postponed", "landing": "action_done"},
        {"outcome": "no_decision", "action": NewAction("Bellen")},
        {"outcome": ""},
        {"landing": "action_moved"},
        {"landing": "agreement_holds", "day": TOMORROW},
        {"landing": "bestaat niet"},
    ):
        with pytest.raises(ValidationError):
            table.decide(item, **values)
    item.refresh_from_db()
    assert (item.outcome, item.version, AgendaDecision.objects.count()) == ("", 1, 0)
    kept = table.decide(item, outcome="no_decision")
    with pytest.raises(EditConflict):
        table.decide(item, text="Later")
    table.decide(kept, "action_done", text="Gebeld.")
    kept.refresh_from_db()
    with pytest.raises(DomainError):
        table.decide(kept, outcome="postponed")


def test_a_decision_and_a_new_action_land_together_or_not_at_all(table):
    item = table.prepare("Bellen").items.get()
    stranger = make.OrganisationFactory.create()
    with pytest.raises(DomainError) as refusal:
        table.decide(item, "action_done", action=NewAction("Schrijven", organisation=stranger))
    assert "action_who" in refusal.value.message_dict
    table.action.refresh_from_db()
    assert table.action.state == "open"
    action = NewAction("Schrijven", organisation=table.organisation, due_on=TOMORROW)
    table.decide(item, "action_done", text="Gebeld.", action=action)
    table.action.refresh_from_db()
    assert (table.action.state, table.action.result) == ("done", "Gebeld.")
    made = Action.objects.get(title="Schrijven")
    assert (made.organisation, made.due_on) == (table.organisation, TOMORROW)
    assert list(item.decisions.values_list("kind", "who", "due_on")) == [
        ("action_done", "", None),
        ("action_add", table.organisation.name, TOMORROW),
    ]


def test_a_record_that_somebody_changed_meanwhile_is_not_decided_about(table):
    item = table.prepare("Bellen").items.get()
    Action.objects.filter(pk=table.action.pk).update(version=7)
    with pytest.raises(RecordChangedError) as refusal:
        table.decide(item, "action_done", record_version=1)
    assert refusal.value.version == 7
    action_complete(action=table.action, result="Al gedaan")
    with pytest.raises(DomainError) as gone:
        table.decide(item, "action_moved", day=TOMORROW)
    assert "landing" in gone.value.message_dict


def test_who_is_there_comes_from_the_partners_and_goes_into_the_meeting(table):
    agenda = table.prepare(own=("Een",))
    kept = {"agenda": agenda, "parents_present": 2}
    with pytest.raises(DomainError):
        agenda_presence_save(
            **kept, present=[make.OrganisationFactory.create()], expected_version=1
        )
    agenda_presence_save(**kept, present=[table.organisation], expected_version=1)
    with pytest.raises(EditConflict):
        agenda_presence_save(**kept, present=[], expected_version=1)
    table.decide(agenda.items.get(), text="Wij gaan door.")
    closed = close(agenda)
    meeting = closed.meeting
    assert [row.organisation for row in meeting.present.all()] == [table.organisation]
    assert (meeting.parents_present, meeting.outcome) == (2, "Een: Wij gaan door.")
    before = table.organisation.name
    table.organisation.name = "Nieuwe naam"
    table.organisation.save()
    assert [row.name for row in closed.present.all()] == [before]


def test_a_partner_that_left_meanwhile_stays_in_the_minutes(table):
    agenda = table.prepare(own=("Een",))
    agenda_presence_save(
        agenda=agenda, present=[table.organisation], parents_present=None, expected_version=1
    )
    table.coalition.partners.update(until=TODAY - timedelta(days=1), since=None)
    closed = close(agenda)
    assert closed.present.count() == 1
    assert closed.meeting.present.count() == 0


def test_what_nobody_got_to_is_put_off_and_offered_again(table):
    agenda = table.prepare("Bellen", own=("Vakantie",))
    reading = Reading(table.coalition, table.keeper)
    close(agenda)
    assert set(agenda.items.values_list("outcome", flat=True)) == {"postponed"}
    following = table.prepare()
    earlier, offers = offered_for(following, reading)
    assert [row.title for row in earlier] == ["Bellen", "Vakantie"]
    assert "Bellen" not in {one.title for one in offers}
    table.put_on(following, "Bellen", "Vakantie")
    continued = following.items.get(title="Bellen")
    assert (continued.source, continued.continues.agenda) == ("actions", agenda)
    assert offered_for(table.prepare(), reading)[0] == []
    agenda_cancel(agenda=following)
    assert len(offered_for(table.prepare(), reading)[0]) == 2


def test_lines_and_lists_ask_as_often_however_long_they_are(table, django_assert_num_queries):
    reading = Reading(table.coalition, table.keeper)
    agenda = table.prepare("Bellen", "Overdracht", own=tuple("abcdefgh"))
    table.decide(
        agenda.items.get(title="Bellen"),
        "action_done",
        action=NewAction("Schrijven", assigned_to=table.keeper),
    )
    with django_assert_num_queries(3):  # one for who keeps the record
        lines = lines_of(agenda, reading)
        assert len(lines) == 10
        assert lines[1].decided[1].who == str(table.keeper)
    for _number in range(3):
        table.prepare(own=("Een",))
    with django_assert_num_queries(1):
        assert len(list(agendas_of(Reading(table.coalition, table.keeper)))) == 4
    with django_assert_num_queries(5):
        offered_for(agenda, Reading(table.coalition, table.keeper))
