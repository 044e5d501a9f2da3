"""Who takes part in a coalition today: partners counted per domain, and how parents think along."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from coalitions.choices import Domain
from coalitions.models import ParentInvolvement, Partnership
from coalitions.registry import Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp

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


def _count_partners(rows: list[Partnership]) -> PartnerCounts:
    types = [row.partner_type for row in rows]
    return PartnerCounts(
        total=len({row.organisation_id for row in rows}),
        per_domain=Counter(one.domain for one in types),
        type_keys=frozenset(one.key for one in types),
    )


PARTNERS: Final = LookUp(
    "coalitions.partners",
    lambda _reader: Partnership.objects.active().filter(coalition=THE_COALITION),
    ("organisation_id", "partner_type__domain", "partner_type__key"),
    _count_partners,
)
PARENTS: Final[LookUp[list[ParentInvolvement]]] = LookUp(
    "coalitions.parents",
    lambda _reader: ParentInvolvement.objects.filter(
        coalition=THE_COALITION, ended_on__isnull=True
    ).order_by("-took_place_on", "-pk"),
    ("form", "number", "took_place_on"),
    list,
)


def partners_of(reading: Reading) -> PartnerCounts:
    return PARTNERS.of(reading)


def parents_of(reading: Reading) -> list[ParentInvolvement]:
    return PARENTS.of(reading)
