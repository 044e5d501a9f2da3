"""Files that are nearly right: real ones with cells, bytes and parts changed at random."""

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import openpyxl

from monitoring.importers.catalogue import Catalogue
from monitoring.importers.figures import LONG, FigureFile, FigureRow, read_figures
from tests.soak.values import DATES, NUMBERS, TEXTS

CELLS = [*TEXTS, *NUMBERS, *DATES, "<10", "ja", "nee", "-", ".", "1.234", "1.234,5", "GM0003", "NL"]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
FIRST = ["big2", "GM0772", "2023", "2021", "2021", "40", "200", "", "value", "ja"]


def rows_of(draw: random.Random) -> list[list[str]]:
    """Return a right table with a few cells of it changed."""
    rows = [list(LONG)]
    for number in range(draw.randint(1, 6)):
        row = list(FIRST)
        row[3] = row[4] = str(2017 + number)
        rows.append(row)
    for _change in range(draw.randint(0, 3)):
        row = draw.choice(rows)
        if row:
            row[draw.randrange(len(row))] = draw.choice(CELLS)[:2000]
    if draw.random() < 0.2:
        draw.choice(rows).append("nog een")
    return rows


def spoiled(draw: random.Random, data: bytes) -> bytes:
    """Change, drop, double or cut bytes."""
    content = bytearray(data)
    for _change in range(draw.randint(0, 4)):
        if not content:
            break
        place, kind = draw.randrange(len(content)), draw.randrange(4)
        if kind == 0:
            content[place] = draw.randrange(256)
        elif kind == 1:
            del content[place : place + draw.randint(1, 40)]
        elif kind == 2:
            content[place:place] = content[place : place + draw.randint(1, 200)]
        elif draw.random() < 0.3:
            del content[place:]
    return bytes(content)


def csv_file(draw: random.Random) -> bytes:
    separator, end = draw.choice(";,\t"), draw.choice(["\n", "\r\n", "\r"])
    lines = [
        separator.join(_quoted(cell, separator, draw) for cell in row) for row in rows_of(draw)
    ]
    data = end.join(lines).encode(draw.choice(ENCODINGS), "replace")
    return spoiled(draw, data) if draw.random() < 0.6 else data


def _quoted(cell: str, separator: str, draw: random.Random) -> str:
    risky = separator in cell or '"' in cell or "\n" in cell or "\r" in cell
    return '"' + cell.replace('"', '""') + '"' if risky and draw.random() < 0.8 else cell


def xlsx_file(draw: random.Random) -> bytes:
    """A workbook with odd cells, and then with a part of the archive changed."""
    book = openpyxl.Workbook()
    for row in rows_of(draw):
        book.active.append([_plain(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    if draw.random() < 0.3:
        return spoiled(draw, out.getvalue())
    return _repacked(draw, out.getvalue())


def _plain(cell: str) -> object:
    text = "".join(letter for letter in cell if letter.isprintable() or letter == "\n")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 15 else text[:32000]


def _repacked(draw: random.Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = draw.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen and draw.random() < 0.1:
                continue
            new.writestr(name, spoiled(draw, content) if name == chosen else content)
    return out.getvalue()


@dataclass
class Files:
    """What was read, and what was wrong with how it was read."""

    read: int = 0
    taken: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    def figures(self, draw: random.Random, number: int, kind: str, catalogue: Catalogue) -> None:
        for _file in range(number):
            data = csv_file(draw) if kind == "csv" else xlsx_file(draw)
            self.read += 1
            try:
                found = read_figures(data, f"cijfers.{kind}", catalogue)
            except Exception as error:
                self.faults.setdefault(f"{kind}: {error!r}"[:200], repr(data)[:300])
                continue
            self.taken += bool(found.rows)
            for fault in wrong_in(found):
                self.faults.setdefault(f"{kind}: {fault}", repr(data)[:300])


def wrong_in(found: FigureFile) -> Iterator[str]:
    """Rows or findings, never both or neither; every row possible, every finding in words."""
    if bool(found.rows) == bool(found.findings):
        yield "rows and findings, or none of both"
    for finding in found.findings:
        if not finding.message or not isinstance(finding.place, str):
            yield f"a finding without words: {finding.code}"
    for row in found.rows:
        if not is_possible(row):
            yield f"a figure that cannot be: {row}"
    if len({row[1:7] for row in found.rows}) != len(found.rows):
        yield "the same figure twice"


def is_possible(row: FigureRow) -> bool:
    in_order = 1990 <= row.period_start <= row.period_end <= 2100
    part, whole = row.numerator, row.denominator
    counts = part is None or whole is None or 0 <= part <= whole
    return in_order and counts and (row.value is None or 0 <= row.value < 10**10)
