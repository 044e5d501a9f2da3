"""The figures of a coalition's municipalities in its report: a table, and two charts at most."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coalitions.models import Municipality
from kansrijkestart.core.reports import Block
from kansrijkestart.core.reports import blocks as b
from monitoring.choices import ValueKind
from monitoring.exporters.target import Record
from monitoring.models import Indicator
from monitoring.selectors.figures import COUNTRY_KEY, FigureView, load_figures
from monitoring.selectors.pages import Figures, Line, figures_of
from monitoring.selectors.pictures import trend_pictures
from monitoring.selectors.series import UNIT_WORDS, by_indicator_and_area
from monitoring.selectors.sources import Source, sources_of
from monitoring.selectors.tables import opening_of_places
from monitoring.sentences import amount, kind_words, whole

MOST_CHARTS = 2


def figure_blocks(record: Record) -> list[Block]:
    """The newest figure of every indicator up to the year, beside the country."""
    figures = figures_of(record.municipalities, until=record.target.year)
    blocks = [b.heading(_("Figures"))]
    if not figures.indicators:
        return [*blocks, b.text(_("No figures were published about this area for these years."))]
    for place in record.municipalities:
        blocks += _table(figures, place)
    lines = [line for place in record.municipalities for line in figures.lines(place)]
    return [*blocks, *_charts(figures), *_sources(lines)]


def region_blocks(record: Record) -> list[Block]:
    """Per indicator one sentence, and the newest figure of every municipality of the region."""
    figures = figures_of(record.municipalities, until=record.target.year)
    blocks = [b.heading(_("Figures"))]
    told: list[Line] = []
    if not figures.indicators:
        return [*blocks, b.text(_("No figures were published about this area for these years."))]
    for indicator in figures.indicators:
        lines = [(place, figures.line(indicator, place)) for place in figures.municipalities]
        known = [line for _place, line in lines if line]
        blocks.append(b.text(" ".join(filter(None, _said_of(indicator, known)))))
        head = [indicator.name, _("Period"), _("Figure"), _("Beside the country")]
        blocks.append(b.table(head, [_place_row(*pair) for pair in lines], [4, 2, 2, 3]))
        told += known
    return [*blocks, *_sources(told)]


def _said_of(indicator: Indicator, known: Sequence[Line]) -> list[str]:
    """What the table of one indicator shows, and the country's value it is set beside."""
    references = [line.compared.reference for line in known if line.compared]
    found = next((one for one in references if one), None)
    country = _("The Netherlands: %(value)s in %(period)s.")
    parts = [f"{indicator.name}.", opening_of_places(known)]
    if found:
        parts.append(country % {"value": said(found), "period": found.period})
    elif any(line.figure.scale for line in known):
        parts.append(_("The Netherlands has no figure of the same years, counted in the same way."))
    return parts


def _place_row(place: Municipality, line: Line | None) -> list[str]:
    if line is None:
        return [place.name, "–", kind_words(ValueKind.NOT_AVAILABLE), _("not compared")]
    return [place.name, line.figure.period, said(line.figure), _verdict(line)]


def country_blocks(record: Record) -> list[Block]:
    """The newest figure of the country of every indicator, with its source."""
    shown = [one for one in load_figures([COUNTRY_KEY]) if one.last_year <= record.target.year]
    blocks = [b.heading(_("Figures of the country"))]
    if not shown:
        return [*blocks, b.text(_("No figures were published about this area for these years."))]
    series = by_indicator_and_area(shown).values()
    newest = sorted((one.newest for one in series), key=_by_name)
    sources = sources_of(newest)
    rows = [
        [one.definition.indicator.name, one.period, said(one), _words(sources.of(one))]
        for one in newest
    ]
    head = [_("Figure"), _("Period"), _("Value"), _("Source")]
    return [*blocks, b.table(head, rows, [4, 2, 2, 4])]


def _by_name(figure: FigureView) -> str:
    return str(figure.definition.indicator.name_fold)


def _sources(lines: Sequence[Line]) -> list[Block]:
    """Every source of these figures in one list."""
    references = [line.compared.reference for line in lines if line.compared]
    found = sources_of([*(line.figure for line in lines), *references])
    if not found:
        return []
    words = [b.text(_("Sources of these figures"))]
    return [*words, b.bullets([one.words for one in found])]


def _words(source: Source | None) -> str:
    return source.words if source else _("not known")


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
        return whole(figure.value)
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
