"""Changing whom a coalition works for: local, regional, or both.

Nothing is ended, moved or erased along the way: what would not fit any more is refused, with what
to do first. An open round of the checklist goes on with its own statements.
"""

from collections.abc import Callable, Iterable
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import LOCAL_SCOPES, REGIONAL_SCOPES, MembershipRole, Scope
from coalitions.models import Coalition, CoalitionLink, Membership, Municipality, Region
from coalitions.rules import sets_region
from coalitions.services.coverage import check_in_region, elsewhere
from coalitions.services.running import locked_running
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = ("scope", "region")

# Says why a regional coalition cannot become local yet; nothing when it can.
Hold = Callable[[Coalition], str]
_holds: list[Hold] = []


def register_hold(hold: Hold) -> None:
    """Let an app say what first has to end before a regional coalition becomes local."""
    if hold not in _holds:
        _holds.append(hold)


@transaction.atomic
def scope_change(
    *,
    coalition: Coalition,
    user: User,
    expected_version: int | None,
    scope: str,
    region: Region | None = None,
) -> Coalition:
    """Let a coalition be local, regional or both from now on.

    ``region`` is only asked of a coalition that has no regional part yet; one that has keeps its
    region. Raises EditConflict when somebody else saved first.
    """
    stored = locked_running(coalition)
    refuse_stale(stored, expected_version)
    if scope not in Scope.values:
        raise DomainError({"scope": _("Choose local, regional, or both.")})
    if scope == stored.scope:
        raise DomainError({"scope": _("That is what the coalition is already.")})
    places = _locked_places(stored)
    if scope in REGIONAL_SCOPES and not stored.is_regional:
        _begin_regional(stored, user, region, places)
    if scope in LOCAL_SCOPES and not stored.is_local:
        _check_free(stored, places)
    if scope == Scope.REGIONAL:
        _check_takes_no_part(stored)
    if scope == Scope.LOCAL:
        _check_can_be_missed(stored)
    stored.scope = scope
    return _saved(stored, expected_version)


def _locked_places(stored: Coalition) -> list[Municipality]:
    """Lock what the coalition works for, now or later: nobody else begins there meanwhile."""
    rows = stored.coverage.filter(Q(until__isnull=True) | Q(until__gt=clock.today()))
    found = Municipality.objects.select_for_update().filter(pk__in=rows.values("municipality"))
    return list(found.order_by("pk"))


def _begin_regional(
    stored: Coalition, user: User, region: Region | None, places: list[Municipality]
) -> None:
    if region is None:
        raise DomainError({"region": _("A regional coalition needs a region.")})
    if not sets_region.test(user, region):
        raise DomainError(
            {"region": _("Only the lead of this region makes a coalition its regional one.")}
        )
    try:
        check_in_region(region, places)
    except DomainError as error:
        raise DomainError({"region": error.messages}) from error
    stored.region = region
    if Coalition.objects.regional().running().filter(region=region).exists():
        raise _taken_region()


def _taken_region() -> DomainError:
    return DomainError({"region": _("This region already has a regional coalition.")})


def _check_free(stored: Coalition, places: list[Municipality]) -> None:
    """A municipality keeps its record in one local coalition."""
    taken = elsewhere(places, clock.today(), stored)
    names = sorted(one.name for one in places if one.pk in taken)
    if names:
        message = ngettext(
            "%(names)s has a local coalition of its own. It stays regional, or first works no "
            "longer for this municipality.",
            "%(names)s have a local coalition of their own. It stays regional, or first works no "
            "longer for these municipalities.",
            len(names),
        )
        raise DomainError({"scope": message % {"names": ", ".join(names)}})


def _check_takes_no_part(stored: Coalition) -> None:
    """Only a local coalition takes part in a region; it leaves that itself, with a day."""
    links = _running(CoalitionLink.objects.filter(local=stored).select_related("regional"))
    if names := sorted({link.regional.name for link in links}):
        message = _(
            "The coalition takes part in %(names)s, as a local one. First end that on the page "
            "“How the coalition went”."
        )
        raise DomainError({"scope": message % {"names": ", ".join(names)}})


def _check_can_be_missed(stored: Coalition) -> None:
    """Nothing regional runs in it any more, and somebody still keeps the record afterwards."""
    links = _running(CoalitionLink.objects.filter(regional=stored).select_related("local"))
    if names := sorted({link.local.name for link in links}):
        message = _(
            "These local coalitions take part in this regional one: %(names)s. Ask them to end "
            "that first, each on its own page “How the coalition went”."
        )
        raise DomainError({"scope": message % {"names": ", ".join(names)}})
    for hold in _holds:
        if words := hold(stored):
            raise DomainError({"scope": words})
    keepers = Membership.objects.current().filter(
        coalition=stored, role=MembershipRole.COORDINATOR, user__is_active=True
    )
    if not keepers.exists():
        raise DomainError(
            {
                "scope": _(
                    "The lead of the region does not keep a local coalition's record. First "
                    "invite a coordinator."
                )
            }
        )


def _running(links: Iterable[CoalitionLink]) -> list[CoalitionLink]:
    """Leave out what is over; one that begins later counts."""
    today = clock.today()
    return [link for link in links if link.until is None or link.until > today]


def _saved(stored: Coalition, expected_version: int | None) -> Coalition:
    try:
        with transaction.atomic():
            return save_versioned(stored, expected_version=expected_version, fields=FIELDS)
    except IntegrityError as error:
        # Somebody made another one the regional coalition of this region at the same moment.
        if "coalitions_one_regional_per_region" not in str(error):
            raise
        raise _taken_region() from error
