"""Contact recorded for several coalitions at once, the sheet for a talk, what changed."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from coalitions.models import (
    Action,
    AdviceRequest,
    CoalitionVisit,
    ContactCoalition,
    ContactMoment,
)
from coalitions.services.contact_moments import contact_record
from kansrijkestart.core import clock
from tests import factories as make
from tests.checklist.make import partner, principle, round_of

pytestmark = pytest.mark.django_db
URL = "/adviseur/contacten/"


@pytest.fixture
def adviser(client):
    user = make.NationalRoleFactory.create(role="adviser").user
    client.force_login(user)
    return user


def case(adviser, name):
    return make.CaseloadFactory.create(adviser=adviser, coalition__name=name).coalition


def record(adviser, *coalitions, **more):
    values: dict[str, Any] = {
        "held_on": clock.today(),
        "kind": "visit",
        "question": "detection",
    } | more
    return contact_record(adviser=adviser, coalitions=coalitions, **values)


def test_one_contact_is_recorded_for_the_ticked_coalitions(client, adviser):
    best, bladel = case(adviser, "Best"), case(adviser, "Bladel")
    case(adviser, "Eersel")
    data = {
        "coalitions": [best.pk, bladel.pk],
        "held_on": clock.today().isoformat(),
        "kind": "regional",
        "question": "domains",
        "text": "De verbinding met de geboortezorg.",
        "learning_track": "",
        "idempotency_key": str(uuid4()),
    }
    assert client.post(f"{URL}nieuw/", data).url == URL
    assert ContactCoalition.objects.count() == 2
    body = client.get(URL).content.decode()
    assert "De verbinding met de geboortezorg." in body
    assert "Eersel" not in body


def test_a_bad_form_says_what_is_missing_and_offers_only_the_own_caseload(client, adviser):
    case(adviser, "Best")
    strange = make.CoalitionFactory.create(name="Vreemd")
    shown = client.post(f"{URL}nieuw/", {"coalitions": [strange.pk], "held_on": "morgen"})
    assert shown.status_code == 200
    assert "Vreemd" not in shown.content.decode()
    assert not ContactMoment.objects.exists()


def test_each_refusal(adviser):
    best = case(adviser, "Best")
    tomorrow = clock.today() + timedelta(days=1)
    for bad in ([], [make.CoalitionFactory.create()]):
        with pytest.raises(ValidationError):
            record(adviser, *bad)
    with pytest.raises(ValidationError):
        record(adviser, best, held_on=tomorrow)
    with pytest.raises(ValidationError):
        record(make.CaseloadFactory.create(coalition=best).adviser, best)
    contact = record(adviser, best)
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactCoalition.objects.create(contact=contact, coalition=best)
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactMoment.objects.filter(pk=contact.pk).update(kind="fax")


def test_the_coordinator_reads_it_in_the_log_and_a_partner_does_not(client, adviser):
    best = case(adviser, "Best")
    other = case(adviser, "Bladel")
    record(adviser, best, other, text="Over vroegsignalering gesproken.")
    for role, is_told in (("coordinator", True), ("partner", False)):
        member = make.MembershipFactory.create(coalition=best, role=role)
        client.force_login(member.user)
        body = client.get(f"/coalities/{best.slug}/logboek/").content.decode()
        assert ("Over vroegsignalering gesproken." in body) is is_told
        assert "Bladel" not in body
        assert ContactMoment.objects.visible_to(member.user).exists() is is_told


def test_opening_a_coalition_tells_what_changed_since_the_last_visit(client, adviser):
    best = case(adviser, "Best")
    address = f"/coalities/{best.slug}/"
    assert "Je eerste bezoek" in client.get(address).content.decode()
    before = clock.now() - timedelta(days=3)
    CoalitionVisit.objects.update(seen_at=before, previous_at=None)
    partner(best, "gemeente")
    assert "1 partner" in client.get(address).content.decode()


def test_the_sheet_for_a_talk_is_one_page_with_question_contact_and_action(client, adviser):
    best = case(adviser, "Best")
    assessment = round_of(best, state="advice_requested")
    AdviceRequest.objects.create(
        assessment=assessment, principle=principle(assessment), question="Wie missen we?"
    )
    Action.objects.create(coalition=best, title="De wijkteams uitnodigen")
    record(adviser, best, text="Over vroegsignalering gesproken.")
    response = client.get(f"/coalities/{best.slug}/gespreksblad.pdf")
    pages = PdfReader(BytesIO(response.content)).pages
    assert len(pages) == 1
    text = " ".join(pages[0].extract_text().split())
    for words in ("Wie missen we?", "De wijkteams uitnodigen", "vroegsignalering gesproken"):
        assert words in text


def test_sixty_contacts_cost_as_many_queries_as_one(client, adviser, django_assert_max_num_queries):
    best = case(adviser, "Best")
    client.get(URL)
    costs = []
    for number in (1, 59):
        for _ in range(number):
            record(adviser, best)
        with django_assert_max_num_queries(30) as found:
            client.get(URL)
        costs.append(len(found))
    assert costs[0] == costs[1]
