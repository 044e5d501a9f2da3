"""Figures, what is read in them and shown by them, the yearly rounds and the exports."""

from monitoring.models.editions import Edition, EditionPart, ExportBatch
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
from monitoring.models.questionnaires import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionOption,
    QuestionSection,
)
from monitoring.models.related import InterventionIndicator
from monitoring.models.responses import ApprovalWish, Response, ResponseAnswer
from monitoring.models.rounds import (
    Round,
    RoundExtension,
    RoundReminder,
)
from monitoring.models.talks import (
    InterpretationAmbition,
    InterpretationGroup,
    InterpretationOrganisation,
)

__all__ = [
    "ApprovalWish",
    "Definition",
    "Edition",
    "EditionPart",
    "Export",
    "ExportBatch",
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
    "Question",
    "QuestionOption",
    "QuestionSection",
    "Questionnaire",
    "QuestionnaireVersion",
    "Release",
    "Response",
    "ResponseAnswer",
    "Round",
    "RoundExtension",
    "RoundReminder",
]
