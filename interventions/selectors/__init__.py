"""What pages read of interventions, one module per subject."""

from interventions.selectors.catalogue import (
    RecognitionView,
    best_recognition,
    choices_of,
    recognition_view,
    running,
)
from interventions.selectors.search import Asked, search_interventions

__all__ = [
    "Asked",
    "RecognitionView",
    "best_recognition",
    "choices_of",
    "recognition_view",
    "running",
    "search_interventions",
]
