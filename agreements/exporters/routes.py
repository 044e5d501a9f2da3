"""The client routes as a sheet for professionals: A4, one page where it fits."""

from typing import Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.selectors.routes import Item, Routes, Row
from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b

WIDTHS: Final = [4, 8, 7]


def routes_pdf(routes: Routes, coalition: Coalition, place: str) -> bytes:
    """Return the PDF: what there is per phase and for whom, and what is not known."""
    is_demo = settings.DEMO_MODE or coalition.is_demo
    today = clock.today()
    return render_report(
        _("Client routes"),
        f"{coalition.name} · {place} · {date_format(today, 'j F Y')}",
        today,
        _blocks(routes),
        demo_label=f"{_('Demonstration.')} {demo_words()}" if is_demo else None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=coalition.name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
        most_pages=1,
    )


def _blocks(routes: Routes) -> list[Block]:
    blocks = [b.lead(routes.hole_sentence)]
    for row in routes.rows:
        blocks += [b.heading(capfirst(str(row.phase.label))), _table(row)]
    if routes.unplaced:
        lines = [f"{_named(item)}: {item.lacking}" for item in routes.unplaced]
        blocks += [b.heading(_("Not on the routes yet")), b.bullets(lines)]
    return blocks


def _table(row: Row) -> Block:
    """A row per thing; a place without any says so."""
    cells = []
    for cell in row.cells:
        level = capfirst(str(cell.level.label))
        cells += [[level, _named(item), item.who or _("not recorded yet")] for item in cell.items]
        if not cell.items:
            cells.append([level, _("Nothing is recorded here yet"), "–"])
    return b.table([_("For whom"), _("What there is"), _("Who does it")], cells, WIDTHS)


def _named(item: Item) -> str:
    """Return "VoorZorg (intervention, Best)"."""
    about = [item.kind_word.lower(), item.where]
    return f"{item.name} ({', '.join(filter(None, about))})"
