"""Files to calculate with; one module per subject."""

from interventions.exporters.matrix import (
    MATRIX_FILES,
    findings_csv,
    matrix_csv,
    matrix_header,
    matrix_pdf,
    matrix_rows,
    matrix_xlsx,
    outcomes_csv,
)

__all__ = [
    "MATRIX_FILES",
    "findings_csv",
    "matrix_csv",
    "matrix_header",
    "matrix_pdf",
    "matrix_rows",
    "matrix_xlsx",
    "outcomes_csv",
]
