"""Files to calculate with; one module per subject."""

from interventions.exporters.matrix import matrix_csv, matrix_header, matrix_rows, matrix_xlsx

__all__ = ["matrix_csv", "matrix_header", "matrix_rows", "matrix_xlsx"]
