"""To which text an answer belongs, and who is asked again."""

from datetime import timedelta

import pytest
from django.core import mail

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.selectors import current_text
from agreements.selectors.asked import next_steps
from agreements.selectors.confirmations import (
    answer_rows,
    parties_to_ask,
    progress_of,
)
from agreements.selectors.requests import waiting_for
from agreements.services import agreement_set_state, confirmations_ask
from agreements.services.confirmations import (
    confirm_by_link,
    confirm_by_member,
    request_withdraw,
)
from agreements.services.reminders import unanswered
from agreements.services.requests import Ask, request_resend
from coalitions.registry import Reading
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make
from tests.agreements.confirm_world import (
    SITE,
    agreement_of,
    ask,
    contact_of,
    keeper_of,
    rewrite,
    send,
    token_of,
    told,
    url,
)
from tests.agreements.confirming.world import OWN
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


def change(client, agreement, **values):
    """Send the form of a change as a browser does, with this changed."""
    form = client.get(url("update", agreement)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, [])}
    return client.post(url("update", agreement), sent | values, follow=True)


def test_an_answer_by_telephone_is_about_the_text_that_the_page_showed(client, keeper, coalition):
    agreement = agreement_of(1, coalition=coalition)
    where = url("told", agreement, agreement.parties.get().pk)
    shown = client.get(where)
    assert "Wij spreken af." in shown.content.decode()
    typed = {
        "answer": "confirmed",
        "name": "Directeur",
        "about": shown.context["form"]["about"].value(),
    }
    rewrite(agreement, "Een heel andere tekst.")
    refused = client.post(where, once(typed))
    words = refused.content.decode()
    assert "versie 2 is de nieuwste" in words
    assert "Een heel andere tekst." in words
    assert 'value="Directeur"' in words
    assert not PartyConfirmation.objects.exists()
    again = typed | {"about": refused.context["form"]["about"].value()}
    assert client.post(where, once(again)).status_code == 302
    assert PartyConfirmation.objects.get().version.number == 2


def test_an_answer_about_no_text_in_particular_is_refused():
    agreement = agreement_of(1)
    first = current_text(agreement)
    rewrite(agreement)
    for version in (first, None):
        with pytest.raises(DomainError, match="versie 2"):
            told(agreement.parties.get(), version=version)


def test_what_a_member_typed_about_a_text_that_was_changed_is_shown_back(client, sign_in):
    agreement = agreement_of(1)
    member = sign_in("partner", agreement.coalition)
    (asked,) = ask(agreement, member=member)
    rewrite(agreement)
    answer = client.post(url("confirm", agreement, asked.pk), {"answer": "declined", "remark": OWN})
    assert OWN in answer.content.decode()
    assert "niet opgeslagen" in answer.content.decode()


def test_the_term_of_a_question_holds_for_a_member_too(client, sign_in):
    agreement = agreement_of(1)
    member = sign_in("partner", agreement.coalition)
    (asked,) = ask(agreement, member=member)
    send()
    assert "Je kunt antwoorden tot en met" in mail.outbox[-1].body
    where = url("confirm", agreement, asked.pk)
    with clock.travel(asked.expires_at + timedelta(hours=1)):
        assert next_steps(Reading(agreement.coalition, member)) == []
        assert where not in client.get(agreement.get_absolute_url()).content.decode()
        with pytest.raises(DomainError, match="termijn"):
            confirm_by_member(request=asked, answer="confirmed", user=member)
        request_resend(request=asked, sent_by=keeper_of(agreement.coalition), site_url=SITE)
        assert confirm_by_member(request=asked, answer="confirmed", user=member)


def test_after_an_answer_by_telephone_the_contact_person_is_asked_about_a_new_text(coalition):
    agreement = agreement_of(3, coalition=coalition, state="in_consultation")
    one, two, three = agreement.parties.order_by("pk")
    contact_of(one, coalition, name="Noor", email="noor@example.org")
    contact_of(two, coalition, name="Bo")
    member = make.MembershipFactory.create(coalition=coalition, role="partner").user
    contact_of(three, coalition, name="Kim", email=member.email.upper())
    for party in (one, two, three):
        told(party, user=keeper_of(coalition), name="Directeur")
    rewrite(agreement)
    asked = {row.party: row for row in ConfirmationRequest.objects.all()}
    assert set(asked) == {one, three}
    assert (asked[one].email, asked[one].name) == ("noor@example.org", "Noor")
    assert asked[three].member == member
    agreement.refresh_from_db()
    rewrite(agreement, current_text(agreement).text)
    assert ConfirmationRequest.objects.count() == 2


def test_a_draft_stays_a_draft_and_asks_nobody_about_its_new_text(coalition):
    agreement = agreement_of(1, coalition=coalition, state="draft")
    party = agreement.parties.get()
    contact_of(party, coalition, name="Noor", email="noor@example.org")
    told(party, user=keeper_of(coalition), name="Directeur")
    rewrite(agreement)
    agreement.refresh_from_db()
    assert agreement.state == "draft"
    assert not ConfirmationRequest.objects.exists()


def test_who_is_not_asked_again_is_told_with_a_way_to_ask(client, keeper, coalition):
    agreement = agreement_of(4, coalition=coalition)
    by_phone, taken_back, gone, asked = agreement.parties.order_by("pk")
    told(by_phone, user=keeper, name="Directeur")
    since = clock.today() - timedelta(days=9)
    member = make.MembershipFactory.create(coalition=coalition, role="partner", since=since)
    confirmations_ask(
        agreement=agreement,
        asked_by=keeper,
        site_url=SITE,
        asks=[
            Ask(taken_back, "terug@example.org"),
            Ask(gone, member=member.user),
            Ask(asked, "open@example.org"),
        ],
    )
    send()
    request = taken_back.requests.get()
    confirm_by_link(token=token_of(request), answer="confirmed", name="Noor")
    request_withdraw(request=request)
    member.until = clock.today() - timedelta(days=1)
    member.save()
    agreement.refresh_from_db()
    said = change(client, agreement, text="Een nieuwe tekst.").content.decode()
    assert "De tekst is nu versie 2. Aan 1 partner wordt het opnieuw gevraagd." in said
    assert f'<a href="{url("ask", agreement)}">Vraag het hun ook</a>' in said
    left_out = client.get(url("confirmations", agreement)).context["left_out"]
    assert set(left_out) == {by_phone, taken_back, gone}
    for party in left_out:
        assert party.organisation.name in said
    assert set(parties_to_ask(agreement, current_text(agreement))) == set(left_out)
    same = change(client, agreement, practice_note="Loopt.").content.decode()
    assert "De tekst is nu versie" not in same
    earlier = client.get(url("confirmations", agreement) + "?versie=1")
    assert earlier.context["left_out"] == []


def test_only_who_knows_an_earlier_text_reads_that_it_was_changed():
    agreement = agreement_of(2)
    first, second = agreement.parties.order_by("pk")
    keeper = keeper_of(agreement.coalition)

    def one(party):
        asks = [Ask(party, f"partij{party.pk}@example.org")]
        confirmations_ask(agreement=agreement, asked_by=keeper, site_url=SITE, asks=asks)
        send()
        return mail.outbox[-1].body

    assert "aangepast" not in one(first)
    rewrite(agreement)
    send()
    assert "aangepast" in mail.outbox[-1].body
    assert "aangepast" not in one(second)


def test_the_form_says_before_saving_what_a_changed_text_does(client, keeper, coalition):
    agreement = agreement_of(2, coalition=coalition, state="draft")
    assert (
        "niemand krijgt een vraag of een mail"
        in client.get(url("update", agreement)).content.decode()
    )
    ask(agreement)
    assert (
        "2 organisaties krijgen een mail" in client.get(url("update", agreement)).content.decode()
    )
    agreement_set_state(agreement_id=agreement.pk, state="in_force", expected_version=None)
    for request in ConfirmationRequest.objects.all():
        request_withdraw(request=request)
    assert "niemand krijgt een mail" in client.get(url("update", agreement)).content.decode()


def test_a_text_is_not_emptied_in_silence(client, keeper, coalition):
    agreement = agreement_of(1, coalition=coalition)
    answer = change(client, agreement, text="  ")
    assert answer.status_code == 200
    assert "kun je niet leegmaken" in str(answer.context["form"].errors["text"])
    with pytest.raises(DomainError, match="leegmaken"):
        rewrite(agreement, "")
    assert agreement.versions.count() == 1


def test_who_declined_or_took_it_back_may_be_asked_anew_and_is_counted_apart():
    agreement = agreement_of(4)
    declined, withdrew, confirmed, silent = agreement.parties.order_by("pk")
    told(declined, "declined", remark="Te duur.")
    told(withdrew)
    told(withdrew, "withdrawn")
    told(confirmed)
    version = agreement.versions.get()
    assert set(parties_to_ask(agreement, version)) == {declined, withdrew, silent}
    found = progress_of(answer_rows(agreement, version))
    assert (found.confirmed, found.declined, found.withdrawn, found.silent) == (1, 1, 1, 1)


def test_who_is_asked_anew_after_an_answer_is_shown_what_waits_and_reminded(sign_in):
    agreement = agreement_of(1)
    party = agreement.parties.get()
    member = sign_in("partner", agreement.coalition)
    told(party, "declined", remark="Te duur.")
    with clock.travel(clock.now() + timedelta(days=1)):
        ask(agreement, member=member)
        send()
        assert waiting_for(member).count() == 1
    with clock.travel(clock.now() + timedelta(days=9)):
        assert unanswered().count() == 1
        told(party)
        assert waiting_for(member).count() == unanswered().count() == 0


def test_the_overview_names_who_took_it_back(client, keeper, coalition):
    agreement = agreement_of(1, coalition=coalition)
    told(agreement.parties.get())
    told(agreement.parties.get(), "withdrawn")
    shown = client.get(url("confirmations", agreement)).content.decode()
    assert "0 nog zonder antwoord" in shown
    assert "1 trok de bevestiging in." in shown
