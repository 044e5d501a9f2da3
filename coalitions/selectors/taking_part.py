"""Who takes part in a coalition today: partners counted per domain, and how parents think along."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from coalitions.choices import Domain
from coalitions.models import Coalition, ParentInvolvement, Partnership
from coalitions.registry import Reading

# Design section 4: an active partner in each of these is what "broad" is derived from.
ASKED_DOMAINS: Final = (Domain.MEDICAL, Domain.SOCIAL, Domain.INFORMAL)


@dataclass(frozen=True)
class PartnerCounts:
    """Partners that take part today: how many, per domain, and whether a VSV is among them."""

    total: int
    per_domain: Counter[str]
    type_keys: frozenset[str]

    @property
    def missing(self) -> list[Domain]:
        return [domain for domain in ASKED_DOMAINS if not self.per_domain[domain]]


def _count_partners(rows: Iterable[tuple[int, int, str, str]]) -> PartnerCounts:
    """Count (coalition, organisation, domain, type) of the partners of one coalition."""
    found = list(rows)
    return PartnerCounts(
        total=len({organisation for _coalition, organisation, _domain, _key in found}),
        per_domain=Counter(domain for _coalition, _organisation, domain, _key in found),
        type_keys=frozenset(key for _coalition, _organisation, _domain, key in found),
    )


def _partners_in(coalitions: Sequence[Coalition]) -> list[tuple[int, int, str, str]]:
    active = Partnership.objects.active().filter(coalition__in=coalitions)
    names = ("coalition", "organisation", "partner_type__domain", "partner_type__key")
    return list(active.values_list(*names))


def _parents_in(coalitions: Sequence[Coalition]) -> list[ParentInvolvement]:
    rows = ParentInvolvement.objects.filter(coalition__in=coalitions, ended_on__isnull=True)
    return list(rows.order_by("-took_place_on", "-pk"))


def partners_of(reading: Reading) -> PartnerCounts:
    return reading.remember(
        "coalitions.partners", lambda: _count_partners(_partners_in([reading.coalition]))
    )


def parents_of(reading: Reading) -> list[ParentInvolvement]:
    return reading.remember("coalitions.parents", lambda: _parents_in([reading.coalition]))


def look_up_together(readings: Sequence[Reading]) -> None:
    """Look up who takes part in several coalitions in two queries, for a page of them all."""
    coalitions = [reading.coalition for reading in readings]
    partners, parents = _partners_in(coalitions), _parents_in(coalitions)
    for reading in readings:
        pk = reading.coalition.pk
        own = [row for row in partners if row[0] == pk]
        involved = [row for row in parents if row.coalition_id == pk]
        reading.remember("coalitions.partners", partial(_count_partners, own))
        reading.remember("coalitions.parents", partial(list, involved))
