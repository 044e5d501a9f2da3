"""The line of reasoning as an accessible PDF: A4, one page where it fits."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from monitoring.selectors.orphans import Orphans
from monitoring.selectors.reasoning import STEPS, Strand
from monitoring.selectors.told import Told

WIDTHS: Final = [5, 5, 4, 5, 4, 5]


def reasoning_pdf(
    coalition: Coalition, place: str, strands: Sequence[Strand], orphans: Sequence[Orphans]
) -> bytes:
    """Return the PDF: every strand, and what is not on the line yet."""
    is_demo = settings.DEMO_MODE or coalition.is_demo
    today = clock.today()
    return render_report(
        _("Line of reasoning"),
        f"{coalition.name} · {place} · {date_format(today, 'j F Y')}",
        today,
        _blocks(strands, orphans),
        demo_label=f"{_('Demonstration.')} {demo_words()}" if is_demo else None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=coalition.name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
        most_pages=1,
    )


def _blocks(strands: Sequence[Strand], orphans: Sequence[Orphans]) -> list[Block]:
    blocks: list[Block] = [b.note(beside_words())]
    if not strands:
        blocks.append(b.text(_("No interpretation has an ambition yet.")))
    for strand in strands:
        table = b.table([str(label) for _key, label in STEPS], [_cells(strand)], WIDTHS)
        blocks += [b.heading(strand.ambition.title), table]
    if orphans:
        blocks.append(b.heading(_("Not on the line yet")))
        blocks.append(b.bullets([_named(kind) for kind in orphans]))
    return blocks


def _named(kind: Orphans) -> str:
    """Return "Agreements without an ambition: …"."""
    return f"{kind.title}: {'; '.join(one.title for one in kind.rows)}"


def beside_words() -> str:
    """Say what this page does not say."""
    return _(
        "This page sets side by side what the coalition wrote down. "
        "Whether one thing makes the other happen, it does not show."
    )


def _cells(strand: Strand) -> list[str]:
    works = "; ".join(work.title for work in strand.works) or _("Not recorded yet")
    reach = "; ".join(f"{one.title}, {one.reach_words}" for one in strand.interventions)
    said = {
        "figure": strand.figure.words,
        "interpretation": talk_words(strand.told),
        "ambition": strand.ambition.title,
        "work": works,
        "reach": reach or _("No intervention, so no reach."),
        "next": strand.next_figure.words if strand.next_figure else _("No newer figure yet."),
    }
    return [said[key] for key, _label in STEPS]


def talk_words(told: Told) -> str:
    """The conclusion with its day."""
    day = date_format(told.row.discussed_on, "j F Y")
    return f"{day}: {told.row.conclusion}"
