"""Somebody who reads pages and files and calculates by itself what is hidden in them.

Nothing here uses the package that hides, nor what pages are made with: the sums, the bounds and the
programmes are the attacker's own. It knows the rule, the sizes of all groups and which areas
consist of what, and even which step hid a cell.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from math import sqrt

import numpy
import openpyxl
import pypdf
from scipy.optimize import linprog

from coalitions.models import Municipality
from tests.monitoring.protection_world import YEARS, Province

PAIR = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})*|\d+) van (?:de )?(\d{1,3}(?:\.\d{3})*|\d+)")
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)
SHARE = re.compile(r"(?<![\d,.])(\d{1,3}(?:,\d)?)%")
LIMITS = re.compile(r"(\d{1,3}(?:,\d)?)–(\d{1,3}(?:,\d)?)(?![\d,])")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
TOGETHER = "Samen"
Key = tuple[int | str, int]
Relation = tuple[dict[Key, int], float, float]


def bare(text: str) -> str:
    """The words of a page without its marks."""
    said = unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00ad", "")
    return re.sub(r"\s+", " ", said).strip()


class Knowledge:
    """What one role has read: counts by the size of the group, which is different for each cell.

    ``sums`` holds what a share of a whole area leaves possible for its count.
    """

    def __init__(self, made: Province) -> None:
        self.made = made
        self.counts: dict[int, int] = {}
        self.sums: dict[tuple[frozenset[int], int], tuple[int, int]] = {}
        self.text: list[str] = []
        self.in_years: set[str] = set()  # areas whose years were read in a table of them

    def read(self, name: str, content: bytes, members: Sequence[Municipality] = ()) -> None:
        """Take everything out of a file or page that looks like a count of a group.

        ``members`` are those that a page means where it says together.
        """
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for inner in packed.namelist():
                    self.read(inner, packed.read(inner))
        elif name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                self.text += [
                    packed.read(one).decode(errors="replace") for one in packed.namelist()
                ]
            self._rows(_sheet_rows(content))
        elif name.endswith(".pdf"):
            pages = pypdf.PdfReader(io.BytesIO(content)).pages
            self._text("\n".join(page.extract_text() for page in pages))
        elif not name.endswith(".png"):
            text = content.decode("utf-8-sig", errors="replace")
            self._text(text)
            self._tables(name, text)
            if members:
                self._sum(text, frozenset(one.pk for one in members), TOGETHER, is_row=False)

    def _tables(self, name: str, text: str) -> None:
        if name.endswith(".csv"):
            mark = ";" if text.split("\n", 1)[0].count(";") else ","
            lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
            self._rows(list(one) for one in lines)
        elif name.endswith(".json"):
            self._rows(_objects(json.loads(text)))
        else:
            for places, head, is_row in self.made.wholes:
                self._sum(text, frozenset(one.pk for one in places), head, is_row=is_row)
            self._years(text)

    def _text(self, text: str) -> None:
        """Pages, pictures, sentences: "12 van 345", also with marks between the words."""
        said = bare(text)
        self.text += [text, said]
        for part, whole in PAIR.findall(said):
            self.counts[int(whole.replace(".", ""))] = int(part.replace(".", ""))

    def _rows(self, rows: Iterable[list[object]]) -> None:
        """Tables: the size of a group with a number beside it that is a part of it."""
        sizes = self.made.sizes
        for row in rows:
            numbers = [int(cell) for one in row if (cell := str(one).strip()).isdigit()]
            for at, whole in enumerate(numbers):
                if whole in sizes and at and numbers[at - 1] <= whole:
                    self.counts[whole] = numbers[at - 1]

    def _sum(self, text: str, members: frozenset[int], head: str, *, is_row: bool) -> None:
        """The share of a whole area: in the row, or in the column, that has its name."""
        rows = [[bare(cell) for cell in CELL.findall(row)] for row in ROW.findall(text)]
        for number, row in enumerate(rows):
            if is_row and row and row[0] == head:
                self._share(members, " ".join(row[1:]))
            elif not is_row and head in row[1:]:
                at = row.index(head)
                below = [one for one in rows[number + 1 :] if len(one) == len(row)]
                for one in below:
                    self._share(members, one[at])

    def _years(self, text: str) -> None:
        """The shares of whole areas in a table with a column per year and a row per area."""
        areas = {head: places for places, head, is_row in self.made.wholes if is_row}
        for table in TABLE.findall(text):
            head, *rows = [[bare(cell) for cell in CELL.findall(row)] for row in ROW.findall(table)]
            if not all(YEAR.fullmatch(one) for one in head[1:]):
                continue
            for name, *cells in (one for one in rows if one[0] in areas and len(one) == len(head)):
                members = frozenset(one.pk for one in areas[name])
                self.in_years.add(name)
                for year, said in zip(head[1:], cells, strict=True):
                    self._share(members, f"{year} {said}")

    def _share(self, members: frozenset[int], said: str) -> None:
        share, year, limits = SHARE.search(said), YEAR.search(said), LIMITS.search(said)
        if share is None or year is None:
            return
        key = members, int(year[1])
        whole = sum(self.made.truth[one, key[1]][1] for one in members)
        given = [share[1], *(limits.groups() if limits else ())]
        may = [one for one in range(whole + 1) if _rounded(one, whole)[: len(given)] == given]
        assert may, f"{said} is no share of {whole}"
        self.sums[key] = may[0], may[-1]


def _rounded(part: int, whole: int) -> list[str]:
    """A share and the limits of its interval of 95%, as pages write them."""
    share, z = part / whole, 1.959964
    middle = (share + z * z / 2 / whole) / (1 + z * z / whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / 4 / whole**2) / (1 + z * z / whole)
    numbers = (share, max(0.0, middle - half), min(1.0, middle + half))
    return [_written(100 * one) for one in numbers]


def _written(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def _sheet_rows(content: bytes) -> Iterator[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield list(row)


def _objects(found: object) -> Iterator[list[object]]:
    if isinstance(found, dict):
        yield list(found.values())
        found = list(found.values())
    if isinstance(found, list):
        yield found
        for one in found:
            yield from _objects(one)


def spans(made: Province, known: Knowledge) -> dict[Key, float]:
    """The span of every count that was not read, by the attacker's own programme."""
    truth: dict[Key, tuple[int, int]] = {}
    truth.update(made.truth.items())
    truth.update(made.parts.items())
    cells = [cell for cell, (_part, whole) in truth.items() if whole not in known.counts]
    at = {cell: number for number, cell in enumerate(cells)}
    rows, ends = [], []
    for inside, low, high in relations(made, known):
        row, rest = numpy.zeros(len(cells)), 0
        for cell, times in inside.items():
            if cell in at:
                row[at[cell]] = times
            else:
                rest += times * known.counts[truth[cell][1]]
        if row.any():
            rows += [row, -row]
            ends += [high - rest, rest - low]
    bounds = [rule(*truth[cell]) for cell in cells]
    return {cell: _span(at[cell], rows, ends, bounds) for cell in cells}


def relations(made: Province, known: Knowledge) -> Iterator[Relation]:
    """Everything that hangs together: totals that were read, mergers, splits."""
    for (members, year), (low, high) in known.sums.items():
        yield {(one, year): 1 for one in members}, low, high
    place = made.municipalities[8].pk
    groups = [[(place, year) for year in YEARS], *made.together]
    for places in (made.municipalities, made.municipalities[:9]):
        groups += [[(one.pk, year) for one in places] for year in YEARS]
    for cells in groups:
        whole = sum(made.truth[cell][1] for cell in cells)
        if whole in known.counts:
            yield dict.fromkeys(cells, 1), known.counts[whole], known.counts[whole]
    for whole_cell, cells in made.consists.items():
        yield {whole_cell: -1, **dict.fromkeys(cells, 1)}, 0, 0


def rule(part: int, whole: int) -> tuple[int, int]:
    """What the rule alone says of a hidden count, to somebody who knows which step hid it."""
    if part < 10:
        return 0, 9
    return (whole - 9, whole) if whole - part < 10 else (10, whole - 10)


def _span(
    column: int, rows: list[numpy.ndarray], ends: list[float], bounds: list[tuple[int, int]]
) -> float:
    if not rows:
        return bounds[column][1] - bounds[column][0]
    found = []
    for sign in (1, -1):
        goal = numpy.zeros(len(bounds))
        goal[column] = sign
        answer = linprog(
            goal,
            A_ub=numpy.array(rows),
            b_ub=ends,
            bounds=bounds,
            options={"time_limit": 20},
        )
        assert answer.status == 0, answer.message
        found.append(answer.x[column])
    return float(numpy.floor(found[1] + 1e-6) - numpy.ceil(found[0] - 1e-6))
