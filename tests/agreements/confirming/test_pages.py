"""Pages of confirmation for whoever keeps the record, and for a member who was asked."""

import pytest
from django.core import mail
from django.urls import reverse

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.selectors import asked as waiting
from coalitions.registry import Reading, next_steps_for
from coalitions.selectors.look_ups import look_up_together
from tests import factories as make
from tests.agreements.confirm_world import (
    agreement_of,
    ask,
    contact_of,
    rewrite,
    send,
    tokens,
    url,
)
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


def test_three_ways_to_choose_who_answers(client, keeper, coalition):
    agreement = agreement_of(4, coalition=coalition)
    one, two, three, four = agreement.parties.order_by("pk")
    contact_of(one, coalition, name="Noor", email="noor@example.org")
    contact_of(four, coalition, name="Zonder adres")
    member = make.MembershipFactory.create(coalition=coalition, role="partner").user
    page = client.get(url("ask", agreement))
    shown = page.content.decode()
    assert "Noor (noor@example.org)" in shown
    assert "Zonder adres" not in shown
    initial = page.context["form"][f"who_{one.pk}"].value()
    sent = once(
        {
            f"who_{one.pk}": initial,
            f"email_{one.pk}": "",
            f"email_{two.pk}": "Anders@Example.org",
            f"email_{three.pk}": member.email.upper(),
            f"email_{four.pk}": "",
        }
    )
    answer = client.post(url("ask", agreement), sent)
    assert answer["Location"] == url("confirmations", agreement)
    rows = {row.party_id: row for row in ConfirmationRequest.objects.all()}
    assert (rows[one.pk].email, rows[one.pk].name) == ("noor@example.org", "Noor")
    assert rows[two.pk].email == "anders@example.org"
    assert (rows[three.pk].member, rows[three.pk].email) == (member, "")
    assert four.pk not in rows
    agreement.refresh_from_db()
    assert agreement.state == "in_consultation"
    client.post(url("ask", agreement), sent)
    assert send() == 3
    assert len(mail.outbox) == 3


def test_a_wrong_address_is_said_and_nobody_is_asked(client, keeper, coalition):
    agreement = agreement_of(2, coalition=coalition)
    one, two = agreement.parties.order_by("pk")
    sent = once({f"email_{one.pk}": "geen adres", f"email_{two.pk}": "goed@example.org"})
    page = client.post(url("ask", agreement), sent).content.decode()
    assert "ks-error-summary" in page
    assert "geen adres" in page
    nobody = client.post(url("ask", agreement), once({})).content.decode()
    assert "Kies minstens één persoon" in nobody
    assert not ConfirmationRequest.objects.exists()


def test_pages_without_a_text_or_parties_say_what_to_do_first(client, keeper, coalition):
    bare = make.AgreementFactory.create(coalition=coalition)
    party = make.PartyFactory.create(agreement=bare)
    for name, more in (("ask", []), ("confirmations", []), ("told", [party.pk])):
        assert "Er is nog geen tekst" in client.get(url(name, bare, *more)).content.decode()
    alone = agreement_of(0, coalition=coalition)
    assert "Voeg de partners toe" in client.get(url("confirmations", alone)).content.decode()


def test_the_overview_tells_who_has_and_who_has_not_per_text(client, keeper, coalition):
    agreement = agreement_of(3, coalition=coalition)
    first, second, _third = tokens(agreement)
    link = reverse("agreements:confirm_link", args=[first])
    client.post(link, {"answer": "declined", "remark": "Te duur.", "name": "Noor"})
    link = reverse("agreements:confirm_link", args=[second])
    client.post(link, {"answer": "confirmed", "name": "Bo"})
    page = client.get(url("confirmations", agreement)).content.decode()
    assert "1 van 3 bevestigd, 1 niet akkoord, 1 nog zonder antwoord" in page
    assert "Te duur." in page
    assert "Bo, via de link in de mail" in page
    rewrite(agreement)
    page = client.get(url("confirmations", agreement)).content.decode()
    assert "0 van 3 bevestigd" in page
    earlier = client.get(url("confirmations", agreement) + "?versie=1").content.decode()
    assert "1 van 3 bevestigd" in earlier
    assert "Opnieuw versturen" not in earlier
    assert client.get(url("confirmations", agreement) + "?versie=9").status_code == 404


def test_addresses_of_who_was_asked_are_for_whoever_keeps_the_record(client, sign_in, coalition):
    agreement = agreement_of(1, coalition=coalition)
    (asked,) = ask(agreement)
    for who, is_told in (("coordinator", True), ("partner", False), ("adviser", False)):
        sign_in(who, coalition)
        page = client.get(url("confirmations", agreement)).content.decode()
        assert (asked.email in page) == is_told


def test_an_answer_by_telephone_and_its_withdrawal(client, keeper, coalition):
    agreement = agreement_of(1, coalition=coalition)
    told = url("told", agreement, agreement.parties.get().pk)
    assert "withdrawn" not in client.get(told).content.decode()
    client.post(told, once({"answer": "confirmed", "name": "Directeur", "about": 1}))
    page = client.get(url("confirmations", agreement)).content.decode()
    assert f"verteld door Directeur, opgeschreven door {keeper.name}" in page
    assert "withdrawn" in client.get(told).content.decode()
    client.post(told, once({"answer": "withdrawn", "name": "Directeur", "about": 1}))
    assert PartyConfirmation.objects.order_by("pk").last().answer == "withdrawn"
    refused = client.post(told, once({"answer": "declined", "name": "Directeur", "about": 1}))
    assert "ks-error-summary" in refused.content.decode()


def test_sending_again_and_taking_back_say_what_happened(client, keeper, coalition):
    agreement = agreement_of(1, coalition=coalition)
    (asked,) = ask(agreement)
    for name, words in (
        ("request_resend", "onderweg"),
        ("request_withdraw", "teruggenomen"),
        ("request_resend", "Vraag het opnieuw"),
    ):
        page = client.post(url(name, agreement, asked.pk), follow=True).content.decode()
        assert words in page
    other = agreement_of(1, coalition=coalition)
    assert client.post(url("request_resend", other, asked.pk)).status_code == 404


@pytest.fixture
def member(sign_in, coalition):
    return sign_in("partner", coalition)


def test_a_member_who_was_asked_sees_it_and_answers(client, member, coalition):
    agreement = agreement_of(1, coalition=coalition)
    (asked,) = ask(agreement, member=member)
    page = url("confirm", agreement, asked.pk)
    assert page in client.get(agreement.get_absolute_url()).content.decode()
    [step] = next_steps_for(Reading(coalition, member))[:1]
    assert step.url == page
    assert client.post(page, {"answer": "declined"}).status_code == 200
    client.post(page, {"answer": "confirmed"})
    assert PartyConfirmation.objects.get().answered_by == member
    assert page not in client.get(agreement.get_absolute_url()).content.decode()
    assert page not in [step.url for step in next_steps_for(Reading(coalition, member))]
    assert "trekken onze bevestiging in" in client.get(page).content.decode()


def test_a_changed_text_is_said_to_a_member_with_the_old_page(client, member, coalition):
    agreement = agreement_of(1, coalition=coalition)
    (asked,) = ask(agreement, member=member)
    rewrite(agreement)
    page = url("confirm", agreement, asked.pk)
    assert "niet meer antwoorden" in client.get(page).content.decode()
    answer = client.post(page, {"answer": "confirmed"})
    assert "gewijzigd" in answer.content.decode()
    assert not PartyConfirmation.objects.exists()


def test_several_coalitions_are_looked_up_together(member, coalition, django_assert_num_queries):
    others = [make.MembershipFactory.create(user=member, role="partner") for _ in range(3)]
    readings = [Reading(one, member) for one in (coalition, *(row.coalition for row in others))]
    for reading in readings:
        ask(agreement_of(1, coalition=reading.coalition), member=member)
    with django_assert_num_queries(1):
        look_up_together(readings)
        found = [waiting.next_steps(reading) for reading in readings]
    assert [len(steps) for steps in found] == [1, 1, 1, 1]


def test_the_start_page_shows_what_waits(client, member, coalition):
    agreement = agreement_of(1, coalition=coalition)
    (asked,) = ask(agreement, member=member)
    assert url("confirm", agreement, asked.pk) in client.get("/").content.decode()
