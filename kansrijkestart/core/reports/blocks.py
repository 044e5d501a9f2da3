"""Parts of a report. A new report is a list of these, never a new template."""

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]


def heading(words: str, level: int = 2) -> Block:
    """A heading under the title (which is level 1): 2 for a part or chapter, 3 within that."""
    return {"kind": "heading", "text": str(words), "level": level}


def contents(title: str) -> Block:
    """The list of what has a heading of level 2, each a link to its place."""
    return {"kind": "contents", "title": str(title)}


def text(words: str) -> Block:
    return {"kind": "text", "text": str(words)}


def lead(words: str) -> Block:
    """The opening: what a reader in a hurry must know."""
    return {"kind": "lead", "text": str(words)}


def note(words: str) -> Block:
    """Something the reader must not miss, on a soft ground."""
    return {"kind": "note", "text": str(words)}


def bullets(items: Sequence[str]) -> Block:
    return {"kind": "list", "items": [str(item) for item in items]}


def facts(items: Sequence[tuple[str, str]]) -> Block:
    """Key facts: a short value and what it means."""
    return {"kind": "facts", "items": [{"value": str(v), "label": str(w)} for v, w in items]}


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int] | None = None,
    *,
    plain: bool = False,
) -> Block:
    """A table whose first column names its rows; `widths` are shares, equal when left out.

    A column of numbers alone stands to the right, unless `plain`: where words stand between them.
    """
    if any(len(row) != len(head) for row in rows) or (widths and len(widths) != len(head)):
        raise ValueError("every row of a table needs as many cells as its head")
    return {
        "kind": "table",
        "head": [str(cell) for cell in head],
        "rows": [[str(cell) for cell in row] for row in rows],
        "widths": list(widths or [1] * len(head)),
        "plain": plain,
    }


def chart(svg: str, *, title: str, subtitle: str, sentence: str, width: int = 100) -> Block:
    """A chart drawn without its own words; its one honest sentence is caption and alternative."""
    words = {"title": str(title), "subtitle": str(subtitle), "alt": str(sentence)}
    return {"kind": "chart", "svg": svg, "width": width, **words}


def beside(left: Sequence[Block], right: Sequence[Block]) -> Block:
    return {"kind": "columns", "sides": [list(left), list(right)]}


def page_break() -> Block:
    return {"kind": "break"}
