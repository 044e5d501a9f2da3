"""The coalition's record, one module per subject."""

from coalitions.models.access import (
    Caseload,
    CoalitionVisit,
    Consent,
    Membership,
    OfferedMembership,
    RegionMembership,
)
from coalitions.models.advice import AdviceMessage, AdviceRequest, AdviceSharing
from coalitions.models.agendas import Agenda, AgendaDecision, AgendaItem, AgendaPresence
from coalitions.models.bottlenecks import Bottleneck, BottleneckResponse
from coalitions.models.boundaries import MunicipalityBoundary
from coalitions.models.checklist import (
    Answer,
    Assessment,
    AssessmentAttendance,
    ChainStep,
    Checklist,
    Principle,
    PrincipleNote,
    ProgrammeGoal,
    Statement,
    Tool,
)
from coalitions.models.coalition import (
    Coalition,
    CoalitionLead,
    CoalitionLink,
    CoalitionMunicipality,
)
from coalitions.models.contacts import ContactCoalition, ContactMoment
from coalitions.models.evidence import DocumentEvidence, Evidence, PartnerEvidence
from coalitions.models.examples import PracticeExample
from coalitions.models.geography import (
    GidsListing,
    Municipality,
    MunicipalityAlias,
    MunicipalitySuccession,
    Region,
    RegionMunicipality,
)
from coalitions.models.hand_over import HandOver
from coalitions.models.known import KnownAnswer
from coalitions.models.life import CoalitionStage, Grant
from coalitions.models.meetings import Meeting, MeetingOrganisation
from coalitions.models.organisations import (
    OrganisationMunicipality,
    OrganisationNetwork,
    OrganisationRegion,
)
from coalitions.models.partners import (
    Action,
    ContactPerson,
    Organisation,
    ParentInvolvement,
    Partnership,
    PartnerType,
)
from coalitions.models.plan import Ambition, EmbeddingItem, RoadMapItem, RoadMapTemplate
from coalitions.models.poll import Poll, PollAnswer, PollInvitation, PollSheet

__all__ = [
    "Action",
    "AdviceMessage",
    "AdviceRequest",
    "AdviceSharing",
    "Agenda",
    "AgendaDecision",
    "AgendaItem",
    "AgendaPresence",
    "Ambition",
    "Answer",
    "Assessment",
    "AssessmentAttendance",
    "Bottleneck",
    "BottleneckResponse",
    "Caseload",
    "ChainStep",
    "Checklist",
    "Coalition",
    "CoalitionLead",
    "CoalitionLink",
    "CoalitionMunicipality",
    "CoalitionStage",
    "CoalitionVisit",
    "Consent",
    "ContactCoalition",
    "ContactMoment",
    "ContactPerson",
    "DocumentEvidence",
    "EmbeddingItem",
    "Evidence",
    "GidsListing",
    "Grant",
    "HandOver",
    "KnownAnswer",
    "Meeting",
    "MeetingOrganisation",
    "Membership",
    "Municipality",
    "MunicipalityAlias",
    "MunicipalityBoundary",
    "MunicipalitySuccession",
    "OfferedMembership",
    "Organisation",
    "OrganisationMunicipality",
    "OrganisationNetwork",
    "OrganisationRegion",
    "ParentInvolvement",
    "PartnerEvidence",
    "PartnerType",
    "Partnership",
    "Poll",
    "PollAnswer",
    "PollInvitation",
    "PollSheet",
    "PracticeExample",
    "Principle",
    "PrincipleNote",
    "ProgrammeGoal",
    "Region",
    "RegionMembership",
    "RegionMunicipality",
    "RoadMapItem",
    "RoadMapTemplate",
    "Statement",
    "Tool",
]
