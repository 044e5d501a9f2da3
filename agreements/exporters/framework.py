"""The regional framework as a PDF: its parts with the regional and the local column."""

from typing import Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.selectors.framework import Framework, PartRow
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.signs import sign_for

WIDTHS: Final = [5, 7, 7]


def framework_pdf(framework: Framework) -> bytes:
    """Return the PDF: a table of the parts, then per part what each municipality has."""
    is_demo = settings.DEMO_MODE or framework.region.is_demo
    today = clock.today()
    return render_report(
        _("Regional framework"),
        f"{framework.region.name} · {date_format(today, 'j F Y')}",
        today,
        _blocks(framework),
        demo_label=f"{_('Demonstration.')} {demo_words()}" if is_demo else None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=framework.region.name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
    )


def version_words(framework: Framework) -> str:
    """Say which version there is and how ripe it is."""
    current = framework.current
    if current is None and framework.versions:
        return _("No version of the framework is adopted yet.")
    if current is None:
        return _("No version of the framework is recorded yet.")
    level = sign_for("maturity", current.maturity).word
    return f"{_('Version %(number)s') % {'number': current.number}}: {level}"


def _blocks(framework: Framework) -> list[Block]:
    header = [_("Part"), _("Regional agreement"), _("Local agreement")]
    rows = [[row.part.name, _regional(row), _local(row)] for row in framework.rows]
    blocks = [b.lead(version_words(framework))]
    if rows:
        blocks.append(b.table(header, rows, WIDTHS))
    for row in framework.rows:
        if row.lines:
            told = [[line.name, line.said] for line in row.lines]
            named = [_("Municipality"), _("Local agreement")]
            blocks += [b.heading(row.part.name), b.table(named, told, [5, 14])]
    return blocks


def _regional(row: PartRow) -> str:
    titles = "; ".join(f"{one.title} ({_state(one)})" for one in row.regional)
    unknown = str(sign_for("record", "not_recorded").word).lower()
    recorded = _("Recorded: %(what)s") % {"what": titles or unknown}
    return _said(row.part.regional_text, recorded)


def _state(agreement: Agreement) -> str:
    """What is still being agreed does not apply yet: without its state it would seem to."""
    return str(sign_for("agreement", agreement.state).word).lower()


def _local(row: PartRow) -> str:
    return _said(row.part.local_text, "; ".join(filter(None, [row.said, row.closed_words])))


def _said(text: str, recorded: str) -> str:
    """The text of the source, and what stands in the records."""
    source = text or _("empty in the source")
    return f"{source.removesuffix('.')}. {recorded}"
