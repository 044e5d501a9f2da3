"""Members, their roles in words, and what municipalities decided about sharing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import LEAD, ConsentKind, MembershipRole
from coalitions.models import (
    Caseload,
    Coalition,
    Consent,
    Membership,
    Municipality,
    OfferedMembership,
    RegionMembership,
)
from coalitions.querysets.record import CoalitionQuerySet, MembershipQuerySet
from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label


@dataclass(frozen=True)
class Sharing:
    """What counts today for one municipality and one kind; None: nothing has been recorded."""

    kind: str
    label: str
    decision: Consent | None


class MunicipalitySharing(NamedTuple):
    """Everything one municipality decided, with how much of it is shared today."""

    municipality: Municipality
    kinds: list[Sharing]

    @property
    def shared(self) -> int:
        return sum(item.decision is not None and item.decision.is_granted for item in self.kinds)


def users_with_access(coalition: Coalition) -> QuerySet[User]:
    """Return whoever takes part in the record now, and of a regional one who leads its region."""
    return _users_of(coalition, Membership.objects.all())


def keepers_of(coalition: Coalition, *, besides: Membership | None = None) -> QuerySet[User]:
    """Return whoever keeps the record now; ``besides`` is a membership that does not count."""
    kept = Membership.objects.filter(role=MembershipRole.COORDINATOR)
    return _users_of(coalition, kept.exclude(pk=besides.pk) if besides else kept)


def keepers_of_all(coalitions: CoalitionQuerySet) -> QuerySet[User]:
    """Return whoever keeps one of these records now, for any number of them at once."""
    kept = Membership.objects.current().filter(role=MembershipRole.COORDINATOR)
    regions = coalitions.regional().values("region")
    leads = RegionMembership.objects.current().filter(region__in=regions)
    found = Q(pk__in=kept.filter(coalition__in=coalitions).values("user"))
    return User.objects.filter(found | Q(pk__in=leads.values("user")), is_active=True)


def keepers_per_coalition(coalitions: CoalitionQuerySet) -> dict[int, list[User]]:
    """Return who keeps each of these records now, in four questions for any number of them."""
    active = keepers_of_all(coalitions).in_bulk()
    kept = Membership.objects.current().filter(role=MembershipRole.COORDINATOR)
    pairs = set(kept.filter(coalition__in=coalitions).values_list("coalition", "user"))
    leads: dict[int, list[int]] = {}
    rows = RegionMembership.objects.current().filter(region__in=coalitions.values("region"))
    for region, user in rows.values_list("region", "user"):
        leads.setdefault(region, []).append(user)
    for coalition, region in coalitions.regional().values_list("pk", "region"):
        pairs |= {(coalition, user) for user in leads.get(region, [])}
    found: dict[int, list[User]] = {}
    for coalition, user in sorted(pairs):
        if user in active:
            found.setdefault(coalition, []).append(active[user])
    return found


def _users_of(coalition: Coalition, members: MembershipQuerySet) -> QuerySet[User]:
    found = Q(pk__in=members.current().filter(coalition=coalition).values("user"))
    if coalition.is_regional:
        leads = RegionMembership.objects.current().filter(region=coalition.region_id)
        found |= Q(pk__in=leads.values("user"))
    return User.objects.filter(found, is_active=True)


def sharing_of(coalition: Coalition) -> list[MunicipalitySharing]:
    """Return every municipality a coalition works for with its decisions, in two questions."""
    municipalities = list(Municipality.objects.covered_by(coalition).order_by("name_fold"))
    latest: dict[tuple[int, str], Consent] = {}
    rows = Consent.objects.filter(municipality__in=municipalities, decided_on__lte=clock.today())
    for consent in rows.order_by("decided_on", "recorded_at", "pk"):
        latest[consent.municipality_id, consent.kind] = consent
    return [
        MunicipalitySharing(
            municipality,
            [
                Sharing(kind.value, str(kind.label), latest.get((municipality.pk, kind.value)))
                for kind in ConsentKind
            ],
        )
        for municipality in municipalities
    ]


def decisions_of(municipality: Municipality, kind: str) -> list[Consent]:
    """Return every decision of a municipality about one kind, the newest first, to read back."""
    rows = Consent.objects.filter(municipality=municipality, kind=kind)
    return list(rows.order_by("-decided_on", "-recorded_at", "-pk"))


def offer_in_words(invitation: Invitation) -> tuple[str, str] | None:
    """Return place and role of what an invitation offers; registered with accounts."""
    offer = (
        OfferedMembership.objects.filter(invitation=invitation)
        .select_related("coalition", "region")
        .first()
    )
    if offer is None:
        return None
    if offer.region:
        return offer.region.name, _("lead of the region")
    assert offer.coalition is not None  # noqa: S101 - a constraint says so
    return offer.coalition.name, str(MembershipRole(offer.role).label)


def offers_in_words(invitation_ids: list[int]) -> dict[int, str]:
    """Return what many invitations offer, in one question; registered with accounts."""
    rows = OfferedMembership.objects.filter(invitation__in=invitation_ids)
    return {
        offer.invitation_id: _("lead of the region %(place)s") % {"place": offer.region.name}
        if offer.region
        else _("%(role)s of %(place)s")
        % {"role": offer.get_role_display(), "place": offer.coalition and offer.coalition.name}
        for offer in rows.select_related("coalition", "region")
    }


def _lead_keys() -> Iterable[int]:
    return RegionMembership.objects.current().values_list("user", flat=True)


def _member_keys(role: str) -> Iterable[int]:
    return Membership.objects.current().filter(role=role).values_list("user", flat=True)


# Registered with accounts, to narrow the list of users by.
ROLE_HOLDERS: Final[dict[str, tuple[Label, Callable[[], Iterable[int]]]]] = {
    MembershipRole.COORDINATOR: (
        gettext_lazy("Coordinator of a coalition"),
        partial(_member_keys, MembershipRole.COORDINATOR),
    ),
    MembershipRole.PARTNER: (
        gettext_lazy("Partner in a coalition"),
        partial(_member_keys, MembershipRole.PARTNER),
    ),
    LEAD: (gettext_lazy("Lead of a region"), _lead_keys),
}


def roles_in_words(user_ids: list[int]) -> dict[int, list[str]]:
    """Return the current roles of users in coalitions and regions; registered with accounts."""
    found: dict[int, list[str]] = {}
    members = Membership.objects.current().filter(user__in=user_ids).select_related("coalition")
    for member in members.order_by("coalition__name_fold"):
        words = _("%(role)s of %(place)s") % {
            "role": member.get_role_display(),
            "place": member.coalition.name,
        }
        found.setdefault(member.user_id, []).append(words)
    leads = RegionMembership.objects.current().filter(user__in=user_ids).select_related("region")
    for lead in leads.order_by("region__name_fold"):
        words = _("lead of the region %(place)s") % {"place": lead.region.name}
        found.setdefault(lead.user_id, []).append(words)
    return found


def needs_second_factor(user: User) -> bool:
    """Tell whether a user is anything but a partner in coalitions; registered with accounts.

    Who has no role now had one, or is about to get one: asked too.
    """
    memberships = set(Membership.objects.current().filter(user=user).values_list("role", flat=True))
    return (
        not memberships
        or MembershipRole.COORDINATOR in memberships
        or RegionMembership.objects.current().filter(user=user).exists()
        or Caseload.objects.current().filter(adviser=user).exists()
    )
