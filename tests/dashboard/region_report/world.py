"""A region with a regional coalition, and reading its report back from the page and the files."""

import io
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
from django.urls import reverse
from python_calamine import CalamineWorkbook

from coalitions.models import Coalition, CoalitionStage, Region
from tests import factories as make

NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
LONG_AGO = datetime(2024, 4, 15, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
NOT_RECORDED = "niet vastgelegd"
SHARED = ("interventions_region", "agreements_region")
PAGE_ENDS = "\f"
PAGES = ("region_report", "region_report_pdf", "region_report_xlsx", "region_council_pdf")


def add(
    region: Region, name: str, stage: str = "forming", shares: tuple[str, ...] = SHARED, **more: Any
) -> Coalition:
    """A municipality of the region with a local coalition; its stage is of 2024."""
    municipality = make.MunicipalityFactory.create(name=name)
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    own = make.CoalitionFactory.create(name=f"Coalitie {name}", stage=stage, **more)
    make.CoalitionMunicipalityFactory.create(coalition=own, municipality=municipality)
    for kind in shares:
        make.ConsentFactory.create(municipality=municipality, kind=kind)
    return own


def reached(coalition: Coalition, stage: str, since: date | None) -> None:
    CoalitionStage.objects.create(coalition=coalition, stage=stage, since=since)


def address(name: str, region: Region, year: int | None = None) -> str:
    path = reverse(f"dashboard:{name}", args=[region.slug])
    return f"{path}?jaar={year}" if year else path


def flat(text: str) -> str:
    return " ".join(text.replace("\N{SOFT HYPHEN}", "").split())


def text_of(response: Any) -> str:
    """The words of the page between its head and its foot."""
    return flat(re.sub(r"<[^>]+>", " ", response.content.decode()))


def tables_of(response: Any, *, whole: bool = False) -> dict[str, list[list[str]]]:
    """The tables of the page under the key of their heading, the head first.

    What stands under the words of a cell is left out, unless they are wanted whole.
    """
    found = {}
    page = response.content.decode()
    for key, table in re.findall(
        r'<table class="ks-table ks-stack"[^>]* aria-labelledby="([\w-]+)">(.*?)</table>',
        page,
        re.S,
    ):
        found[key] = [
            [_words(cell, whole) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.S)]
            for row in re.findall(r"<tr.*?</tr>", table, re.S)
        ]
    return found


def compared(response: Any) -> dict[str, list[str]]:
    """The rows of the table beside last year: what, now, then."""
    return {row[0]: row[1:] for row in tables_of(response)["vergelijking"][1:]}


def _words(cell: str, whole: bool) -> str:
    if not whole:
        cell = re.sub(r'<span class="ks-under">.*?</span>', "", cell, flags=re.S)
    return flat(re.sub(r"<[^>]+>", " ", cell))


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of a workbook by name, whole numbers as they are read."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [[_cell(value) for value in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def _cell(value: object) -> str:
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else flat(str(value))  # type: ignore[call-overload]


def pages_of(content: bytes) -> list[str]:
    return [flat(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def row_that_fails(rows: list[list[str]], pages: list[str]) -> list[str] | None:
    """Return the first row that is not printed whole, in its place; None when all are.

    Under the head of the table each row follows at once upon the one before it, unless a page
    ends between them, and after the last one no number goes on. Spaces do not count, nor the
    brackets that a print has around what stands under the words.
    """
    text = PAGE_ENDS.join(_joined([page]) for page in pages)
    heads = [found.end() for found in re.finditer(re.escape(_joined(rows[0])), text)]
    fails = [_fails_from(text, start, rows[1:]) for start in heads]
    return None if None in fails else max(filter(None, fails), key=rows.index, default=rows[0])


def _fails_from(text: str, start: int, rows: list[list[str]]) -> list[str] | None:
    for row in rows:
        words = _joined(row)
        found = text.find(words, start)
        between = text[start:found]
        if found < 0 or (between and PAGE_ENDS not in between):
            return row
        start = found + len(words)
    return rows[-1] if text[start : start + 1].isdigit() else None


def _joined(row: list[str]) -> str:
    return re.sub(r"[\s()]", "", "".join(row))
