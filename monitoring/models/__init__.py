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
from monitoring.models.imports import FigureImport, FigureNotice
from monitoring.models.interpretations import Interpretation
from monitoring.models.own import OwnFigure, OwnIndicator
from monitoring.models.protection import HiddenCell, ProtectedSet, ProtectionRun
from monitoring.models.related import InterventionIndicator
from monitoring.models.talks import (
    InterpretationAmbition,
    InterpretationGroup,
    InterpretationOrganisation,
)

__all__ = [
    "Definition",
    "Export",
    "ExportFile",
    "FigureEvidence",
    "FigureImport",
    "FigureNotice",
    "HiddenCell",
    "Indicator",
    "IndicatorMembership",
    "IndicatorSet",
    "Interpretation",
    "InterpretationAmbition",
    "InterpretationGroup",
    "InterpretationOrganisation",
    "InterventionIndicator",
    "Observation",
    "OwnFigure",
    "OwnIndicator",
    "ProtectedSet",
    "ProtectionRun",
    "Release",
]
