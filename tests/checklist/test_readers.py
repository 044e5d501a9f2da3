"""Who reads what of a round, and the conversation between coordinator and adviser."""

import re
from uuid import uuid4

import pytest

from coalitions.models import AdviceMessage, AdviceRequest, Answer
from coalitions.services.advice import advice_request, advice_share
from tests import factories as make
from tests.checklist.make import fields, partner, principle, round_of
from tests.checklist.test_pages import page, text_of, url

pytestmark = pytest.mark.django_db


def sent_once(**fields):
    return fields | {"idempotency_key": str(uuid4())}


def test_from_request_to_advice_to_question_to_answer(client, sign_in):
    assessment = round_of(state="agreed")
    coordinator = sign_in("coordinator", assessment.coalition)
    chosen = principle(assessment).pk
    asked = client.post(
        url(assessment, "advice_request"), {"principles": [chosen], "question": "Wie mist er?"}
    )
    assert asked.status_code == 302
    adviser = sign_in("adviser", assessment.coalition)
    assert "Wie mist er?" in text_of(client.get(page(assessment, "advice")))
    concept = client.post(page(assessment, "advice"), {"text": "Nog niet af.", "version": "0"})
    assert concept.url == page(assessment, "advice")
    shown = text_of(client.get(page(assessment, "advice")))
    assert "Nog niet af." in shown
    version = re.search(r'name="version" value="(\d+)"', shown).group(1)
    client.force_login(coordinator)
    assert "Nog niet af." not in text_of(client.get(page(assessment)))
    client.force_login(adviser)
    shared = client.post(
        page(assessment, "advice"), {"text": "Praat met de POH.", "version": version, "share": "1"}
    )
    assert shared.url == page(assessment)
    client.force_login(coordinator)
    assert "Praat met de POH." in text_of(client.get(page(assessment)))
    reply = sent_once(text="Hoe dan?", question="1")
    assert client.post(page(assessment, "advice_reply"), reply).status_code == 302
    client.force_login(adviser)
    assert client.get(page(assessment, "advice_reply")).status_code == 200
    client.post(
        page(assessment, "advice_reply"), sent_once(text="Via hun regio-overleg.", reply="1")
    )
    kinds = list(AdviceMessage.objects.values_list("kind", flat=True))
    assert kinds == ["advice", "question", "reply"]
    assert "Via hun regio-overleg." in text_of(
        client.get(url(assessment, "checklist_round", round=1))
    )


def test_a_partner_does_not_see_the_thread_and_is_told_so(client, sign_in):
    assessment = round_of(state="agreed")
    user = sign_in("partner", assessment.coalition)
    asked = principle(assessment)
    advice_request(
        assessment_id=assessment.pk, user=user, principles=[asked], question="Geheime vraag"
    )
    author = make.UserFactory.create()
    advice_share(
        assessment_id=assessment.pk, principle=asked, author=author, text="Geheim antwoord"
    )
    for address in (page(assessment), url(assessment, "checklist_round", round=1)):
        shown = text_of(client.get(address))
        assert "Geheim" not in shown
    assert client.get(page(assessment, "advice_reply")).status_code == 403


def test_requests_are_kept_when_asked_twice(client, sign_in):
    assessment = round_of(state="agreed")
    sign_in("coordinator", assessment.coalition)
    data = {"principles": [principle(assessment).pk]}
    client.post(url(assessment, "advice_request"), data)
    assert client.post(url(assessment, "advice_request"), data).status_code == 200
    assert AdviceRequest.objects.count() == 1


@pytest.mark.parametrize(("is_granted", "status"), [(True, 200), (False, 404)])
def test_an_adviser_reads_only_a_shared_checklist(client, sign_in, is_granted, status):
    assessment = round_of()
    cover = make.CoalitionMunicipalityFactory.create(coalition=assessment.coalition)
    make.ConsentFactory.create(
        municipality=cover.municipality, kind="checklist_adviser", is_granted=is_granted
    )
    sign_in("adviser", assessment.coalition)
    assert client.get(page(assessment)).status_code == status
    listed = text_of(client.get(url(assessment, "checklist")))
    assert (f"Niet gedeeld door: {cover.municipality.name}" in listed) is not is_granted


def test_a_partner_reads_but_does_not_write(client, sign_in):
    assessment = round_of()
    partner(assessment.coalition, "gemeente")
    sign_in("partner", assessment.coalition)
    shown = text_of(client.get(page(assessment)))
    assert '<form method="post" novalidate' not in shown
    assert "data-autosave-url" not in shown
    for name in ("principle", "principle_autosave"):
        posted = client.post(page(assessment, name), fields(assessment, L2_1__now="mostly"))
        assert posted.status_code == 403
    assert client.post(url(assessment, "checklist_agree"), {}).status_code == 403
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("agreed", "De coalitie heeft deze ronde vastgesteld. Wat is vastgesteld"),
        ("advice_requested", "vastgesteld en Pharos om advies gevraagd"),
        ("closed", "Deze ronde is afgesloten. Daarom kun je hier alleen lezen."),
    ],
)
def test_who_keeps_the_record_reads_why_a_page_is_to_read_only(client, sign_in, state, said):
    extra = {"closed_on": "2026-02-01"} if state == "closed" else {}
    assessment = round_of(state=state, **extra)
    sign_in("coordinator", assessment.coalition)
    assert said in text_of(client.get(page(assessment)))
    sign_in("partner", assessment.coalition)
    assert said not in text_of(client.get(page(assessment)))
