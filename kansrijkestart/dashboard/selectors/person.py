"""What one person can see and do, and what went wrong for them: for support, without their records.

Nothing here opens a record: it names the places, since when, and what the role opens there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coalitions.choices import LEAD, PLACE_SENTENCES
from coalitions.models import Caseload, Membership, RegionMembership
from kansrijkestart.accounts.choices import ROLE_SENTENCES, NationalRoleKind
from kansrijkestart.accounts.models import Invitation, NationalRole, User
from kansrijkestart.accounts.people import OWN_FACTORS
from kansrijkestart.accounts.second_factor import is_required
from kansrijkestart.core import clock
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.selectors import not_arrived


@dataclass(frozen=True)
class Opens:
    """One role of a person: what it is, where, since and until when, and what it opens."""

    role: str
    place: str
    since: date | None
    until: date | None
    opens: str


@dataclass(frozen=True)
class Person:
    """Everything that support needs of one account."""

    user: User
    opens: list[Opens]
    factors: list[str]
    must_have_factor: bool
    sign_ons: list[str]
    sessions: int
    received: list[Invitation]
    sent: list[Invitation]
    failed: list[tuple[str, datetime]]


def person_of(user: User) -> Person:
    """Return what an account opens today, in a fixed number of questions."""
    factors = Authenticator.objects.filter(user=user, type__in=OWN_FACTORS)
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    ons = SocialAccount.objects.filter(user=user).values_list("provider", flat=True)
    return Person(
        user=user,
        opens=[*_national(user), *_coalitions(user), *_regions(user), *_cases(user)],
        factors=[one.get_type_display() for one in factors.order_by("pk")],
        must_have_factor=is_required(user),
        sign_ons=list(ons.order_by("provider")),
        sessions=UserSession.objects.filter(user=user, session_key__in=_going_on()).count(),
        received=list(waiting.filter(email=user.email).order_by("-created_at")),
        sent=list(waiting.filter(invited_by=user).order_by("-created_at")[:50]),
        failed=sorted(_failed(user), key=lambda one: one[1], reverse=True),
    )


def _going_on() -> QuerySet[Session, Any]:
    """Return the keys of sessions that are not over; rows of allauth stay behind when one ends."""
    return Session.objects.filter(expire_date__gt=clock.now()).values("session_key")


def _national(user: User) -> Iterator[Opens]:
    for row in NationalRole.objects.filter(user=user).order_by("pk"):
        words = str(ROLE_SENTENCES[NationalRoleKind(row.role)])
        yield Opens(row.get_role_display(), _("the whole country"), row.since, None, words)


def _coalitions(user: User) -> Iterator[Opens]:
    rows = Membership.objects.current().filter(user=user).select_related("coalition")
    for row in rows.order_by("coalition__name_fold"):
        words = str(PLACE_SENTENCES[row.role])
        yield Opens(row.get_role_display(), row.coalition.name, row.since, row.until, words)


def _regions(user: User) -> Iterator[Opens]:
    rows = RegionMembership.objects.current().filter(user=user).select_related("region")
    for row in rows.order_by("region__name_fold"):
        role, words = _("lead of the region"), str(PLACE_SENTENCES[LEAD])
        yield Opens(role, row.region.name, row.since, row.until, words)


def _cases(user: User) -> Iterator[Opens]:
    rows = Caseload.objects.current().filter(adviser=user).select_related("coalition", "covers_for")
    for row in rows.order_by("coalition__name_fold"):
        role, words = _("adviser of the coalition"), _("Reads the record; not the answers.")
        if row.covers_for:
            role = _("covers for %(name)s") % {"name": row.covers_for}
        yield Opens(role, row.coalition.name, row.since, row.until, words)


def _failed(user: User) -> Iterator[tuple[str, datetime]]:
    """Give every mail to this person that did not arrive: what it was, and when."""
    invited = Invitation.objects.filter(mail_failed_at__isnull=False, email__iexact=user.email)
    found = [(_("Invitation"), one.mail_failed_at) for one in invited]
    for row in not_arrived().filter(recipient=user):
        kind = registry.find(row.kind)
        found.append((str(kind.label if kind else row.kind), row.failed_at))
    return ((words, moment) for words, moment in found if moment)
