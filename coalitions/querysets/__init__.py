"""What the domain asks of its tables. ``visible_to`` is door one: who may know of a row."""

from coalitions.querysets.bottlenecks import (
    AgendaQuerySet,
    BottleneckQuerySet,
    BottleneckResponseQuerySet,
    MeetingQuerySet,
)
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
    "AgendaQuerySet",
    "AssessmentQuerySet",
    "BottleneckQuerySet",
    "BottleneckResponseQuerySet",
    "CoalitionQuerySet",
    "ConsentQuerySet",
    "ContactCoalitionQuerySet",
    "ContactMomentQuerySet",
    "ContactQuerySet",
    "HandOverQuerySet",
    "KnownAnswerQuerySet",
    "MeetingQuerySet",
    "MembershipQuerySet",
    "MunicipalityQuerySet",
    "OfCoalitionQuerySet",
    "OrganisationQuerySet",
    "PartnershipQuerySet",
    "RegionQuerySet",
    "open_on",
    "reads_checklist",
]
