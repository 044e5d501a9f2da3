"""What a reader is, and what they have not read: looked up once per request, for every page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

from django.db import connection
from django.http import HttpRequest

from coalitions.choices import MembershipRole
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.services.guides import LATER_DAYS
from kansrijkestart.core import clock

_KEPT = "reader_roles"
_OPEN = (
    "({0}.since IS NULL OR {0}.since <= %(today)s) AND ({0}.until IS NULL OR {0}.until > %(today)s)"
)
# The menu stands on every page. As four querysets with whole rows this was a quarter of a page of
# figures, nearly all of it spent on putting the questions together. It opens nothing: who may see
# what is asked of ``visible_to`` by the page itself. ``around`` is ``Region.objects.around``.
_ROLES = f"""
SELECT member.role AS kind, coalition.id, coalition.slug, coalition.name_fold,
  coalition.stage = 'ended' AS is_over
FROM coalitions_membership AS member
JOIN coalitions_coalition AS coalition ON coalition.id = member.coalition_id
WHERE member.user_id = %(user)s AND {_OPEN.format("member")}
UNION ALL
SELECT 'led', region.id, region.slug, region.name_fold, false
FROM coalitions_regionmembership AS led
JOIN coalitions_region AS region ON region.id = led.region_id
WHERE led.user_id = %(user)s AND {_OPEN.format("led")}
UNION ALL
SELECT 'around', region.id, region.slug, region.name_fold, false
FROM coalitions_region AS region
WHERE region.id IN (
  SELECT inside.region_id FROM coalitions_regionmunicipality AS inside
  JOIN coalitions_coalitionmunicipality AS cover ON cover.municipality_id = inside.municipality_id
  JOIN coalitions_membership AS kept ON kept.coalition_id = cover.coalition_id
  WHERE kept.user_id = %(user)s AND kept.role = 'coordinator'
  AND {_OPEN.format("kept")} AND {_OPEN.format("cover")} AND {_OPEN.format("inside")}
) AND EXISTS (
  SELECT 1 FROM coalitions_coalition AS running WHERE running.region_id = region.id
  AND running.scope IN ('regional', 'both') AND running.stage <> 'ended'
)
UNION ALL
SELECT 'national', 0, role, '', false FROM accounts_nationalrole WHERE user_id = %(user)s
UNION ALL
SELECT 'unread', count(*), '', '', false FROM notifications_notification
WHERE recipient_id = %(user)s AND read_at IS NULL AND ended_at IS NULL
UNION ALL
SELECT CASE WHEN wish = 'shown' OR (wish = 'later' AND changed_at < %(later)s)
  THEN 'guide on' ELSE 'guide off' END, 0, guide, '', false
FROM accounts_guidestate WHERE user_id = %(user)s
ORDER BY is_over, name_fold, id
"""  # noqa: S608 - put together from the constants above; what varies is bound


class HasAddress(Protocol):
    """A coalition or region, as far as a link to it goes."""

    @property
    def pk(self) -> Any: ...
    @property
    def slug(self) -> str: ...


class Named(NamedTuple):
    """The key and the address of a coalition or region; ``is_over`` of one that ended."""

    pk: int
    slug: str
    is_over: bool = False


@dataclass(frozen=True)
class Roles:
    """The coalitions somebody takes part in, the regions they lead, their national roles.

    ``around`` are the regions that a coordinator's own municipalities work together in;
    ``guides_on`` and ``guides_off`` the guides somebody asked for, or put away for now or for good.
    ``unread`` is how many notifications wait for them: asked here, since every page shows it.
    """

    coordinated: tuple[HasAddress, ...] = ()
    joined: tuple[HasAddress, ...] = ()
    regions: tuple[HasAddress, ...] = ()
    around: tuple[HasAddress, ...] = ()
    national: frozenset[str] = frozenset()
    guides_on: frozenset[str] = frozenset()
    guides_off: frozenset[str] = frozenset()
    is_known: bool = False
    unread: int = 0

    @property
    def coalitions(self) -> tuple[HasAddress, ...]:
        """Return all of them: the own ones first, and below these what ended."""
        found = self.coordinated + self.joined
        return tuple(sorted(found, key=lambda one: getattr(one, "is_over", False)))

    @property
    def may_register(self) -> bool:
        """Whether a link to register a coalition is of use; its page asks the permission itself."""
        return bool(self.coordinated or self.regions or self.has(NationalRoleKind.ADMINISTRATOR))

    def has(self, role: NationalRoleKind) -> bool:
        return role.value in self.national


def roles_of(request: HttpRequest) -> Roles:
    """Return the reader's roles: one question to the database.

    From then on the rules of this request know the national ones without asking again.
    """
    kept: Roles | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _look_up(getattr(request, "user", None))
        setattr(request, _KEPT, kept)
        if kept.is_known:
            request.user.known_roles = kept.national  # type: ignore[union-attr]
    return kept


def _look_up(user: Any) -> Roles:
    if user is None or not user.is_authenticated:
        return Roles()
    with connection.cursor() as cursor:
        later = clock.now() - timedelta(days=LATER_DAYS)
        cursor.execute(_ROLES, {"user": user.pk, "today": clock.today(), "later": later})
        rows: list[tuple[str, int, str, str, bool]] = cursor.fetchall()
    found: dict[str, list[Named]] = {}
    for kind, pk, slug, _name, is_over in rows:
        found.setdefault(kind, []).append(Named(pk, slug, is_over))
    return Roles(
        coordinated=tuple(found.get(MembershipRole.COORDINATOR, ())),
        joined=tuple(found.get(MembershipRole.PARTNER, ())),
        regions=tuple(found.get("led", ())),
        around=tuple(found.get("around", ())),
        national=_names(found, "national"),
        guides_on=_names(found, "guide on"),
        guides_off=_names(found, "guide off"),
        is_known=True,
        unread=sum(one.pk for one in found.get("unread", ())),
    )


def _names(found: dict[str, list[Named]], kind: str) -> frozenset[str]:
    return frozenset(row.slug for row in found.get(kind, ()))
