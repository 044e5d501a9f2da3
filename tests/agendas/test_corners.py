"""Meetings in which something else happened meanwhile, and what they leave behind."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from coalitions.models import Action, AgendaItem, Bottleneck, Meeting
from coalitions.registry import Reading, next_steps_for
from coalitions.selectors.agendas import offered_for
from coalitions.selectors.coming import coming_for
from coalitions.services.actions import action_complete
from coalitions.services.agenda_items import NewAction, item_decide, item_move
from coalitions.services.agendas import agenda_cancel, agenda_close, agenda_save
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.notifications.models import Notification
from tests import factories as make
from tests.agendas.world import TODAY, TOMORROW
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=200)


def reading_of(table):
    return Reading(table.coalition, table.keeper)


def close(agenda, **values):
    return agenda_close(agenda=agenda, held_on=TODAY, expected_version=None, **values)


def item_url(item):
    return reverse(
        "coalitions:agenda_item",
        kwargs={"slug": item.agenda.coalition.slug, "pk": item.agenda_id, "item": item.pk},
    )


def test_a_choice_that_the_record_no_longer_allows_is_told_and_not_left_out(client, table):
    item = table.prepare("Bellen").items.get()
    action_complete(action=table.action, result="Al gedaan")
    sent = once(
        {
            "text": "Wij stellen het uit.",
            "outcome": "decided",
            "landing": "action_moved",
            "landing_on": LATER,
            "version": item.version,
            "record_version": 1,
        }
    )
    answer = client.post(item_url(item), sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Dit kan hier niet meer worden besloten" in page
    assert "Wij stellen het uit." in page
    assert AgendaItem.objects.get().outcome == ""
    del sent["landing"], sent["landing_on"]
    assert client.post(item_url(item), sent).status_code == 302


def test_who_gives_themselves_an_action_in_a_meeting_is_not_told_of_it(table):
    item = table.prepare("Bellen").items.get()
    table.decide(item, text="Ja.", action=NewAction("Schrijven", assigned_to=table.keeper))
    assert Action.objects.filter(title="Schrijven").exists()
    assert not Notification.objects.filter(recipient=table.keeper).exists()


def test_an_agreement_that_was_to_begin_later_applies_from_the_day_of_the_decision(table):
    agreement = make.AgreementFactory.create(
        coalition=table.coalition,
        state="in_consultation",
        title="Huisbezoek",
        starts_on=LATER,
        review_on=LATER + timedelta(days=200),
    )
    table.decide(table.prepare("Huisbezoek").items.get(), "agreement_applies")
    agreement.refresh_from_db()
    assert (agreement.state, agreement.starts_on) == ("in_force", TODAY)


def test_a_meeting_that_was_cancelled_is_not_ahead_any_more(table):
    Meeting.objects.create(coalition=table.coalition, held_on=TODAY, next_on=TOMORROW)
    agenda_cancel(agenda=agenda_save(coalition=table.coalition, day=TOMORROW))
    assert not [one for one in coming_for(reading_of(table)) if "overleggen" in one.url]


def test_a_record_put_off_at_two_meetings_is_offered_once_and_not_once_it_was_talked_about(table):
    first, second = table.prepare("Bellen"), table.prepare("Bellen")
    close(first)
    close(second)
    third = table.prepare()
    earlier, _offers = offered_for(third, reading_of(table))
    assert [row.agenda for row in earlier] == [second]
    fourth = table.prepare()
    table.put_on(third, "Bellen")
    table.decide(third.items.get(), "action_done")
    close(third)
    assert offered_for(fourth, reading_of(table))[0] == []


def test_figures_that_were_talked_about_are_not_new_any_more(table):
    definition = make.DefinitionFactory.create(indicator__name="Vroeggeboorte")
    place = table.coalition.coverage.get().municipality
    make.ObservationFactory.create(definition=definition, municipality=place)

    def offered():
        found = offered_for(table.prepare(), reading_of(table))[1]
        return "figures" in {one.source.key for one in found}

    item = table.prepare("Vroeggeboorte").items.get()
    assert offered()
    kept = table.decide(item, outcome="postponed")
    assert offered()
    table.decide(kept, outcome="no_decision", text="Wij weten het nog niet.")
    assert not offered()


def test_words_that_were_there_stay_when_a_meeting_says_nothing(table):
    Action.objects.filter(pk=table.action.pk).update(result="Half gedaan.")
    table.decide(table.prepare("Bellen").items.get(), "action_done")
    assert Action.objects.get(pk=table.action.pk).result == "Half gedaan."
    Bottleneck.objects.update(solution="Een plek erbij.")
    table.decide(table.prepare("Wachttijd").items.get(), "bottleneck_solved")
    assert Bottleneck.objects.get().solution == "Een plek erbij."


def test_an_item_that_somebody_took_off_meanwhile_is_a_refusal_and_no_fault(table):
    item = table.prepare(own=("Een", "Twee")).items.first()
    AgendaItem.objects.get(pk=item.pk).delete()
    item_move(item=item, way="down", seen=1)
    with pytest.raises(DomainError):
        item_decide(item=item, user=table.keeper, expected_version=1, outcome="decided", text="Ja.")


def test_of_a_coalition_that_ended_no_page_offers_to_meet(client, table):
    agenda = table.prepare(own=("Een",))
    table.coalition.stage = "ended"
    table.coalition.ended_on = TODAY
    table.coalition.save()
    here = reverse("coalitions:agenda", args=[table.coalition.slug, agenda.pk])
    page = client.get(here).content.decode()
    assert "Een" in page
    for words in ("Begin het overleg", "Haal weg"):
        assert words not in page
    listed = client.get(reverse("coalitions:meetings", args=[table.coalition.slug]))
    ahead = client.get(reverse("coalitions:coming", args=[table.coalition.slug]))
    for answer in (listed, ahead):
        assert "agenda/nieuw" not in answer.content.decode()


def test_the_paper_of_a_cancelled_meeting_says_so(client, table):
    agenda = agenda_cancel(agenda=table.prepare(own=("Een",)))
    answer = client.get(reverse("coalitions:agenda_pdf", args=[table.coalition.slug, agenda.pk]))
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "afgelast" in words


def test_the_log_names_no_moment_beside_its_own(client, table):
    table.decide(table.prepare("Bellen").items.get(), "action_done", text="Gebeld.")
    page = client.get(reverse("coalitions:log", args=[table.coalition.slug])).content.decode()
    assert "Gebeld." in page
    assert "Decided at" not in page


def test_the_meeting_that_the_last_one_agreed_on_is_prepared_from_the_start_page(client, table):
    add = reverse("coalitions:agenda_add", args=[table.coalition.slug])

    def urls(user):
        reading = Reading(table.coalition, user)
        steps = [one.url for one in next_steps_for(reading)]
        ahead = [one.url for one in coming_for(reading) if one.on == TOMORROW]
        return steps.count(add), ahead.count(add)

    meeting = Meeting.objects.create(coalition=table.coalition, held_on=TODAY, next_on=TOMORROW)
    assert urls(table.keeper) == (1, 1)
    member = make.MembershipFactory.create(coalition=table.coalition, role="partner").user
    assert urls(member) == (0, 0)
    meeting.next_on = LATER
    meeting.save()
    assert urls(table.keeper) == (0, 0)  # not yet
    meeting.next_on = TOMORROW
    meeting.save()
    agenda_save(coalition=table.coalition, day=TOMORROW)
    assert urls(table.keeper) == (0, 0)


def test_a_decision_leaves_where_an_intervention_applies(table):
    old = table.coalition.coverage.get()
    table.choice.municipalities.create(municipality=old.municipality)
    old.delete()
    make.CoalitionMunicipalityFactory.create(coalition=table.coalition)
    item = table.prepare("VoorZorg").items.get()
    table.decide(item, "choice_goes_on", day=LATER)
    assert [row.municipality for row in table.choice.municipalities.all()] == [old.municipality]


def test_what_is_typed_for_an_item_that_was_taken_off_is_given_back(client, table):
    item = table.prepare("Bellen").items.get()
    url, version = item_url(item), item.version
    item.delete()
    sent = {"text": "Wij bellen <samen>.", "outcome": "decided", "version": version}
    answer = client.post(url, once(sent))
    assert answer.status_code == 409
    assert "Wij bellen &lt;samen&gt;." in answer.content.decode()
    assert answer.content.decode().count("<h1") == 1
    assert client.post(url, once({"outcome": "decided"})).status_code == 404
    assert client.get(url).status_code == 404
