"""Members of a coalition, what its municipalities share, and adviser cover."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Coalition, Consent, Membership, OfferedMembership
from coalitions.services import members as services
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


def page(name, coalition, **kwargs):
    return reverse(f"coalitions:{name}", kwargs={"slug": coalition.slug, **kwargs})


def invite(coalition, **extra):
    values: dict[str, Any] = {
        "email": "a@example.org",
        "name": "",
        "role": "partner",
        "build_url": str,
    }
    by = make.UserFactory.create()
    return services.member_invite(coalition_id=coalition.pk, invited_by=by, **values | extra)


def test_an_address_is_invited_once_and_a_member_not_at_all():
    coalition = make.CoalitionFactory.create()
    member = make.MembershipFactory.create(coalition=coalition, role="partner")
    invite(coalition)
    with pytest.raises(ValidationError):
        invite(coalition, email="A@example.org")
    with pytest.raises(ValidationError):
        invite(coalition, email=member.user.email)
    invite(coalition, email=member.user.email, role="coordinator")
    invite(make.CoalitionFactory.create())


def test_accepting_a_higher_role_changes_the_membership():
    member = make.MembershipFactory.create(role="partner")
    offer = invite(member.coalition, email=member.user.email, role="coordinator")
    services.offer_give(invitation=offer.invitation, user=member.user)
    member.refresh_from_db()
    assert member.role == "coordinator"
    assert Membership.objects.count() == 1


def test_the_last_coordinator_stays():
    last = make.MembershipFactory.create()
    partner = make.MembershipFactory.create(coalition=last.coalition, role="partner")
    inactive = make.MembershipFactory.create(coalition=last.coalition)
    inactive.user.is_active = False
    inactive.user.save()
    with pytest.raises(ValidationError):
        services.member_end(membership_id=last.pk)
    services.member_end(membership_id=partner.pk)
    make.MembershipFactory.create(coalition=last.coalition)
    services.member_end(membership_id=last.pk)
    assert not Coalition.objects.visible_to(last.user).exists()
    with pytest.raises(ValidationError):
        services.member_end(membership_id=last.pk)


def test_the_lead_of_the_region_may_remain_alone():
    coalition = make.CoalitionFactory.create(regional=True)
    member = make.MembershipFactory.create(coalition=coalition)
    make.RegionMembershipFactory.create(region=coalition.region)
    assert services.member_end(membership_id=member.pk).until == clock.today()


def consent(cover, **extra):
    values: dict[str, Any] = {"kind": "public_map", "is_granted": True, "decided_by": "wethouder"}
    values |= {"municipality": cover.municipality, "decided_on": clock.today()}
    by = make.UserFactory.create()
    return services.consent_record(coalition=cover.coalition, recorded_by=by, **values | extra)


def test_a_decision_is_added_and_the_latest_counts():
    cover = make.CoalitionMunicipalityFactory.create()
    shared = Coalition.objects.public()
    consent(cover, decided_on=clock.today() - timedelta(days=5))
    assert shared.filter(pk=cover.coalition.pk).exists()
    consent(cover, is_granted=False)
    assert not shared.filter(pk=cover.coalition.pk).exists()
    assert Consent.objects.count() == 2


def test_a_decision_of_tomorrow_or_of_another_municipality_is_refused():
    cover = make.CoalitionMunicipalityFactory.create()
    with pytest.raises(ValidationError):
        consent(cover, decided_on=clock.today() + timedelta(days=1))
    with pytest.raises(ValidationError):
        consent(cover, municipality=make.MunicipalityFactory.create())
    with pytest.raises(ValidationError):
        consent(cover, decided_by="")
    assert not Consent.objects.exists()


def test_a_coordinator_invites_withdraws_and_records_a_decision(client, sign_in):
    cover = make.CoalitionMunicipalityFactory.create()
    coalition = cover.coalition
    sign_in("coordinator", coalition)
    form = {"email": "noor@example.org", "role": "partner", "idempotency_key": str(uuid.uuid4())}
    members = page("members", coalition)
    assert client.post(page("member_invite", coalition), form).url == members
    assert client.post(page("member_invite", coalition), form).url == members
    offer = OfferedMembership.objects.get()
    assert "noor@example.org" in client.get(members).content.decode()
    client.post(page("member_invitation", coalition, pk=offer.invitation_id), {"do": "revoke"})
    assert "noor@example.org" not in client.get(members).content.decode()
    where = page("consent", coalition, code=cover.municipality.code, kind="public_map")
    assert client.post(where, {"is_granted": "misschien"}).status_code == 200
    decision = {"is_granted": "no", "decided_by": "de raad", "decided_on": clock.today()}
    decision["idempotency_key"] = str(uuid.uuid4())
    assert client.post(where, decision).url == members
    assert "de raad" in client.get(members).content.decode()
    checklist = page("consent", coalition, code=cover.municipality.code, kind="checklist_adviser")
    assert "Checklist delen met Pharos" in client.get(checklist).content.decode()
    unknown = page("consent", coalition, code=cover.municipality.code, kind="alles")
    assert client.get(unknown).status_code == 404


def test_partners_see_who_has_access_but_no_addresses(client, sign_in):
    member = make.MembershipFactory.create()
    sign_in("partner", member.coalition)
    text = client.get(page("members", member.coalition)).content.decode()
    assert member.user.name in text
    assert member.user.email not in text


def test_a_member_of_another_coalition_cannot_be_ended_here(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    other = make.MembershipFactory.create()
    assert client.post(page("member_end", coalition, pk=other.pk)).status_code == 404
    own = Membership.objects.get(coalition=coalition)
    client.post(page("member_end", coalition, pk=own.pk))
    own.refresh_from_db()
    assert own.until is None


def test_the_page_asks_as_much_for_one_as_for_many(client, sign_in):
    cover = make.CoalitionMunicipalityFactory.create()
    sign_in("coordinator", cover.coalition)
    invite(cover.coalition)
    client.get(page("members", cover.coalition))  # from here the line under the heading is kept
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page("members", cover.coalition))
        counts.append(len(queries))
        make.MembershipFactory.create_batch(10, coalition=cover.coalition)
        make.CoalitionMunicipalityFactory.create_batch(5, coalition=cover.coalition)
        for extra in range(5):
            invite(cover.coalition, email=f"b{number}{extra}@example.org")
    assert counts[0] == counts[1]


def test_a_region_reads_the_decisions_of_its_municipalities_and_takes_none(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    covers = make.CoalitionMunicipalityFactory.create_batch(2, coalition=regional)
    make.ConsentFactory.create(municipality=covers[0].municipality, kind="public_map")
    with pytest.raises(ValidationError, match="lokale coalitie"):
        consent(covers[0])
    sign_in("region_lead", regional)
    text = client.get(page("members", regional)).content.decode()
    assert f"{covers[0].municipality.name}: deelt 1 van 7" in " ".join(text.split())
    assert f"{covers[1].municipality.name}: deelt 0 van 7" in " ".join(text.split())
    where = page("consent", regional, code=covers[0].municipality.code, kind="public_map")
    assert where not in text
    assert client.get(where).status_code == 403
