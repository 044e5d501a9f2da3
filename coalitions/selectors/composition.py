"""What the record already answers of the statements on composition (L2.x and R2.x) and R5.6.

The mapping is this team's proposal; the official checklists have no score:

- every partner type that a statement names takes part: *in place*; at least half: *mostly*; fewer:
  *in development*; none: no answer, because not recorded is not a no;
- where a statement says "where needed", one of the named types is enough for *mostly*;
- a maternity network (VSV) as own partner: *in place*; through the regional coalition: *mostly*;
- parents as partner, or an expert by experience in the coalition: *in place*; a panel or client
  council: *mostly*; interviews or another form: *in development*;
- municipalities in a regional coalition: as many as it covers: *in place*; fewer: *mostly*;
- bottlenecks of a region (R5.6): see ``coalitions.selectors.hinge``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from coalitions.choices import AnswerScale, ParentForm
from coalitions.models import (
    Coalition,
    CoalitionLink,
    CoalitionMunicipality,
    ParentInvolvement,
    Partnership,
)
from coalitions.querysets import open_on
from coalitions.selectors import hinge
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

if TYPE_CHECKING:
    from kansrijkestart.accounts.models import User

TYPES: Final[dict[str, tuple[str, ...]]] = {
    "L2.1": ("gemeente",),
    "L2.2": ("verloskundigen", "gynaecologen", "kraamzorg"),
    "L2.3": ("jgz",),
    "L2.4": ("huisartsen",),
    "L2.5": ("wijkteam", "welzijn"),
    "L2.6": ("volwassen-ggz",),
    "L2.7": ("kinderopvang",),
    "L2.8": ("schuldhulpverlening", "werk-en-inkomen", "huisvesting"),
    "L2.9": ("informele-steun",),
    "R2.2": ("zorgverzekeraar",),
    "R2.3": ("ggd",),
    "R2.4": ("vsv",),
    "R2.5": ("jgz",),
    "R2.6": ("informele-steun",),
    "R2.7": ("koepel-wijkteams", "koepel-ggz", "koepel-huisartsen"),
    "R2.8": ("ros", "consortium"),
    "R2.10": ("oudervertegenwoordiging",),
}
WHERE_NEEDED: Final = frozenset({"L2.8", "R2.7"})
PARENTS: Final = frozenset({"L2.10", "R2.9"})
NETWORK: Final = "L2.11"
MUNICIPALITIES: Final = "R2.1"
DERIVABLE: Final = frozenset(TYPES) | PARENTS | {NETWORK, MUNICIPALITIES}
PARENT_SCALE: Final = {
    ParentForm.EXPERT: AnswerScale.IN_PLACE,
    ParentForm.PANEL: AnswerScale.MOSTLY,
    ParentForm.CLIENT_COUNCIL: AnswerScale.MOSTLY,
    ParentForm.INTERVIEWS: AnswerScale.IN_DEVELOPMENT,
    ParentForm.OTHER: AnswerScale.IN_DEVELOPMENT,
}
FURTHEST_FIRST: Final = (AnswerScale.IN_PLACE, AnswerScale.MOSTLY, AnswerScale.IN_DEVELOPMENT)


@dataclass(frozen=True)
class Derived:
    """An answer the record gives, with the names it rests on and where they stand.

    An empty ``scale`` fills nothing in: the record knows something, but not how it stands.
    ``parts`` tell more, as far as the reader may know it.
    """

    scale: str
    names: tuple[str, ...]
    parts: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Composition:
    """Who takes part today: names per partner type, and what else the statements ask about."""

    partners: dict[str, list[str]] = field(default_factory=dict)
    parent_forms: tuple[str, ...] = ()
    regional_networks: tuple[str, ...] = ()
    local_names: tuple[str, ...] = ()
    municipalities: int = 0


def derive(key: str, record: Composition) -> Derived | None:
    """Return what the record says about one statement, or nothing when it does not say."""
    if key in TYPES:
        return _from_types(key, record)
    if key in PARENTS:
        return _from_parents(record)
    if key == NETWORK:
        return _from_networks(record)
    return _from_municipalities(record) if key == MUNICIPALITIES else None


def _from_types(key: str, record: Composition) -> Derived | None:
    named = TYPES[key]
    present = [name for name in named if record.partners.get(name)]
    if not present:
        return None
    names = tuple(dict.fromkeys(n for kind in present for n in record.partners[kind]))
    if len(present) == len(named):
        return Derived(AnswerScale.IN_PLACE, names)
    enough = key in WHERE_NEEDED or 2 * len(present) >= len(named)
    return Derived(AnswerScale.MOSTLY if enough else AnswerScale.IN_DEVELOPMENT, names)


def _from_parents(record: Composition) -> Derived | None:
    names = list(record.partners.get("ouders", []))
    scales = {str(AnswerScale.IN_PLACE)} if names else set()
    for form in record.parent_forms:
        scales.add(PARENT_SCALE[ParentForm(form)])
        names.append(str(ParentForm(form).label))
    if not scales:
        return None
    return Derived(next(s for s in FURTHEST_FIRST if s in scales), tuple(dict.fromkeys(names)))


def _from_networks(record: Composition) -> Derived | None:
    if own := record.partners.get("vsv"):
        return Derived(AnswerScale.IN_PLACE, tuple(own))
    if not record.regional_networks:
        return None
    names = tuple(_("through the region: %(name)s") % {"name": n} for n in record.regional_networks)
    return Derived(AnswerScale.MOSTLY, names)


def _from_municipalities(record: Composition) -> Derived | None:
    names = tuple(dict.fromkeys([*record.partners.get("gemeente", []), *record.local_names]))
    if not names:
        return None
    is_all = 0 < record.municipalities <= len(names)
    return Derived(AnswerScale.IN_PLACE if is_all else AnswerScale.MOSTLY, names)


def composition_of(coalition: Coalition) -> Composition:
    """Read who takes part today; five questions, however many partners there are."""
    today = clock.today()
    links = CoalitionLink.objects.filter(open_on(today))
    regional = links.filter(local=coalition).values("regional")
    rows = (
        Partnership.objects.active()
        .filter(Q(coalition=coalition) | Q(coalition__in=regional, partner_type__key="vsv"))
        .order_by("organisation__name_fold")
        .values_list("coalition", "partner_type__key", "organisation__name")
    )
    partners: dict[str, list[str]] = {}
    networks: list[str] = []
    for owner, key, name in rows:
        if owner == coalition.pk:
            partners.setdefault(key, []).append(name)
        else:
            networks.append(name)
    parents = ParentInvolvement.objects.filter(coalition=coalition, ended_on__isnull=True)
    covered = CoalitionMunicipality.objects.filter(open_on(today), coalition=coalition)
    return Composition(
        partners=partners,
        parent_forms=tuple(parents.order_by("pk").values_list("form", flat=True)),
        regional_networks=tuple(dict.fromkeys(networks)),
        local_names=tuple(
            links.filter(regional=coalition)
            .order_by("local__name_fold")
            .values_list("local__name", flat=True)
        ),
        municipalities=covered.count(),
    )


def derived_answers(
    coalition: Coalition, keys: Iterable[str], user: "User | None" = None
) -> dict[str, Derived]:
    """Return what the record answers of these statements; asks nothing where it answers none.

    The answers are the same for everybody; ``user`` only adds where a reader finds more.
    """
    asked = list(keys)
    found: dict[str, Derived | None] = {}
    if wanted := [key for key in asked if key in DERIVABLE]:
        record, url = (
            composition_of(coalition),
            safe_reverse("coalitions:partners", slug=coalition.slug),
        )
        found = {key: derive(key, record) for key in wanted}
        found = {key: one and replace(one, url=url) for key, one in found.items()}
    if hinge.BOTTLENECKS in asked:
        found[hinge.BOTTLENECKS] = _from_bottlenecks(coalition, user)
    return {key: derived for key, derived in found.items() if derived}


def _from_bottlenecks(coalition: Coalition, user: "User | None") -> Derived | None:
    knots, rows = hinge.bottlenecks_of(coalition)
    if not knots.number and not knots.solved:
        return None
    parts, url = hinge.per_coalition(coalition, rows, user) if user else ((), "")
    return Derived(hinge.scale_of(knots), (hinge.in_words(knots),), parts, url)
