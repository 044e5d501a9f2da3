"""What the domain asks of its tables. ``visible_to`` is door one: who may know of a row."""

from coalitions.querysets.record import (
    ActionQuerySet,
    CoalitionQuerySet,
    ConsentQuerySet,
    ContactQuerySet,
    KnownAnswerQuerySet,
    MembershipQuerySet,
    MunicipalityQuerySet,
    OfCoalitionQuerySet,
    OrganisationQuerySet,
    PartnershipQuerySet,
    RegionQuerySet,
    open_on,
)
from coalitions.querysets.talks import (
    AdviceQuerySet,
    AdviceSharingQuerySet,
    AssessmentQuerySet,
    ContactCoalitionQuerySet,
    ContactMomentQuerySet,
    HandOverQuerySet,
    reads_checklist,
)

__all__ = [
    "ActionQuerySet",
    "AdviceQuerySet",
    "AdviceSharingQuerySet",
    "AssessmentQuerySet",
    "CoalitionQuerySet",
    "ConsentQuerySet",
    "ContactCoalitionQuerySet",
    "ContactMomentQuerySet",
    "ContactQuerySet",
    "HandOverQuerySet",
    "KnownAnswerQuerySet",
    "MembershipQuerySet",
    "MunicipalityQuerySet",
    "OfCoalitionQuerySet",
    "OrganisationQuerySet",
    "PartnershipQuerySet",
    "RegionQuerySet",
    "open_on",
    "reads_checklist",
]
