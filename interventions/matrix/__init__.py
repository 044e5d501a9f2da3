"""The region × intervention table: what every municipality of a region offers, as it reported.

Reads only. An empty cell is "not reported", a municipality that does not share its interventions
with the region is "does not share" in every cell; neither is a no.
"""

from interventions.matrix.cells import (
    NOT_REPORTED,
    NOT_SHARED,
    Cell,
    Column,
    Matrix,
    Row,
)
from interventions.matrix.reading import Ground, ground_of, local_coverage, region_matrix
from interventions.matrix.sentences import HIDDEN, LATER, MISSING, RUNS, sentence, sentences

__all__ = [
    "HIDDEN",
    "LATER",
    "MISSING",
    "NOT_REPORTED",
    "NOT_SHARED",
    "RUNS",
    "Cell",
    "Column",
    "Ground",
    "Matrix",
    "Row",
    "ground_of",
    "local_coverage",
    "region_matrix",
    "sentence",
    "sentences",
]
