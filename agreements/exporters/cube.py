"""Agreements per place as files, in the words of the pages."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext

from agreements.choices import Level
from agreements.models import Agreement
from agreements.selectors.cube import (
    Cube,
    gap_words,
    lead_sentence,
    nowhere_words,
    sentences,
)
from coalitions.choices import Domain, Phase
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.spreadsheets import Workbook

TITLES_IN_A_CELL: Final = 100


def cube_xlsx(
    name: str,
    cube: Cube,
    *,
    is_demo: bool,
    of_region: bool = False,
    hidden: int = 0,
    notes: Sequence[str] = (),
) -> bytes:
    """Return the places with their agreements as a workbook; empty places are rows too.

    That of a region (``of_region``) says in how many municipalities something applies, and of how
    many (``hidden``) it is not known.
    """
    title = gettext("Agreements per phase, domain and level")
    demo = f"{gettext('Demonstration.')} {demo_words()}" if is_demo else ""
    header = [
        *(gettext("Phase"), gettext("Domain"), gettext("Level")),
        gettext("Number that applies"),
        *([gettext("Municipalities with one that applies")] if of_region else []),
        *(gettext("Applies"), gettext("Being made")),
        *([] if of_region else [gettext("Regional agreements taken over")]),
    ]
    rows = [[*map(capfirst, row[:3]), *row[3:]] for row in table_rows(cube, of_region=of_region)]
    told = [lead_sentence(cube, hidden), *sentences(cube), *notes]
    if cube.nowhere:
        told.append(nowhere_words(cube))
    with Workbook(clock.today(), title=f"{title} {name}", label=demo) as book:
        book.add_sheet(gettext("Agreements"), header, rows, [24, 20, 18, 10])
        book.add_notes(gettext("Explanation"), told)
        gaps = [gap_words(one, hidden) for one in cube.silent]
        book.add_notes(gettext("The empty places in words"), gaps)
    return book.content


def table_rows(cube: Cube, *, of_region: bool = False) -> list[list[Any]]:
    """Return a row per place for a file: phase, domain, level, number, titles."""
    return [
        [
            str(Phase(place.phase).label),
            str(Domain(place.domain).label),
            str(Level(place.level).label),
            place.count,
            *([len(place.where)] if of_region else []),
            _titles(place.applying),
            _titles(place.coming),
            *([] if of_region else [_titles(place.taken)]),
        ]
        for place in cube.places
    ]


def _titles(agreements: list[Agreement]) -> str:
    """Name them in one cell; of more than a cell can hold the rest is counted."""
    shown, rest = agreements[:TITLES_IN_A_CELL], len(agreements) - TITLES_IN_A_CELL
    words = "; ".join(row.title for row in shown)
    more = gettext("and %(number)s more") % {"number": rest}
    return f"{words}; {more}" if rest > 0 else words
