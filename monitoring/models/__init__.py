"""Figures, what is read in them and shown by them, and the exports."""

from monitoring.models.evidence import FigureEvidence
from monitoring.models.exports import Export, ExportFile
from monitoring.models.figures import (
    Definition,
    Indicator,
    IndicatorMembership,
    IndicatorSet,
    Observation,
    Release,
)
from monitoring.models.interpretations import Interpretation
from monitoring.models.protection import HiddenCell, ProtectedSet, ProtectionRun
from monitoring.models.related import InterventionIndicator

__all__ = [
    "Definition",
    "Export",
    "ExportFile",
    "FigureEvidence",
    "HiddenCell",
    "Indicator",
    "IndicatorMembership",
    "IndicatorSet",
    "Interpretation",
    "InterventionIndicator",
    "Observation",
    "ProtectedSet",
    "ProtectionRun",
    "Release",
]
