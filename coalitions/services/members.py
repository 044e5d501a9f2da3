"""Who has access to a coalition or a region, what municipalities share, and adviser cover."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coalitions.choices import MembershipRole
from coalitions.models import (
    Coalition,
    Consent,
    Membership,
    Municipality,
    OfferedMembership,
    Region,
    RegionMembership,
)
from coalitions.selectors.members import keepers_of
from coalitions.services.hand_over import hand_over_settle
from coalitions.services.telling import tell_member
from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.accounts.services.invitations import BuildUrl, invitation_send
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


def open_offers() -> Q:
    """Return the condition "this offer's invitation waits for an answer"."""
    return Q(invitation__accepted_at__isnull=True, invitation__revoked_at__isnull=True)


def _refuse_if_invited(email: str, **place: Any) -> None:
    waiting = OfferedMembership.objects.filter(open_offers(), invitation__email=email, **place)
    if waiting.exists():
        raise DomainError(
            _("This address has been invited already. Send that invitation again or withdraw it.")
        )


@transaction.atomic
def member_invite(
    *, coalition_id: int, email: str, name: str, role: str, invited_by: User, build_url: BuildUrl
) -> OfferedMembership:
    """Invite somebody as coordinator or partner of a coalition."""
    coalition = Coalition.objects.select_for_update(of=("self",)).get(pk=coalition_id)
    address = email.strip().lower()
    members = Membership.objects.current().filter(coalition=coalition, role=role)
    if members.filter(user__email=address).exists():
        raise DomainError(_("This person already has access to this coalition."))
    _refuse_if_invited(address, coalition=coalition)
    invitation = invitation_send(
        email=address, name=name, invited_by=invited_by, build_url=build_url
    )
    offer = OfferedMembership(invitation=invitation, coalition=coalition, role=role)
    offer.full_clean()
    offer.save()
    return offer


@transaction.atomic
def region_lead_invite(
    *, region_id: int, email: str, name: str, invited_by: User, build_url: BuildUrl
) -> OfferedMembership:
    """Invite somebody to lead a region."""
    region = Region.objects.select_for_update().get(pk=region_id)
    address = email.strip().lower()
    leads = RegionMembership.objects.current().filter(region=region)
    if leads.filter(user__email=address).exists():
        raise DomainError(_("This person leads this region already."))
    _refuse_if_invited(address, region=region)
    invitation = invitation_send(
        email=address, name=name, invited_by=invited_by, build_url=build_url
    )
    offer = OfferedMembership(invitation=invitation, region=region)
    offer.full_clean()
    offer.save()
    return offer


@transaction.atomic
def offer_give(*, invitation: Invitation, user: User) -> None:
    """Turn what an accepted invitation offers into a membership; registered with accounts."""
    offer = OfferedMembership.objects.filter(invitation=invitation).first()
    if offer is None:
        return
    if offer.region:
        if not RegionMembership.objects.current().filter(user=user, region=offer.region).exists():
            RegionMembership.objects.create(user=user, region=offer.region)
        return
    membership = Membership.objects.filter(
        user=user, coalition=offer.coalition, until__isnull=True
    ).first() or Membership(user=user, coalition=offer.coalition)
    membership.role = offer.role
    membership.full_clean()
    membership.save()
    tell_member(membership)
    if offer.role == MembershipRole.COORDINATOR:
        hand_over_settle(coalition=membership.coalition, successor=user)


@transaction.atomic
def member_end(*, membership_id: int) -> Membership:
    """End somebody's access to a coalition from today; the last coordinator stays."""
    coalition_id = Membership.objects.values_list("coalition_id", flat=True).get(pk=membership_id)
    coalition = Coalition.objects.select_for_update(of=("self",)).get(pk=coalition_id)
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    if membership.until is not None:
        raise DomainError(_("This membership has ended already."))
    is_coordinator = membership.role == MembershipRole.COORDINATOR
    if is_coordinator and not keepers_of(coalition, besides=membership).exists():
        raise DomainError(
            _("This is the last coordinator. Invite another one first, so that the record is kept.")
        )
    membership.until = max(clock.today(), membership.since)
    membership.full_clean()
    membership.save(update_fields=["until"])
    return membership


@transaction.atomic
def consent_record(
    *,
    coalition: Coalition,
    municipality: Municipality,
    kind: str,
    is_granted: bool,
    decided_by: str,
    decided_on: date,
    recorded_by: User,
) -> Consent:
    """Record a decision of a municipality to share something, or to stop sharing it.

    It is added, never changed: it counts from its date on, and the past stays as it was.
    """
    if decided_on > clock.today():
        raise DomainError({"decided_on": _("Give the date of a decision that has been taken.")})
    if not coalition.is_local:
        raise DomainError(_("A municipality decides in the record of its own local coalition."))
    covered = Municipality.objects.covered_by(coalition)
    if not covered.filter(pk=municipality.pk).exists():
        raise DomainError(_("This coalition does not work for this municipality."))
    consent = Consent(
        municipality=municipality,
        kind=kind,
        is_granted=is_granted,
        decided_by=decided_by,
        decided_on=decided_on,
        recorded_by=recorded_by,
    )
    consent.full_clean()
    consent.save()
    return consent
