"""Contact recorded for several coalitions at once, the sheet for a talk, what changed."""

import re
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
    Answer,
    CoalitionVisit,
    ContactCoalition,
    ContactMoment,
)
from coalitions.services.contact_moments import contact_change, contact_record
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import EditConflict
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
    assert ">1</a> partner" in client.get(address).content.decode()


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


def full_record(coalition, adviser):
    """A round of five principles, each with long texts, and much of everything beside it."""
    long_text = "Lange woorden over de samenwerking in de wijk. " * 100
    checklist = make.ChecklistFactory.create()
    keys = ("trekker", "samenstelling", "afspraken", "cijfers", "interventies")
    asked = round_of(coalition, state="advice_requested", checklist=checklist)
    for number, key in enumerate(keys, start=1):
        row = make.PrincipleFactory.create(
            checklist=checklist, number=number, key=key, screen_title=f"Het principe over {key}"
        )
        answers = ("not_yet", "mostly", "in_place", "in_development", "")
        for position in range(11):
            one = make.StatementFactory.create(principle=row, position=position)
            now = answers[position % len(answers)]
            Answer.objects.create(assessment=asked, statement=one, now=now)
        AdviceRequest.objects.create(assessment=asked, principle=row, question=long_text[:2000])
    for number in range(60):
        partner(coalition, f"soort {number % 7}", f"Een organisatie met een lange naam {number}")
        Action.objects.create(coalition=coalition, title=f"{number} " + long_text[:180])
        record(adviser, coalition, text=long_text[:2000])
        place = make.MunicipalityFactory.create(name=f"Gemeente met een lange naam {number}")
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
        make.ConsentFactory.create(municipality=place, kind="checklist_adviser")


def test_the_sheet_for_a_talk_stays_one_page_with_a_full_record_and_says_what_is_left_out(
    client, adviser
):
    best = case(adviser, "Best")
    full_record(best, adviser)
    response = client.get(f"/coalities/{best.slug}/gespreksblad.pdf")
    [page] = PdfReader(BytesIO(response.content)).pages
    text = " ".join(page.extract_text().split())
    assert "En nog 55." in text  # actions: five of sixty
    assert "En nog 57." in text  # contacts: three of sixty
    assert "Het principe over interventies" in text
    assert "…" in text


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


def change(contact, adviser, *coalitions, **more):
    values: dict[str, Any] = {
        "held_on": contact.held_on,
        "kind": contact.kind,
        "question": contact.question,
        "text": contact.text,
        "learning_track": contact.learning_track,
        "expected_version": contact.version,
    } | more
    return contact_change(contact=contact, adviser=adviser, coalitions=coalitions, **values)


def with_whom(contact):
    return set(contact.links.values_list("coalition__name", flat=True))


def test_who_recorded_a_contact_puts_it_right_and_the_log_keeps_both(client, adviser):
    best, bladel = case(adviser, "Best"), case(adviser, "Bladel")
    contact = record(adviser, best, text="Over armoede gesproken.")
    address = f"{URL}{contact.pk}/"
    assert address in client.get(URL).content.decode()
    shown = client.get(address)
    assert "Over armoede gesproken." in shown.content.decode()
    data = {
        "coalitions": [bladel.pk],
        "held_on": clock.today().isoformat(),
        "kind": "phone",
        "question": "detection",
        "text": "Over vroegsignalering gesproken.",
        "learning_track": "",
        "version": 1,
    }
    assert client.post(address, data).url == URL
    contact.refresh_from_db()
    assert (contact.kind, contact.version, with_whom(contact)) == ("phone", 2, {"Bladel"})
    # An old page that is still open gets both texts.
    assert client.post(address, data | {"text": "Nog iets."}).status_code == 409
    contact.refresh_from_db()
    assert contact.text == "Over vroegsignalering gesproken."
    for coalition, is_told in ((bladel, True), (best, False)):
        client.force_login(make.MembershipFactory.create(coalition=coalition).user)
        body = client.get(f"/coalities/{coalition.slug}/logboek/").content.decode()
        assert ("Over vroegsignalering gesproken." in body) is is_told


def test_the_log_of_a_coalition_shows_what_a_contact_was_before(client, adviser):
    best = case(adviser, "Best")
    contact = record(adviser, best, kind="visit")
    change(contact, adviser, best, kind="phone")
    client.force_login(make.MembershipFactory.create(coalition=best).user)
    body = client.get(f"/coalities/{best.slug}/logboek/").content.decode().lower()
    assert "bezoek" in body
    assert "telefo" in body


@pytest.mark.django_db(transaction=True)
def test_a_contact_that_moves_leaves_its_text_with_the_coalition_it_was_about(client, adviser):
    """Each step is a transaction of its own, so that the log knows what came first."""
    before, after = "Over een geschil in Best.", "Over de wijkteams."
    best, bladel = case(adviser, "Best"), case(adviser, "Bladel")
    contact = record(adviser, best, text=before)
    contact = change(contact, adviser, bladel, text=after)
    change(contact, adviser, bladel, text="Over de wijkteams en de scholen.")
    bodies = {}
    for coalition in (best, bladel):
        keeper = make.MembershipFactory.create(coalition=coalition, role="coordinator").user
        client.force_login(keeper)
        bodies[coalition] = client.get(f"/coalities/{coalition.slug}/logboek/").content.decode()
    assert before in bodies[best]
    assert "wijkteams" not in bodies[best]
    assert before not in bodies[bladel]
    assert "Over de wijkteams en de scholen." in bodies[bladel]


def test_a_bad_change_is_said_and_changes_nothing(client, adviser):
    contact = record(adviser, case(adviser, "Best"))
    strange = make.CoalitionFactory.create(name="Vreemd")
    for data in (
        {},
        {"coalitions": [strange.pk], "held_on": "morgen", "kind": "fax", "question": "x"},
    ):
        shown = client.post(f"{URL}{contact.pk}/", data | {"version": 1})
        assert shown.status_code == 200
        assert shown.context["form"].errors
        assert "Vreemd" not in shown.content.decode()
    contact.refresh_from_db()
    assert contact.version == 1


def test_each_refusal_of_a_change(adviser):
    best = case(adviser, "Best")
    contact = record(adviser, best)
    colleague = make.NationalRoleFactory.create(role="adviser").user
    make.CaseloadFactory.create(adviser=colleague, coalition=best)
    former = record(adviser, best)
    for arguments, more in (
        ((contact, colleague, best), {}),
        ((contact, adviser), {}),
        ((contact, adviser, best, make.CoalitionFactory.create()), {}),
        ((contact, adviser, best), {"held_on": clock.today() + timedelta(days=1)}),
        ((contact, adviser, best), {"kind": "fax"}),
    ):
        with pytest.raises(ValidationError):
            change(*arguments, **more)
    with pytest.raises(EditConflict):
        change(contact, adviser, best, expected_version=7)
    adviser.national_roles.all().delete()
    with pytest.raises(ValidationError):
        change(former, adviser, best)
    contact.refresh_from_db()
    assert contact.version == 1


def test_a_coalition_that_left_the_caseload_stays_with_the_contact(client, adviser):
    best, bladel = case(adviser, "Best"), case(adviser, "Bladel")
    contact = record(adviser, best, bladel)
    for row in adviser.caseload.filter(coalition=best):
        row.until = clock.today()
        row.save()
    shown = client.get(f"{URL}{contact.pk}/").content.decode()
    assert not re.search(r"\bBest\b", shown), "as a word: a token may hold these letters"
    assert "1 coalitie die je niet meer adviseert" in shown
    change(contact, adviser, bladel, text="Aangepast.")
    assert with_whom(contact) == {"Best", "Bladel"}
    contact.refresh_from_db()
    change(contact, adviser)
    assert with_whom(contact) == {"Best"}
