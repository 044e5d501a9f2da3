"""The catalogue of interventions, which coalition runs which, where, with what reach and money."""

from interventions.models.catalogue import (
    ExampleIntervention,
    InsuredVariant,
    Intervention,
    InterventionName,
    Recognition,
)
from interventions.models.choices import (
    Choice,
    ChoiceEvidence,
    ChoiceMunicipality,
    LocalOffer,
    RecognitionNotice,
)
from interventions.models.imports import MatrixImport, MatrixImportRow, SupplementRequest
from interventions.models.money import Funding, NationalAmount
from interventions.models.reach import LEAST, Reach

__all__ = [
    "LEAST",
    "Choice",
    "ChoiceEvidence",
    "ChoiceMunicipality",
    "ExampleIntervention",
    "Funding",
    "InsuredVariant",
    "Intervention",
    "InterventionName",
    "LocalOffer",
    "MatrixImport",
    "MatrixImportRow",
    "NationalAmount",
    "Reach",
    "Recognition",
    "RecognitionNotice",
    "SupplementRequest",
]
