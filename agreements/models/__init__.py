"""Agreements, their versions and parties, and what they are linked to."""

from agreements.models.agreements import (
    Agreement,
    AgreementAttachment,
    AgreementTheme,
    AgreementVersion,
    Party,
    PartyConfirmation,
    Theme,
)
from agreements.models.links import AgreementEvidence, BottleneckAgreement

__all__ = [
    "Agreement",
    "AgreementAttachment",
    "AgreementEvidence",
    "AgreementTheme",
    "AgreementVersion",
    "BottleneckAgreement",
    "Party",
    "PartyConfirmation",
    "Theme",
]
