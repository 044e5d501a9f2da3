"""The yearly report of a region: one content for the page, the PDF, the workbook and the council.

See docs/adr/0034.
"""

from kansrijkestart.dashboard.region_report.annex import annex_of
from kansrijkestart.dashboard.region_report.content import Cell, Part, Table
from kansrijkestart.dashboard.region_report.files import council_pdf, report_pdf, report_xlsx
from kansrijkestart.dashboard.region_report.parts import parts_of

__all__ = [
    "Cell",
    "Part",
    "Table",
    "annex_of",
    "council_pdf",
    "parts_of",
    "report_pdf",
    "report_xlsx",
]
