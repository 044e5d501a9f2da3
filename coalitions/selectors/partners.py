"""The list of partners, what is known of an organisation, and which kinds nobody is of yet."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value

from coalitions.models import (
    Checklist,
    Coalition,
    Municipality,
    Organisation,
    Partnership,
    PartnerType,
    Region,
    Statement,
)
from coalitions.selectors.composition import (
    MUNICIPALITIES,
    NETWORK,
    PARENTS,
    TYPES,
    Composition,
    composition_of,
)
from coalitions.selectors.overview import checklist_in_force
from kansrijkestart.core import clock
from kansrijkestart.core.models import Fold

ENDED, ALL = "ended", "all"


def filtered_partners(
    coalition: Coalition,
    *,
    text: str = "",
    domain: str = "",
    kind: PartnerType | None = None,
    state: str = "",
) -> QuerySet[Partnership]:
    """Return the partners of a coalition, by default those that take part today."""
    rows = coalition.partners.for_list()
    has_left = Q(until__isnull=False, until__lte=clock.today())
    if state == ENDED:
        rows = rows.filter(has_left)
    elif state != ALL:
        rows = rows.exclude(has_left)
    if domain:
        rows = rows.filter(partner_type__domain=domain)
    if kind is not None:
        rows = rows.filter(partner_type=kind)
    if text.strip():
        wanted = Fold(Value(" ".join(text.split())))
        rows = rows.annotate(wanted=wanted, role_fold=Fold("role")).filter(
            Q(organisation__name_fold__contains=wanted) | Q(role_fold__contains=wanted)
        )
    return rows


def partner_counts(coalition: Coalition) -> dict[str, int]:
    """Return how many partners take part and how many left, whatever is filtered."""
    has_left = Q(until__isnull=False, until__lte=clock.today())
    counts: dict[str, int] = coalition.partners.aggregate(
        ended=Count("pk", filter=has_left), total=Count("pk")
    )
    return {"active": counts["total"] - counts["ended"], "ended": counts["ended"]}


@dataclass(frozen=True)
class Gap:
    """Kinds of partner that the checklist names and nobody in the record is of."""

    checklist: Checklist
    kinds: list[PartnerType]


def composition_gap(coalition: Coalition) -> Gap | None:
    """Compare who takes part with the kinds the checklist in force names: something to talk about.

    The checklist says "for example" and "where needed"; a kind that is absent is no shortcoming.
    """
    checklist = checklist_in_force(coalition.scope)
    if checklist is None:
        return None
    statements = Statement.objects.filter(principle__checklist=checklist)
    named = {kind for key in statements.values_list("key", flat=True) for kind in _kinds_of(key)}
    absent = named - _present(composition_of(coalition))
    return Gap(checklist, list(PartnerType.objects.filter(key__in=absent)))


def _kinds_of(statement: str) -> tuple[str, ...]:
    if statement in PARENTS:
        return ("ouders",)
    if statement == NETWORK:
        return ("vsv",)
    if statement == MUNICIPALITIES:
        return ("gemeente",)
    return TYPES.get(statement, ())


def _present(record: Composition) -> set[str]:
    """Return the kinds that are there, also through the region or without an organisation."""
    found = {key for key, names in record.partners.items() if names}
    if record.parent_forms:
        found.add("ouders")
    if record.regional_networks:
        found.add("vsv")
    if record.local_names:
        found.add("gemeente")
    return found


def work_area_of(organisation: Organisation) -> list[str]:
    """Return the names of the regions and municipalities an organisation works in."""
    regions = Region.objects.filter(pk__in=organisation.work_regions.values("region"))
    places = Municipality.objects.filter(
        pk__in=organisation.work_municipalities.values("municipality")
    )
    return [
        *regions.order_by("name_fold").values_list("name", flat=True),
        *places.order_by("name_fold").values_list("name", flat=True),
    ]
