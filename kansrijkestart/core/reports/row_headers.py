"""Marks the first cell of a table's row as the head of that row, for who listens to a report.

Typst can tag the heads of columns only (its `pdf.header-cell` cannot be switched on from Python),
so the finished document's structure is changed: nothing that is printed.
"""

import io
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject


def with_row_headers(pdf: bytes) -> bytes:
    """The same document with row heads; the same bytes in give the same bytes out."""
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    if "/StructTreeRoot" not in root:
        return pdf
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    for row in _rows(writer.root_object["/StructTreeRoot"].get_object()):
        _mark(row)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _rows(top: Any) -> list[DictionaryObject]:
    """Every row of every table, in any depth of the structure."""
    found, waiting = [], [top]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == "/TR":
            found.append(element)
        waiting += _kids(element)
    return found


def _kids(element: DictionaryObject) -> list[DictionaryObject]:
    kids = element.get("/K", ArrayObject()).get_object()
    listed = kids if isinstance(kids, ArrayObject) else [kids]
    found = (one.get_object() for one in listed)
    return [one for one in found if isinstance(one, DictionaryObject) and "/S" in one]


def _mark(row: DictionaryObject) -> None:
    cells = _kids(row)
    if len(cells) < 2 or cells[0].get("/S") != "/TD":
        return
    cells[0][NameObject("/S")] = NameObject("/TH")
    for number, cell in enumerate(cells):
        facts = _table_facts(cell)
        facts.pop("/Headers", None)  # the heads of its row and its column count, by their scope
        if not number:
            facts[NameObject("/Scope")] = NameObject("/Row")


def _table_facts(cell: DictionaryObject) -> DictionaryObject:
    """The attributes a cell has as part of a table; made when there are none."""
    held = cell.get("/A", ArrayObject()).get_object()
    listed = held if isinstance(held, ArrayObject) else ArrayObject([held])
    cell[NameObject("/A")] = listed
    for one in listed:
        facts = one.get_object()
        if isinstance(facts, DictionaryObject) and facts.get("/O") == "/Table":
            return facts
    facts = DictionaryObject({NameObject("/O"): NameObject("/Table")})
    listed.append(facts)
    return facts
