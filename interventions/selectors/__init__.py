"""What pages read of interventions, one module per subject."""

from interventions.selectors.catalogue import (
    RecognitionView,
    best_recognition,
    choices_of,
    recognition_view,
    running,
    search_interventions,
)

__all__ = [
    "RecognitionView",
    "best_recognition",
    "choices_of",
    "recognition_view",
    "running",
    "search_interventions",
]
