"""To which text an answer belongs, who is asked again, and what is kept of who answered."""

from datetime import timedelta
from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.selectors import current_text
from agreements.selectors.asked import next_steps
from agreements.selectors.confirmations import (
    answer_rows,
    parties_to_ask,
    progress_of,
)
from agreements.selectors.papers import papers_of
from agreements.selectors.requests import waiting_for
from agreements.services import agreement_set_state, confirmations_ask
from agreements.services.confirmations import (
    confirm_by_link,
    confirm_by_member,
    request_withdraw,
)
from agreements.services.reminders import unanswered
from agreements.services.requests import Ask, request_resend
from coalitions.models import ContactPerson
from coalitions.registry import Reading
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.links.services import new_token
from tests import factories as make
from tests.agreements.confirm_world import (
    SITE,
    agreement_of,
    ask,
    keeper_of,
    page,
    rewrite,
    send,
    token_of,
    tokens,
    told,
)
from tests.coalitions.sending import once
from tests.test_access_matrix import page_of

pytestmark = pytest.mark.django_db
OWN = "Wij willen eerst overleggen."


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    cache.clear()


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create()


@pytest.fixture
def keeper(sign_in, coalition):
    return sign_in("coordinator", coalition)


def url(name, agreement, *more):
    return reverse(f"agreements:{name}", args=[agreement.pk, *more])


def contact_of(party, coalition, **values):
    partnership = make.PartnershipFactory.create(
        coalition=coalition, organisation=party.organisation
    )
    return ContactPerson.objects.create(partnership=partnership, **values)


def change(client, agreement, **values):
    """Send the form of a change as a browser does, with this changed."""
    form = client.get(url("update", agreement)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, [])}
    return client.post(url("update", agreement), sent | values, follow=True)


# To which text an answer belongs


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


# Who is asked again


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


# After an answer


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


def test_with_a_new_link_somebody_takes_the_confirmation_back(client):
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    assert "withdrawn" not in client.get(page(token)).content.decode()
    client.post(page(token), {"answer": "confirmed", "name": "Noor"})
    asked = ConfirmationRequest.objects.get()
    with clock.travel(clock.now() + timedelta(hours=2)):
        request_resend(request=asked, sent_by=keeper_of(agreement.coalition), site_url=SITE)
        send()
        again = page(token_of(asked))
        assert "We trekken onze bevestiging in" in client.get(again).content.decode()
        assert client.post(again, {"answer": "withdrawn", "name": "Noor"}).status_code == 302
    assert PartyConfirmation.objects.last().answer == "withdrawn"


# What was typed on a page that could not be sent any more


def test_what_was_typed_is_shown_back_when_the_link_died_meanwhile(client):
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    rewrite(agreement)
    sent = {"answer": "declined", "name": "Noor", "remark": f"{OWN} <b>"}
    found = set()
    for dead in (token, new_token()):
        answer = client.post(page(dead), sent)
        assert answer.status_code == 404
        found.add(page_of(answer, page(dead)))
    (words,) = found
    assert f"{OWN} &lt;b&gt;</textarea>" in words
    assert "niet opgeslagen" in words
    assert "textarea" not in client.get(page(token)).content.decode()


def test_what_was_typed_is_shown_back_to_who_has_to_wait(client):
    for _time in range(31):
        client.get(page(new_token()))
    answer = client.post(page(new_token()), {"answer": "declined", "remark": OWN})
    assert answer.status_code == 429
    assert f"{OWN}</textarea>" in answer.content.decode()


def test_a_link_opens_for_who_signed_in_without_a_second_step(client, sign_in, settings):
    (token,) = tokens(agreement_of(1))
    sign_in("coordinator", make.CoalitionFactory.create())
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get("/bewaard/").status_code == 302
    assert client.get(page(token)).status_code == 200
    answer = client.post(page(token), {"answer": "confirmed", "name": "Noor"}, follow=True)
    assert answer.status_code == 200
    assert "vastgelegd" in answer.content.decode()


# What is kept of who answered


def test_names_stay_as_they_were_at_that_moment(client, keeper, coalition):
    agreement = agreement_of(1, coalition=coalition)
    party = agreement.parties.get()
    member = make.UserFactory.create(name="Noor Toen")
    make.MembershipFactory.create(coalition=coalition, role="partner", user=member)
    (asked,) = ask(agreement, member=member)
    given = confirm_by_member(request=asked, answer="confirmed", user=member)
    before = party.organisation.name
    assert (given.organisation_name, given.signature) == (before, "Noor Toen")
    party.organisation.name = "Een nieuwe naam"
    party.organisation.save()
    member.name = "Noor Nu"
    member.save()
    for where in (agreement.get_absolute_url(), url("confirmations", agreement)):
        shown = client.get(where).content.decode()
        assert f"antwoordde als {before}" in shown
        assert "Noor Toen" in shown
    [paper] = papers_of(type(agreement).objects.filter(pk=agreement.pk))
    assert [(one.organisation, one.name) for one in paper.answers] == [(before, "Noor Toen")]


def test_erasing_a_person_takes_the_name_of_an_account_out_of_answers(client, keeper, coalition):
    agreement = agreement_of(2, coalition=coalition)
    one, two = agreement.parties.order_by("pk")
    member = make.UserFactory.create(name="Noor", email="noor@example.org")
    contact = contact_of(one, coalition, name="N. de Vries", email="Noor@example.org")
    kept = told(two, user=keeper, name="Directeur")
    given = told(one, user=member)
    where = {"slug": coalition.slug, "kind": "contactpersoon", "pk": contact.pk}
    client.post(reverse("coalitions:person", kwargs=where))
    given.refresh_from_db()
    kept.refresh_from_db()
    assert (given.signature, given.organisation_name) == ("–", one.organisation.name)
    assert (kept.answered_by_name, kept.account_name) == ("Directeur", keeper.name)


@pytest.mark.parametrize(
    "values",
    [
        {"answer": "withdrawn"},
        {"remark": "Iets anders."},
        {"organisation_name": "Een ander"},
        {"answered_at": clock.now()},
        {"answered_by": None},
    ],
)
def test_the_database_changes_no_answer(values):
    agreement = agreement_of(1)
    told(agreement.parties.get(), user=keeper_of(agreement.coalition), name="Noor")
    with pytest.raises(DatabaseError, match="stays as it was given"), transaction.atomic():
        PartyConfirmation.objects.update(**values)
    assert PartyConfirmation.objects.update(answered_by_name="–", account_name="–") == 1


def test_the_database_deletes_no_answer_and_wants_an_organisation():
    agreement = agreement_of(1)
    given = told(agreement.parties.get())
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        given.delete()
    given.pk, given.organisation_name = None, ""
    with pytest.raises(DatabaseError, match="answer_names_its_party"), transaction.atomic():
        given.save()


def test_answers_of_before_get_the_names_that_are_known_now():
    agreement = agreement_of(2)
    one, two = agreement.parties.order_by("pk")
    by_account = told(one, user=keeper_of(agreement.coalition))
    by_link = told(two, name="Noor")
    fill = import_module("agreements.migrations.0010_answers").keep_names
    with pgtrigger.ignore("agreements.PartyConfirmation:changes_only_its_names"):
        PartyConfirmation.objects.update(organisation_name="?", account_name="")
        fill(apps, None)
    for given in (by_account, by_link):
        given.refresh_from_db()
        assert given.organisation_name == given.party.organisation.name
    assert by_account.account_name == by_account.answered_by.name
    assert (by_link.account_name, by_link.answered_by_name) == ("", "Noor")


@pytest.mark.parametrize("field", ["remark", "name"])
def test_an_answer_holds_no_personal_number(field):
    agreement = agreement_of(1)
    with pytest.raises(ValidationError) as found:
        told(agreement.parties.get(), **{field: "Mevrouw 1234.56.782"})
    assert set(found.value.message_dict) == {field}
    assert not PartyConfirmation.objects.exists()
