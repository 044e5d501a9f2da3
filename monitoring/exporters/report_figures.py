"""The figures of a coalition's municipalities in its report: a table, and two charts at most."""

from django.utils.translation import gettext as _

from coalitions.models import Municipality
from kansrijkestart.core.reports import Block
from kansrijkestart.core.reports import blocks as b
from monitoring.exporters.target import Record
from monitoring.selectors.figures import FigureView
from monitoring.selectors.pages import Figures, Line, figures_of
from monitoring.selectors.pictures import trend_pictures
from monitoring.selectors.series import UNIT_WORDS
from monitoring.sentences import amount, kind_words, number

MOST_CHARTS = 2


def figure_blocks(record: Record) -> list[Block]:
    """The newest figure of every indicator up to the year, beside the country."""
    figures = figures_of(record.municipalities, until=record.target.year)
    blocks = [b.heading(_("Figures"))]
    if not figures.indicators:
        return [*blocks, b.text(_("No figures were published about this area for these years."))]
    for place in record.municipalities:
        blocks += _table(figures, place)
    return [*blocks, *_charts(figures)]


def _table(figures: Figures, place: Municipality) -> list[Block]:
    rows = [_row(line) for line in figures.lines(place)]
    if not rows:
        return []
    head = [place.name, _("Period"), _("Figure"), _("The Netherlands"), _("Beside the country")]
    return [b.table(head, rows, [4, 2, 2, 2, 3])]


def _row(line: Line) -> list[str]:
    figure, compared = line.figure, line.compared
    reference = compared.reference if compared else None
    return [
        line.indicator.name,
        figure.period,
        said(figure),
        said(reference) if reference else "–",
        _verdict(line),
    ]


def said(figure: FigureView) -> str:
    """A shown value with its unit, or the words for why there is none."""
    if figure.value is None:
        return kind_words(figure.kind)
    if not figure.scale:
        return number(figure.value, 0)
    return amount(figure.value, UNIT_WORDS[figure.unit])


def _verdict(line: Line) -> str:
    words = {
        "better": _("more favourable"),
        "worse": _("less favourable"),
        "similar": _("similar"),
        "higher": _("higher"),
        "lower": _("lower"),
    }
    return words.get(line.verdict, _("not compared"))


def _charts(figures: Figures) -> list[Block]:
    """Those that stand apart from the country first; each with its one sentence."""
    lines = [line for place in figures.municipalities for line in figures.lines(place)]
    lines.sort(key=lambda line: not line.differs)
    blocks: list[Block] = []
    for line in lines:
        if len(blocks) == MOST_CHARTS:
            break
        if pictures := trend_pictures(line):
            words = {"name": line.indicator.name, "area": line.municipality.name}
            blocks.append(
                b.chart(
                    str(pictures[0]),
                    title=_("%(name)s in %(area)s and the Netherlands") % words,
                    subtitle="",
                    sentence=line.sentence,
                )
            )
    return blocks
