"""A coordinator leaves: what stood on their name moves, or everybody sees that nobody took over."""

from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions.models import Action, Bottleneck, HandOver, Membership, OfferedMembership
from coalitions.services.actions import action_add
from coalitions.services.hand_over import hand_over, hand_over_settle
from coalitions.services.members import member_invite, offer_give
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create(region=make.RegionFactory.create())


@pytest.fixture
def leaving(coalition):
    return make.MembershipFactory.create(coalition=coalition, role="coordinator").user


def colleague_of(coalition, role="partner"):
    return make.MembershipFactory.create(coalition=coalition, role=role).user


def has_access(user, coalition):
    return Membership.objects.current().filter(user=user, coalition=coalition).exists()


def test_open_actions_and_agreements_move_to_the_successor(coalition, leaving):
    successor = colleague_of(coalition)
    waiting = action_add(coalition=coalition, title="Bellen", assigned_to=leaving)
    done = action_add(coalition=coalition, title="Gedaan", assigned_to=leaving)
    Action.objects.filter(pk=done.pk).update(state="done", done_on=clock.today())
    agreement = make.AgreementFactory.create(coalition=coalition, owner_user=leaving)
    elsewhere = make.AgreementFactory.create(owner_user=leaving)
    knot = Bottleneck.objects.create(coalition=coalition, title="Wachttijd", assigned_to=leaving)
    solved = Bottleneck.objects.create(
        coalition=coalition,
        title="Opgelost",
        assigned_to=leaving,
        state="solved",
        solution="Gebeld",
        solved_on=clock.today(),
    )
    row = hand_over(coalition=coalition, leaving=leaving, successor=successor, note="Let op")
    for record in (waiting, done, agreement, elsewhere, knot, solved):
        record.refresh_from_db()
    assert (waiting.assigned_to, waiting.version) == (successor, 2)
    assert agreement.owner_user == successor
    assert knot.assigned_to == successor
    assert [done.assigned_to, solved.assigned_to] == [leaving, leaving], "the past stays"
    assert elsewhere.owner_user == leaving
    assert row.settled_at is not None
    assert not has_access(leaving, coalition)
    assert successor.has_perm("coalitions.change_coalition", coalition)


def test_without_a_successor_it_waits_and_moves_once_somebody_comes(coalition, leaving):
    waiting = action_add(coalition=coalition, title="Bellen", assigned_to=leaving)
    hand_over(coalition=coalition, leaving=leaving, successor=None)
    assert not has_access(leaving, coalition), "also the last coordinator may leave"
    assert HandOver.objects.waiting().count() == 1
    waiting.refresh_from_db()
    assert waiting.assigned_to == leaving
    administrator = make.UserFactory.create()
    offer = member_invite(
        coalition_id=coalition.pk,
        email="nieuw@example.org",
        name="",
        role="coordinator",
        invited_by=administrator,
        build_url=lambda path: path,
    )
    successor = make.UserFactory.create()
    offer_give(invitation=offer.invitation, user=successor)
    waiting.refresh_from_db()
    assert waiting.assigned_to == successor
    assert not HandOver.objects.waiting().exists()
    assert OfferedMembership.objects.count() == 1


def test_a_partner_who_joins_takes_nothing_over(coalition, leaving):
    hand_over(coalition=coalition, leaving=leaving, successor=None)
    offer = member_invite(
        coalition_id=coalition.pk,
        email="lid@example.org",
        name="",
        role="partner",
        invited_by=leaving,
        build_url=lambda path: path,
    )
    offer_give(invitation=offer.invitation, user=make.UserFactory.create())
    assert HandOver.objects.waiting().exists()


def test_who_comes_back_hands_nothing_over(coalition, leaving):
    hand_over(coalition=coalition, leaving=leaving, successor=None)
    assert hand_over_settle(coalition=coalition, successor=leaving) is None
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("role", ["partner", None])
def test_only_a_coordinator_hands_over(coalition, leaving, role):
    user = colleague_of(coalition, role) if role else make.UserFactory.create()
    with pytest.raises(DomainError):
        hand_over(coalition=coalition, leaving=user, successor=leaving)


def test_the_successor_is_a_member(coalition, leaving):
    with pytest.raises(DomainError):
        hand_over(coalition=coalition, leaving=leaving, successor=make.UserFactory.create())
    assert has_access(leaving, coalition)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"settled_at": clock.now()}, "coalitions_taken_over_by_somebody"),
        ({"same": True}, "coalitions_successor_is_another"),
        ({"twice": True}, "coalitions_one_open_hand_over"),
    ],
)
def test_rules_of_the_database(coalition, leaving, values, rule):
    if values.pop("twice", False):
        HandOver.objects.create(coalition=coalition, leaving=leaving)
    if values.pop("same", False):
        values = {"successor": leaving, "settled_at": clock.now()}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        HandOver.objects.create(coalition=coalition, leaving=leaving, **values)
    other = make.CoalitionFactory.create()
    HandOver.objects.create(coalition=other, leaving=leaving)


def test_the_page_says_what_moves_and_hands_over(client, sign_in, coalition):
    user = sign_in("coordinator", coalition)
    successor = colleague_of(coalition)
    action_add(coalition=coalition, title="Bellen", assigned_to=user)
    address = reverse("coalitions:hand_over", args=[coalition.slug])
    assert "1 open actie" in client.get(address).content.decode()
    refused = client.post(address, once({"note": "Bewaar dit"}))
    assert refused.status_code == 200
    assert "Bewaar dit" in refused.content.decode()
    answer = client.post(address, once({"successor": successor.pk, "note": "Let op"}), follow=True)
    assert answer.status_code == 200
    assert HandOver.objects.get().successor == successor
    assert client.get(address).status_code == 404, "no access any more"


def test_a_foreign_successor_is_refused(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    address = reverse("coalitions:hand_over", args=[coalition.slug])
    answer = client.post(address, once({"successor": make.UserFactory.create().pk}))
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"successor"}
    assert not HandOver.objects.exists()


@pytest.mark.parametrize(
    ("who", "page"), [("region_lead", "dashboard:region"), ("adviser", "dashboard:caseload")]
)
def test_the_region_and_the_adviser_see_that_nobody_keeps_it(
    client, sign_in, coalition, leaving, who, page
):
    sign_in(who, coalition)
    address = reverse(page, args=[coalition.region.slug] if who == "region_lead" else [])
    assert "Niemand houdt" not in client.get(address).content.decode()
    hand_over(coalition=coalition, leaving=leaving, successor=None, note="Geheim briefje")
    text = client.get(address).content.decode()
    assert "Niemand houdt" in text
    assert coalition.name in text
    assert "Geheim briefje" not in text


def test_the_note_is_for_coordinators_only(client, sign_in, coalition, leaving):
    colleague_of(coalition, "coordinator")
    hand_over(coalition=coalition, leaving=leaving, successor=None, note="Let op de planning")
    for who, reads in (("coordinator", True), ("partner", False), ("adviser", False)):
        sign_in(who, coalition)
        page = client.get(reverse("coalitions:members", args=[coalition.slug]))
        log = client.get(reverse("coalitions:log", args=[coalition.slug]))
        pdf = client.get(reverse("coalitions:hand_over_summary", args=[coalition.slug]))
        assert ("Let op de planning" in page.content.decode()) is reads
        assert "Let op de planning" not in log.content.decode()
        assert ("Let op de planning" in words_of(pdf)) is reads


def test_the_summary_names_what_is_open_on_one_page(client, sign_in, coalition):
    user = sign_in("coordinator", coalition)
    for number in range(30):
        action_add(coalition=coalition, title=f"Bellen {number}", assigned_to=user)
    pdf = client.get(reverse("coalitions:hand_over_summary", args=[coalition.slug]))
    text = words_of(pdf)
    assert "Bellen 7" in text
    assert "nog 22 in het dossier" in text
    assert len(pypdf.PdfReader(BytesIO(pdf.content)).pages) == 1


def words_of(pdf):
    pages = pypdf.PdfReader(BytesIO(pdf.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)
