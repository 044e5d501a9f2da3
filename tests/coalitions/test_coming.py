"""What lies ahead: open things with a day, of every app, as far as the reader may see them."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import get_default_timezone

from coalitions.models import EmbeddingItem, Meeting, Poll, RoadMapItem
from coalitions.registry import Reading
from coalitions.selectors.coming import coming_for, soon
from coalitions.services.actions import action_add, action_complete
from coalitions.services.ambitions import ambition_save
from interventions.models import Funding
from kansrijkestart.core import clock
from monitoring.models import Response, RoundExtension
from tests import factories as make
from tests.checklist.make import round_of
from tests.monitoring.edition_world import make_round

pytestmark = pytest.mark.django_db
TODAY = clock.today()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)

WAITING = {"Bellen", "Eerder in beeld", "Plan van aanpak", "Uren", "Overdracht", "VoorZorg"}


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create(name="Best")


@pytest.fixture
def keeper(sign_in, coalition):
    return sign_in("coordinator", coalition)


def told(coalition, user):
    return [(one.on, one.name, one.is_late) for one in coming_for(Reading(coalition, user))]


def fill(coalition, on, *, tail=""):
    """One open thing of every kind, with this day."""
    action_add(coalition=coalition, title=f"Bellen{tail}", due_on=on)
    ambition_save(coalition=coalition, title=f"Eerder in beeld{tail}", reach_by=on)
    RoadMapItem.objects.create(
        coalition=coalition, deliverable=f"Plan van aanpak{tail}", level="local", due_on=on
    )
    EmbeddingItem.objects.create(
        coalition=coalition, title=f"Uren{tail}", anchored_in="prevention", until=on
    )
    Meeting.objects.create(coalition=coalition, held_on=on - timedelta(days=9), next_on=on)
    make.AgreementFactory.create(
        coalition=coalition, in_force=True, title=f"Overdracht{tail}", review_on=on
    )
    make.ChoiceFactory.create(
        coalition=coalition, intervention__name=f"VoorZorg{tail}", state="running", until=on
    )
    Funding.objects.create(coalition=coalition, title=f"SPUK{tail}", source="spuk_gala", ends_on=on)


def test_every_app_brings_what_is_open_and_has_a_day(coalition, keeper):
    fill(coalition, TOMORROW)
    found = coming_for(Reading(coalition, keeper))
    names = {one.name for one in found}
    assert names == {*WAITING, "", "SPUK"}
    assert {one.on for one in found} == {TOMORROW}
    assert not any(one.is_late for one in found)
    assert all(one.url for one in found)
    assert {one.name for one in found if one.is_dutch} == {"VoorZorg"}


def test_what_waits_for_somebody_is_late_and_what_ended_by_itself_is_over(coalition, keeper):
    fill(coalition, YESTERDAY)
    names = {name for _on, name, is_late in told(coalition, keeper) if is_late}
    assert names == WAITING
    assert len(told(coalition, keeper)) == len(names)


def test_what_is_done_or_has_no_day_is_not_ahead(coalition, keeper):
    action_complete(
        action=action_add(coalition=coalition, title="Klaar", due_on=TOMORROW), result=""
    )
    action_add(coalition=coalition, title="Ooit")
    item = {"coalition": coalition, "level": "local", "due_on": YESTERDAY}
    RoadMapItem.objects.create(deliverable="Vervallen", state="dropped", **item)
    RoadMapItem.objects.create(deliverable="Af", state="done", done_on=TODAY, **item)
    make.AgreementFactory.create(coalition=coalition, title="Concept", review_on=TOMORROW)
    make.ChoiceFactory.create(coalition=coalition, state="stopped", until=TOMORROW)
    assert told(coalition, keeper) == []


def test_the_first_day_comes_first_and_a_month_is_soon(coalition, keeper):
    for days in (40, 3, -2, 31):
        action_add(coalition=coalition, title=str(days), due_on=TODAY + timedelta(days=days))
    found = coming_for(Reading(coalition, keeper))
    assert [one.name for one in found] == ["-2", "3", "31", "40"]
    assert [one.name for one in soon(found)] == ["-2", "3", "31"]


def test_a_questionnaire_is_ahead_until_its_own_last_day(coalition, keeper):
    asked = make_round(closes=clock.now() + timedelta(days=5), key="vooruit")
    place = make.MunicipalityFactory.create(name="Best")
    row = Response.objects.create(round=asked, municipality=place, coalition=coalition)
    which = f"{asked.questionnaire_version.title}: Best"  # two may be open, or for two places
    assert told(coalition, keeper) == [(TODAY + timedelta(days=5), which, False)]
    RoundExtension.objects.create(
        round=asked, municipality=place, until=asked.closes_at + timedelta(days=9), reason="ziekte"
    )
    assert told(coalition, keeper) == [(TODAY + timedelta(days=14), which, False)]
    midnight = datetime.combine(TODAY + timedelta(days=20), time(), get_default_timezone())
    RoundExtension.objects.update(until=midnight)
    assert told(coalition, keeper) == [(TODAY + timedelta(days=19), which, False)]
    Response.objects.filter(pk=row.pk).update(state="submitted", submitted_at=clock.now())
    assert told(coalition, keeper) == []


def test_of_a_coalition_that_ended_nothing_lies_ahead(coalition, keeper):
    fill(coalition, TOMORROW)
    coalition.stage = "ended"
    assert told(coalition, keeper) == []


def test_only_the_last_meeting_says_when_the_next_one_is(coalition, keeper):
    for held, following in ((30, 5), (1, 20)):
        Meeting.objects.create(
            coalition=coalition,
            held_on=TODAY - timedelta(days=held),
            next_on=TODAY + timedelta(days=following),
        )
    assert [one for one, *_rest in told(coalition, keeper)] == [TODAY + timedelta(days=20)]


def test_of_another_coalition_nothing_is_told(coalition, sign_in):
    fill(coalition, TOMORROW)
    assert told(coalition, sign_in("outsider")) == []
    assert told(coalition, None) == []


def test_all_is_one_query_beside_the_role_of_the_reader_however_much_there_is(coalition, keeper):
    fill(coalition, TOMORROW)
    reading = Reading(coalition, keeper)
    coming_for(reading)
    for number in range(3):
        fill(coalition, TOMORROW, tail=str(number))
    with CaptureQueriesContext(connection) as queries:
        assert len(coming_for(reading)) == 29  # one next meeting, of everything else four
    assert len(queries) == 2, [one["sql"][:80] for one in queries]


def test_the_page_tells_by_month_and_what_is_late_first(client, coalition, keeper):
    fill(coalition, YESTERDAY)
    fill(coalition, TODAY + timedelta(days=40), tail=" later")
    page = client.get(reverse("coalitions:coming", args=[coalition.slug]))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index('id="late"') < text.index("Bellen") < text.index("Bellen later")
    assert text.count("de dag is voorbij") == 0  # the heading says so
    assert "De dag is voorbij" in text
    assert 'lang="nl">VoorZorg later' in text


def test_the_page_of_an_empty_record_says_what_to_do(client, coalition, keeper):
    page = client.get(reverse("coalitions:coming", args=[coalition.slug]))
    assert "Geef een actie of een afspraak een datum" in page.content.decode()


def told_on_start(client):
    """Return the words of *Komt eraan* on the start page, and those of the whole page."""
    text = client.get(reverse("home")).content.decode()
    return text.split('id="coming"')[1].split("</section>")[0], text


def test_start_shows_five_and_leads_to_all(client, coalition, keeper):
    for number in range(7):
        action_add(coalition=coalition, title=f"Actie {number}", due_on=TOMORROW)
    action_add(coalition=coalition, title="Veel later", due_on=TODAY + timedelta(days=60))
    part, text = told_on_start(client)
    assert re.findall("Actie [0-9]", part) == [f"Actie {number}" for number in range(5)]
    assert "Alles, ook wat later komt" in text
    assert "Veel later" not in text
    assert "de dag is voorbij" not in text
    assert reverse("coalitions:log", args=[coalition.slug]) in text
    assert 'id="changes"' in text


@pytest.mark.parametrize(
    ("late", "ahead", "shown"),
    [
        (6, 2, ["Oud 0", "Oud 1", "Oud 2", "Nieuw 0", "Nieuw 1"]),
        (3, 6, ["Oud 0", "Oud 1", "Nieuw 0", "Nieuw 1", "Nieuw 2"]),
    ],
)
def test_start_has_room_for_what_is_late_and_for_what_is_due_this_month(
    client, coalition, keeper, late, ahead, shown
):
    for word, count, day in (("Oud", late, YESTERDAY), ("Nieuw", ahead, TOMORROW)):
        for number in range(count):
            action_add(coalition=coalition, title=f"{word} {number}", due_on=day)
    part, _text = told_on_start(client)
    assert re.findall("(?:Oud|Nieuw) [0-9]", part) == shown
    assert "Alles, ook wat later komt" in part


def test_a_poll_is_ahead_until_its_last_day(coalition, keeper):
    poll = Poll.objects.create(
        coalition=coalition,
        checklist=round_of(coalition).checklist,
        title="Peiling",
        closes_on=TOMORROW,
    )
    [one] = coming_for(Reading(coalition, keeper))
    assert (one.name, one.url) == (
        "Peiling",
        reverse("coalitions:poll", args=[coalition.slug, poll.pk]),
    )
