"""Figures, the exports made of them, and figures that support an answer."""

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

__all__ = [
    "Definition",
    "Export",
    "ExportFile",
    "FigureEvidence",
    "Indicator",
    "IndicatorMembership",
    "IndicatorSet",
    "Observation",
    "Release",
]
