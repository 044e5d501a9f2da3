"""Agreements as documents to keep or to sign: accessible PDF and Word, from one list of blocks.

What is agreed is written in Dutch, so the whole document is, whatever language its reader has set.
"""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from agreements.exporters.paper_blocks import chapter, confirmed_words, known
from agreements.selectors.papers import Paper
from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.reports.word import render_word
from kansrijkestart.core.signs import sign_for

LANGUAGE: Final = "nl"
PDF, WORD = "pdf", "docx"


def agreement_paper(paper: Paper, kind: str) -> bytes:
    """Return one agreement as a document, with the names of who answered: it is their signature."""
    with override(LANGUAGE):
        agreement = paper.agreement
        cover = [
            b.facts(
                [
                    (str(sign_for("agreement", agreement.state).word), _("State")),
                    (date_format(agreement.review_on, "j F Y"), _("Look again on")),
                    (confirmed_words(paper), _("Confirmed by partners")),
                ]
            ),
            known(paper),
            b.page_break(),
        ]
        content = [*cover, *chapter(paper, level=2, with_names=True)]
        return _render(agreement.title, agreement.coalition, content, kind)


def set_paper(coalition: Coalition, papers: Sequence[Paper], kind: str) -> bytes:
    """Return agreements of one coalition as one document: a chapter each, without persons."""
    with override(LANGUAGE):
        number = ngettext("%(number)s agreement", "%(number)s agreements", len(papers))
        content: list[Block] = [
            b.lead(number % {"number": len(papers)}),
            b.text(_("Names of persons are not in this document.")),
            b.contents(_("Contents")),
        ]
        for paper in papers:
            content += [
                b.page_break(),
                b.heading(paper.agreement.title),
                known(paper),
                *chapter(paper, level=3, with_names=False),
            ]
        return _render(_("Agreements of the coalition"), coalition, content, kind)


def _render(title: str, coalition: Coalition, blocks: list[Block], kind: str) -> bytes:
    today = clock.today()
    is_demo = settings.DEMO_MODE or coalition.is_demo
    given = {
        "demo_label": f"{_('Demonstration.')} {demo_words()}" if is_demo else None,
        "language": LANGUAGE,
        "author": coalition.name,
        "footer": _("This is not a website of the national government, Pharos or RIVM."),
    }
    render = render_report if kind == PDF else render_word
    subtitle = f"{coalition.name} · {date_format(today, 'j F Y')}"
    return render(capfirst(title), subtitle, today, blocks, **given)  # type: ignore[arg-type]


def agreement_file_name(paper: Paper, kind: str) -> str:
    """Return ``afspraak-12-prenataal-huisbezoek.pdf``."""
    words = slugify(paper.agreement.title)[:60].strip("-")
    return "-".join(filter(None, ["afspraak", str(paper.agreement.pk), words])) + f".{kind}"


def set_file_name(coalition: Coalition, kind: str) -> str:
    return f"afspraken-{coalition.slug}.{kind}"
