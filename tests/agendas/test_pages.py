"""The pages of a meeting, from the agenda to the minutes."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from pypdf import PdfReader

from coalitions.models import Action, Agenda, AgendaItem, Meeting
from coalitions.services.agendas import agenda_close
from tests import factories as make
from tests.agendas.world import TODAY, TOMORROW
from tests.cast import relate
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


def url(agenda, name="agenda", **more):
    kwargs = {"slug": agenda.coalition.slug, "pk": agenda.pk, **more}
    return reverse(f"coalitions:{name}", kwargs=kwargs)


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def decision(item, **values):
    said = {"text": "", "outcome": "decided", "version": item.version, "record_version": ""}
    return once(said | values)


def test_from_an_empty_list_to_minutes(client, table):
    listed = reverse("coalitions:meetings", args=[table.coalition.slug])
    add = reverse("coalitions:agenda_add", args=[table.coalition.slug])
    assert add in text_of(client.get(listed))
    assert add in text_of(client.get(reverse("coalitions:coming", args=[table.coalition.slug])))
    sent = once({"day": TODAY, "kind": "coalition", "version": 0})
    first, second = client.post(add, sent), client.post(add, sent)
    assert first.url == second.url
    agenda = Agenda.objects.get()
    choose = url(agenda, "agenda_choose")
    assert first.url == choose
    for page in (add, url(agenda, "agenda_update")):
        assert 'name="day"' in text_of(client.get(page))
    page = text_of(client.get(choose))
    for words in (
        "Bellen",
        "Overdracht",
        "Wachttijd",
        "VoorZorg",
        "uiterlijk",
        "de dag is voorbij",
    ):
        assert words in page
    assert "Kruis iets aan" in text_of(client.post(choose, once({"own": ""})))
    picked = [f"actions:{table.action.pk}", f"agreements:{table.agreement.pk}"]
    sent = once({"chosen": picked, "own": "Vakantie\n\n"})
    for _click in range(2):
        assert client.post(choose, sent).url == url(agenda)
    assert [item.title for item in agenda.items.all()] == ["Overdracht", "Bellen", "Vakantie"]
    assert "3 punten" in text_of(client.get(listed))
    there = text_of(client.get(url(agenda, "agenda_presence")))
    for words in (table.organisation.name, 'name="parents_present"', 'name="version"'):
        assert words in there
    assert client.post(
        url(agenda, "agenda_presence"),
        {"present": [table.organisation.pk], "parents_present": 2, "version": 1},
    ).url == url(agenda, "agenda_item", item=agenda.items.first().pk)
    walk(client, table, agenda)
    closing = text_of(client.get(url(agenda, "agenda_close")))
    for words in ("1 punt is niet besproken", 'name="held_on"', 'name="next_on"'):
        assert words in closing
    sent = {"held_on": TODAY, "next_on": TOMORROW, "version": 2}
    for _click in range(2):
        assert client.post(url(agenda, "agenda_close"), sent).url == url(agenda)
    assert Meeting.objects.count() == 1
    minutes = text_of(client.get(url(agenda)))
    for words in (
        "Verslag:",
        table.organisation.name,
        "Wij gaan door.",
        "Afspraak blijft gelden",
        "Schrijven",
        "doorgeschoven naar het volgende overleg".capitalize(),
    ):
        assert words in minutes
    meetings = text_of(client.get(listed))
    assert "Verslag van" in meetings
    assert meetings.index('id="held"') < meetings.index('role="search"'), "it narrows what was held"
    assert Meeting.objects.get().next_on == TOMORROW


def walk(client, table, agenda):
    agreement, action, _own = agenda.items.all()
    here = url(agenda, "agenda_item", item=agreement.pk)
    page = text_of(client.get(here))
    assert "1 van 3" in page
    assert page.count("<h1") == 1
    assert 'rel="prev"' not in page
    later = TODAY + timedelta(days=200)
    said = {"landing": "agreement_holds", "text": "Wij gaan door.", "landing_on": later}
    sent = decision(agreement, **said, record_version=table.agreement.version)
    for _click in range(2):
        assert client.post(here, sent).url == url(agenda, "agenda_item", item=action.pk)
    assert agreement.decisions.count() == 1
    here = url(agenda, "agenda_item", item=action.pk)
    new = {
        "action_title": "Schrijven",
        "action_who": f"o{table.organisation.pk}",
        "action_due": TOMORROW,
    }
    sent = decision(action, landing="action_done", record_version=1, **new)
    for _click in range(2):
        client.post(here, sent)
    assert Action.objects.filter(title="Schrijven").count() == 1
    table.action.refresh_from_db()
    assert table.action.state == "done"


def test_two_who_write_about_one_item_both_keep_their_words(client, table):
    item = table.prepare(own=("Vakantie",)).items.get()
    table.decide(item, text="Eerst dit.")
    here = url(item.agenda, "agenda_item", item=item.pk)
    late = client.post(here, decision(item, text="Daarna dat."))
    assert late.status_code == 409
    page = late.content.decode()
    assert "Eerst dit." in page
    assert "Daarna dat." in page
    again = decision(item, text="Samen.", version=2)
    assert client.post(here, again).status_code == 302


def test_what_was_typed_stays_when_the_record_changed_meanwhile(client, table):
    item = table.prepare("Bellen").items.get()
    Action.objects.filter(pk=table.action.pk).update(version=5, title="Schrijven")
    here = url(item.agenda, "agenda_item", item=item.pk)
    sent = decision(item, landing="action_done", text="Gedaan.", record_version=1)
    page = text_of(client.post(here, sent))
    assert "Iemand heeft dit intussen gewijzigd" in page
    assert "Gedaan." in page
    assert 'name="record_version" value="5"' in page
    assert client.post(here, sent | {"record_version": 5}).status_code == 302


def test_refusals_stand_at_their_fields(client, table):
    item = table.prepare("Bellen").items.get()
    here = url(item.agenda, "agenda_item", item=item.pk)
    nothing = client.post(here, decision(item))
    assert "text" in nothing.context["form"].errors
    who = client.post(here, decision(item, text="A", action_who=f"o{table.organisation.pk}"))
    assert "action_title" in who.context["form"].errors
    no_day = client.post(here, decision(item, landing="action_moved"))
    assert "landing_on" in no_day.context["form"].errors
    number = client.post(here, decision(item, text="111222333"))
    assert "text" in number.context["form"].errors
    assert AgendaItem.objects.get().version == 1


def test_items_go_up_and_down_and_off_by_buttons(client, table):
    agenda = table.prepare(own=("Een", "Twee"))
    last = agenda.items.last()
    place = url(agenda, "agenda_item_move", item=last.pk)
    for seen in ("2", "2", "x", "²", "999999999999"):
        answer = client.post(place, {"way": "up", "seen": seen})
        assert answer.url == f"{url(agenda)}#punt-{last.pk}"
    assert agenda.items.first() == last
    off = url(agenda, "agenda_item_remove", item=last.pk)
    for _click in range(2):
        assert client.post(off).url == url(agenda)
    assert [row.title for row in agenda.items.all()] == ["Een"]


def test_of_a_closed_meeting_every_form_leads_to_its_minutes(client, table):
    agenda = table.prepare(own=("Een",))
    item = agenda.items.get()
    agenda_close(agenda=agenda, held_on=TODAY, expected_version=None)
    for name in ("update", "choose", "presence", "close", "cancel"):
        assert client.get(url(agenda, f"agenda_{name}")).url == url(agenda)
    assert client.get(url(agenda, "agenda_item", item=item.pk)).url == url(agenda)
    here = url(agenda, "agenda_item", item=item.pk)
    assert "blijft zoals het is" in text_of(client.post(here, decision(item, text="Later")))
    client.post(url(agenda, "agenda_item_remove", item=item.pk))
    assert agenda.items.count() == 1


def test_a_meeting_is_cancelled_after_a_question(client, table):
    agenda = table.prepare(own=("Een",))
    page = url(agenda, "agenda_cancel")
    assert "gaat niet door" in text_of(client.get(page))
    listed = reverse("coalitions:meetings", args=[table.coalition.slug])
    assert client.post(page).url == listed
    assert "In voorbereiding" not in text_of(client.get(listed))
    assert "afgelast" in text_of(client.get(url(agenda)))


def test_the_day_that_the_last_meeting_named_is_proposed(client, table):
    Meeting.objects.create(coalition=table.coalition, held_on=TODAY, next_on=TOMORROW)
    page = client.get(reverse("coalitions:agenda_add", args=[table.coalition.slug]))
    assert page.context["form"]["day"].value() == TOMORROW


def test_members_read_and_do_not_lead(client, table, sign_in):
    agenda = table.prepare("Overdracht", own=("Een",))
    partner = sign_in("partner", table.coalition)
    page = text_of(client.get(url(agenda)))
    assert "Overdracht" in page
    for words in ("Begin het overleg", "Haal weg", "agenda/nieuw"):
        assert words not in page
    client.force_login(table.keeper)
    item = agenda.items.last()
    table.decide(item, text="Een <b>zin</b>.")
    agenda_close(agenda=agenda, held_on=TODAY, expected_version=None)
    client.force_login(partner)
    assert "Een &lt;b&gt;zin&lt;/b&gt;." in text_of(client.get(url(agenda)))
    other = make.CoalitionFactory.create()
    elsewhere = reverse("coalitions:agenda", args=[other.slug, agenda.pk])
    assert client.get(elsewhere).status_code == 404
    relate(table.keeper, "coordinator", other)
    client.force_login(table.keeper)
    assert client.get(elsewhere).status_code == 404


def words_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_minutes_are_an_accessible_pdf_that_stays_the_same(client, table):
    agenda = table.prepare("Bellen", own=("Vakantie",))
    before = words_of(client.get(url(agenda, "agenda_pdf")).content)
    assert "Agenda: coalitieoverleg" in before
    first = agenda.items.first()
    client.post(
        url(agenda, "agenda_item", item=first.pk),
        decision(
            first,
            landing="action_done",
            record_version=1,
            text="Gebeld met iedereen.",
            action_title="Schrijven",
            action_who=f"u{table.keeper.pk}",
            action_due=TOMORROW,
        ),
    )
    agenda_close(agenda=agenda, held_on=TODAY, next_on=TOMORROW, expected_version=None)
    answer = client.get(url(agenda, "agenda_pdf"))
    assert f"verslag-{table.coalition.slug}-{TODAY:%Y-%m-%d}.pdf" in answer["Content-Disposition"]
    assert b"/Lang" in answer.content or b"pdfuaid" in answer.content
    words = words_of(answer.content)
    for said in (
        "Verslag: coalitieoverleg",
        "1. Bellen",
        "Gebeld met iedereen.",
        "Actie gedaan",
        "Acties uit dit overleg",
        str(table.keeper),
        date_format(TOMORROW, "j F Y"),
        "2. Vakantie",
        "doorgeschoven naar het volgende overleg",
    ):
        assert said in words, said
    Action.objects.filter(title="Schrijven").update(title="Anders", due_on=TODAY)
    assert client.get(url(agenda, "agenda_pdf")).content == answer.content


def test_all_of_it_in_english_too(client, table):
    agenda = table.prepare("Bellen")
    client.cookies["django_language"] = "en"
    item = agenda.items.get()
    assert "Begin the meeting" in text_of(client.get(url(agenda)))
    assert "1 of 1" in text_of(client.get(url(agenda, "agenda_item", item=item.pk)))
    agenda_close(agenda=agenda, held_on=TODAY, expected_version=None)
    assert "Minutes: coalition meeting" in text_of(client.get(url(agenda)))
    assert "Minutes: coalition meeting" in words_of(client.get(url(agenda, "agenda_pdf")).content)


def test_the_log_tells_what_was_put_on_and_decided(client, table):
    agenda = table.prepare("Bellen")
    table.decide(agenda.items.get(), "action_done", text="Gebeld.")
    page = text_of(client.get(reverse("coalitions:log", args=[table.coalition.slug])))
    for words in ("Agenda van een overleg", "Punt op een agenda", "Besluit in een overleg"):
        assert words in page
