"""Agreements as files, in the words of the pages."""

from django.utils.text import capfirst
from django.utils.translation import gettext

from agreements.selectors.cube import Cube, lead_sentence, nowhere_words, sentences, table_rows
from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.spreadsheets import Workbook


def cube_xlsx(coalition: Coalition, cube: Cube) -> bytes:
    """Return the places with their agreements as a workbook; empty places are rows too."""
    title = gettext("Agreements per phase, domain and level")
    demo = f"{gettext('Demonstration.')} {demo_words()}" if coalition.is_demo else ""
    header = [
        *(gettext("Phase"), gettext("Domain"), gettext("Level")),
        gettext("Number that applies"),
        *(gettext("Applies"), gettext("Being made")),
    ]
    rows = [[*map(capfirst, row[:3]), *row[3:]] for row in table_rows(cube)]
    notes = [lead_sentence(cube), *sentences(cube)]
    if cube.nowhere:
        notes.append(nowhere_words(cube))
    with Workbook(clock.today(), title=f"{title} {coalition.name}", label=demo) as book:
        book.add_sheet(gettext("Agreements"), header, rows, [24, 20, 18, 10, 50, 50])
        book.add_notes(gettext("Explanation"), notes)
    return book.content
