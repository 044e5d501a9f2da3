"""Agreements: texts, parties, answers, uptake by municipalities, care pathways."""

from agreements.models.agreements import APPLYING, Agreement, AgreementTheme
from agreements.models.links import (
    AgreementAttachment,
    AgreementDocument,
    AgreementEvidence,
    AgreementIntervention,
    BottleneckAgreement,
    DetectionInstrument,
)
from agreements.models.pathways import CarePathway, PathwayLine, ServiceDirectory
from agreements.models.reference import (
    AgreementTemplate,
    FrameworkPart,
    RiskTheme,
    TemplatePoint,
    Theme,
)
from agreements.models.regional import AgreementPart, FrameworkVersion, Uptake
from agreements.models.reminders import AgreementReminder
from agreements.models.texts import (
    AgreementVersion,
    ConfirmationRequest,
    Party,
    PartyConfirmation,
)

__all__ = [
    "APPLYING",
    "Agreement",
    "AgreementAttachment",
    "AgreementDocument",
    "AgreementEvidence",
    "AgreementIntervention",
    "AgreementPart",
    "AgreementReminder",
    "AgreementTemplate",
    "AgreementTheme",
    "AgreementVersion",
    "BottleneckAgreement",
    "CarePathway",
    "ConfirmationRequest",
    "DetectionInstrument",
    "FrameworkPart",
    "FrameworkVersion",
    "Party",
    "PartyConfirmation",
    "PathwayLine",
    "RiskTheme",
    "ServiceDirectory",
    "TemplatePoint",
    "Theme",
    "Uptake",
]
