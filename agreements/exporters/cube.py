"""Agreements per place as files, in the words of the pages."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext

from agreements.selectors.cube import (
    Cube,
    gap_words,
    lead_sentence,
    nowhere_words,
    sentences,
    table_rows,
)
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.spreadsheets import Workbook


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
    ]
    rows = [[*map(capfirst, row[:3]), *row[3:]] for row in table_rows(cube, of_region=of_region)]
    told = [lead_sentence(cube, hidden), *sentences(cube), *notes]
    if cube.nowhere:
        told.append(nowhere_words(cube))
    with Workbook(clock.today(), title=f"{title} {name}", label=demo) as book:
        book.add_sheet(gettext("Agreements"), header, rows, [24, 20, 18, 10])
        book.add_notes(gettext("Explanation"), told)
        gaps = [gap_words(one, hidden) for one in cube.gaps]
        book.add_notes(gettext("The empty places in words"), gaps)
    return book.content
