"""Where a question went and who answered it: shown with a person, and erased with them."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import (
    ConfirmationRequest,
    Party,
    PartyConfirmation,
    PathwayLine,
    Uptake,
)
from agreements.selectors import current_text
from agreements.selectors.changes import history_of
from agreements.selectors.confirmations import answer_rows, parties_to_ask
from agreements.selectors.requests import open_requests
from agreements.services.confirmations import request_withdraw
from agreements.services.persons import addresses_tidy
from agreements.tasks import forget_addresses
from coalitions.models import ContactPerson
from kansrijkestart.core import clock
from kansrijkestart.links.models import OneTimeLink
from kansrijkestart.links.services import link_create
from tests import factories as make
from tests.agreements.confirm_world import agreement_of, ask, rewrite, send
from tests.agreements.regional import proposed, region_of, say

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Noor de Vries", "noor@example.org"


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    return coalition


@pytest.fixture
def contact(coalition):
    partner = make.PartnershipFactory.create(coalition=coalition)
    return ContactPerson.objects.create(partnership=partner, name=NAME, email=ADDRESS)


def question(coalition, email=ADDRESS, *, name=NAME, days=60):
    """One question by mail, with its link."""
    agreement = make.AgreementFactory.create(coalition=coalition)
    version = make.AgreementVersionFactory.create(agreement=agreement)
    party = make.PartyFactory.create(agreement=agreement)
    moment = clock.now() - timedelta(days=60)
    request = ConfirmationRequest.objects.create(
        party=party,
        version=version,
        email=email,
        name=name,
        asked_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    link_create(purpose="agreement", subject_id=request.pk, valid_for=timedelta(days=60))
    return request


def asked(coalition, email=ADDRESS, *, name=NAME, days=60, told_to=None, remark=""):
    """One question by mail, with its link, and the answer to it."""
    request = question(coalition, email, name=name, days=days)
    answer = PartyConfirmation.objects.create(
        party=request.party,
        version=request.version,
        answer="confirmed_with_remark" if remark else "confirmed",
        remark=remark,
        answered_by_name=name,
        answered_by=told_to,
        account_name=told_to.name if told_to else "",
        organisation_name=request.party.organisation.name,
    )
    return request, answer


def at(client, coalition, address=ADDRESS, what=""):
    url = reverse("coalitions:person_address", args=[coalition.slug])
    return client.post(url, {"email": address, "what": what})


def titles(found):
    return [line.title.partition(" · ")[0] for line in found.context["rows"].mentions]


def page(coalition, contact, name="person", **more):
    where = {"slug": coalition.slug, "kind": "contactpersoon", "pk": contact.pk, **more}
    return reverse(f"coalitions:{name}", kwargs=where)


def test_a_person_is_shown_with_questions_and_answers(client, coalition, contact):
    asked(coalition, "NOOR@example.org")
    asked(coalition, "ander@example.org", name="Ander")
    asked(make.CoalitionFactory.create())
    found = client.get(page(coalition, contact))
    assert [line.kind for line in found.context["rows"].others] == [
        "question to confirm an agreement",
        "answer about an agreement",
    ]
    assert "Vraag over een afspraak" in found.content.decode()
    file = client.get(page(coalition, contact, "person_file", form="json"))
    assert [row["name"] for row in json.loads(file.content)] == [NAME] * 3


def test_erasing_takes_name_address_and_link_and_leaves_the_answer(client, coalition, contact):
    request, answer = asked(coalition)
    kept, other = asked(coalition, "ander@example.org", name="Ander")
    assert client.post(page(coalition, contact)).status_code == 302
    for row in (request, answer, kept, other):
        row.refresh_from_db()
    assert (request.email, request.name) == ("", "")
    assert (request.withdrawn_at, kept.forgotten_at) == (None, None)  # it was answered
    assert request.forgotten_at is not None
    assert OneTimeLink.objects.get(subject_id=request.pk).revoked_at is not None
    assert (answer.answer, answer.answered_by_name) == ("confirmed", "–")
    assert (kept.email, other.answered_by_name) == ("ander@example.org", "Ander")
    assert OneTimeLink.objects.get(subject_id=kept.pk).revoked_at is None


def test_who_wrote_a_told_answer_down_does_not_become_who_answered(client, coalition, contact):
    writer = make.UserFactory.create()
    request, _answer = asked(coalition, told_to=writer)
    client.post(page(coalition, contact))
    [row] = answer_rows(request.party.agreement, request.version)
    assert row.how == "told"


def test_addresses_are_forgotten_a_year_after_the_question_ended():
    coalition = make.CoalitionFactory.create()
    request, answer = asked(coalition, days=30)
    assert addresses_tidy() == 0
    with clock.travel(request.expires_at + timedelta(days=364)):
        assert addresses_tidy() == 0
    with clock.travel(request.expires_at + timedelta(days=366)):
        forget_addresses()
        assert addresses_tidy() == 0
    request.refresh_from_db()
    answer.refresh_from_db()
    assert (request.email, answer.answered_by_name) == ("", NAME)
    assert (request.withdrawn_at, request.forgotten_at is None) == (None, False)


def told(agreement):
    return [entry.noun for entry in history_of(agreement)].count("Teruggenomen vraag")


def test_erasing_takes_back_what_waits_for_an_answer_and_the_log_tells_it_once(
    client, coalition, contact
):
    request = question(coalition, days=90)
    client.post(page(coalition, contact))
    request.refresh_from_db()
    assert None not in (request.withdrawn_at, request.forgotten_at)
    assert told(request.party.agreement) == 1


@pytest.mark.parametrize("taken_back", [True, False])
def test_the_log_tells_who_took_a_question_back_and_not_that_its_address_went(taken_back):
    request, _answer = asked(make.CoalitionFactory.create(), days=90)
    if taken_back:
        request_withdraw(request=request)
    with clock.travel(request.expires_at + timedelta(days=366)):
        assert addresses_tidy() == 1
    assert told(request.party.agreement) == taken_back


def test_after_it_was_forgotten_a_party_is_asked_anew_and_the_text_can_change():
    agreement = agreement_of(1)
    [request] = ask(agreement)
    send()
    with clock.travel(request.expires_at + timedelta(days=366)):
        assert addresses_tidy() == 1
        version = current_text(agreement)
        assert [party.pk for party in parties_to_ask(agreement, version)] == [request.party_id]
        [again] = ask(agreement)
        assert again.version == request.version
        rewrite(agreement)
    assert [one.version.number for one in open_requests()] == [2]


def test_an_open_question_reaches_somebody():
    request, _answer = asked(make.CoalitionFactory.create())
    rows = ConfirmationRequest.objects.filter(pk=request.pk)
    refused = pytest.raises(IntegrityError, match="agreements_request_reaches_somebody")
    with refused, transaction.atomic():
        rows.update(email="")
    assert rows.update(email="", withdrawn_at=clock.now()) == 1


def test_a_forgotten_question_has_no_name_and_no_address():
    request, _answer = asked(make.CoalitionFactory.create())
    rows = ConfirmationRequest.objects.filter(pk=request.pk)
    refused = pytest.raises(IntegrityError, match="agreements_forgotten_is_empty")
    with refused, transaction.atomic():
        rows.update(forgotten_at=clock.now(), email="")
    assert rows.update(forgotten_at=clock.now(), email="", name="") == 1


def test_an_address_that_was_typed_in_is_shown_and_erased(client, coalition):
    request, answer = asked(coalition, name="")
    PartyConfirmation.objects.filter(pk=answer.pk).update(answered_by_name="N. de Vries")
    kept, _other = asked(coalition, "ander@example.org", name="Ander")
    asked_for = client.get(reverse("coalitions:contacts", args=[coalition.slug]))
    assert reverse("coalitions:person_address", args=[coalition.slug]) in asked_for.content.decode()
    found = at(client, coalition, "NOOR@Example.org")
    assert [line.values["name"] for line in found.context["rows"].others] == ["", "N. de Vries"]
    assert ADDRESS not in found.request["PATH_INFO"] + found.request["QUERY_STRING"]
    file = json.loads(at(client, coalition, what="json").content)
    assert [row.get("email") for row in file] == [ADDRESS, None]
    assert b"N. de Vries" in at(client, coalition, what="csv").content
    assert at(client, coalition, what="xml").status_code == 404
    assert at(client, coalition, what="erase").status_code == 302
    for row in (request, answer, kept):
        row.refresh_from_db()
    assert (request.email, answer.answered_by_name) == ("", "–")
    assert kept.email == "ander@example.org"
    assert at(client, coalition).context["rows"].is_empty
    assert "niets gevonden" in at(client, coalition).content.decode()
    assert "email" in at(client, coalition, "noor").context["form"].errors


def test_an_address_of_a_contact_person_finds_the_name_too(client, coalition, contact):
    rows = at(client, coalition, ADDRESS.upper()).context["rows"]
    assert [row.pk for row in rows.contacts] == [contact.pk]
    request, _answer = asked(coalition, "vroeger@example.org", name=NAME)
    forgotten = {"email": "", "name": "", "forgotten_at": clock.now()}
    ConfirmationRequest.objects.filter(pk=request.pk).update(**forgotten)
    assert len(at(client, coalition).context["rows"].others) == 1


@pytest.mark.parametrize("name", ["NOOR DE VRIES", "Noor de Vriés", "N. de Vries", "Bram"])
def test_an_answer_by_the_link_of_a_person_is_theirs_whatever_it_is_signed(
    client, coalition, contact, name
):
    _request, answer = asked(coalition, name=name)
    client.post(page(coalition, contact))
    answer.refresh_from_db()
    assert answer.answered_by_name == "–"


@pytest.mark.parametrize("name", [NAME, "NOOR DE VRIES", "Noor de Vriés"])
def test_an_answer_of_the_same_name_by_the_link_of_another_is_only_pointed_at(
    client, coalition, contact, name
):
    _request, answer = asked(coalition, "andere.noor@example.org", name=name)
    found = client.get(page(coalition, contact))
    assert found.context["rows"].others == []
    assert titles(found) == ["Antwoord over een afspraak"]
    client.post(page(coalition, contact))
    answer.refresh_from_db()
    assert answer.answered_by_name == name


def test_a_question_that_was_taken_back_before_the_answer_makes_it_nobodys(
    client, coalition, contact
):
    request, answer = asked(coalition, name="Bram")
    when = answer.answered_at - timedelta(days=1)
    ConfirmationRequest.objects.filter(pk=request.pk).update(withdrawn_at=when)
    client.post(page(coalition, contact))
    answer.refresh_from_db()
    assert answer.answered_by_name == "Bram"


def test_texts_that_name_a_person_are_pointed_at_and_stay(client, coalition, contact):
    municipality = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    remark = "Vraag het aan NOOR DE VRIÉS."
    _request, answer = asked(coalition, "ander@example.org", name="Ander", remark=remark)
    Party.objects.filter(pk=answer.party_id).update(role="Noor de Vries belt")
    pathway = make.CarePathwayFactory.create(coalition=coalition, municipality=municipality)
    line = {"pathway": pathway, "question": "support", "text": "Spreekuur"}
    kept = PathwayLine.objects.create(**line, contact="Mail Noor@Example.org")
    PathwayLine.objects.create(**line, contact="ander@example.org")
    found = client.get(page(coalition, contact))
    assert titles(found) == ["Rol in een afspraak", "Antwoord over een afspraak", "Zorgpad"]
    change = reverse("agreements:pathway_line_update", args=[coalition.slug, pathway.pk, kept.pk])
    assert f'href="{change}"' in found.content.decode()
    client.post(page(coalition, contact))
    kept.refresh_from_db()
    answer.refresh_from_db()
    assert (kept.contact, answer.remark) == ("Mail Noor@Example.org", remark)


def test_notes_about_the_region_that_name_a_person_are_pointed_at(client, coalition, contact):
    municipality = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    regional, [elsewhere] = region_of("Best")
    agreement = proposed(regional)
    note = {"note": "Noor de Vries zoekt dit uit.", "state": "in_discussion"}
    Uptake.objects.create(agreement=agreement, municipality=municipality, **note)
    say(elsewhere, agreement, "in_discussion", note["note"])
    found = client.get(page(coalition, contact))
    assert titles(found) == [str(Uptake._meta.get_field("note").verbose_name).capitalize()]
    address = reverse("agreements:uptake", args=[coalition.slug, agreement.pk, municipality.code])
    assert address in found.content.decode()
