"""Tables of figures as pages show them, made from what may be seen and from nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.models import Municipality
from monitoring.choices import ProgrammePhase, Unit, ValueKind
from monitoring.models import Indicator
from monitoring.selectors.figures import FigureView
from monitoring.selectors.newest import Newest
from monitoring.selectors.pages import FullLine, Line
from monitoring.selectors.series import Compared, breaks_of, compare
from monitoring.selectors.sums import NONE, Summed, sums_of

RAIL = 168.0  # the picture in a row is this wide, with four points of room on both sides
# What a table can be narrowed to, by the word in the address.
PARTS: Final[Mapping[str, Callable[[Line], bool]]] = {
    "afwijkend": lambda line: line.differs,
    "verandert": lambda line: line.is_changing,
    "verborgen": lambda line: line.figure.kind == ValueKind.SUPPRESSED,
}
# The word, what stands on its link, and whether it is the current one.
Filter = tuple[str, str, bool]
STEPS = (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100)


@dataclass(frozen=True)
class Plot:
    """Places in the small picture of a row: the interval, the own value and the country's."""

    low: str
    high: str
    value: str
    reference: str


@dataclass(frozen=True)
class TableRow:
    """A line with its small picture, when its unit is a percentage."""

    line: Line
    plot: Plot | None


@dataclass(frozen=True)
class Group:
    """The rows of one phase."""

    name: str
    rows: list[TableRow]


def coalition_table(lines: Sequence[Line], show: str) -> dict[str, Any]:
    """The table of one municipality: groups by phase, the opening sentence and the filter."""
    shown = [line for line in lines if _is_in(line, show)]
    top = _top(lines)
    rows = [TableRow(line, _plot(line, top)) for line in shown]
    groups = [
        Group(str(capfirst(ProgrammePhase(phase).label)), list(same))
        for phase, same in groupby(rows, key=lambda row: row.line.indicator.phase)
    ]
    return {
        "lines": lines,
        "groups": groups,
        "opening": opening(lines),
        "top": top,
        "filters": _filters(show, [[line] for line in lines]),
    }


def _is_in(line: Line, show: str) -> bool:
    return show not in PARTS or PARTS[show](line)


def _filters(show: str, rows: Sequence[Sequence[Line]]) -> list[Filter]:
    """Count the rows of a table per part of it; a row of several lines by any of them."""
    words = {
        "afwijkend": _("Differs from the Netherlands (%(count)s)"),
        "verandert": _("Changes (%(count)s)"),
        "verborgen": _("Hidden for privacy (%(count)s)"),
    }
    found = {key: sum(any(map(keep, row)) for row in rows) for key, keep in PARTS.items()}
    parts = [
        (key, words[key] % {"count": count}, key == show)
        for key, count in found.items()
        if count or key != "verborgen"
    ]
    return [("", _("All %(count)s") % {"count": len(rows)}, show not in PARTS), *parts]


def opening(lines: Sequence[Line]) -> str:
    """How many figures stand apart from the country, and which way."""
    judged = [line for line in lines if line.compared and line.verdict != "not_compared"]
    if not judged:
        return _("None of these figures can be compared with the Netherlands.")
    apart = [line.verdict for line in judged if line.differs]
    if not apart:
        return _("No figure differs clearly from the Netherlands.")
    words = {
        "worse": _("less favourable: %(count)s"),
        "better": _("more favourable: %(count)s"),
        "higher": _("higher: %(count)s"),
        "lower": _("lower: %(count)s"),
    }
    parts = [
        said % {"count": apart.count(key)} for key, said in words.items() if apart.count(key) > 0
    ]
    first = ngettext(
        "%(count)s figure differs from the Netherlands (%(parts)s).",
        "%(count)s figures differ from the Netherlands (%(parts)s).",
        len(apart),
    )
    return first % {"count": len(apart), "parts": ", ".join(parts)}


def opening_of_places(lines: Sequence[Line]) -> str:
    """Which municipalities stand apart from the country on one figure, and which way."""
    judged = [line for line in lines if line.compared and line.verdict != "not_compared"]
    hidden = sum(line.figure.kind == ValueKind.SUPPRESSED for line in lines)
    parts = [_apart(judged)] if judged else []
    if hidden:
        said = ngettext(
            "Hidden (privacy): %(count)s municipality.",
            "Hidden (privacy): %(count)s municipalities.",
            hidden,
        )
        parts.append(said % {"count": hidden})
    return " ".join(parts)


def _apart(judged: Sequence[Line]) -> str:
    words = {
        "worse": _("Less favourable than the Netherlands: %(names)s."),
        "better": _("More favourable than the Netherlands: %(names)s."),
        "higher": _("Higher than the Netherlands: %(names)s."),
        "lower": _("Lower than the Netherlands: %(names)s."),
    }
    found = {
        said: [line.municipality.name for line in judged if line.verdict == key]
        for key, said in words.items()
    }
    parts = [said % {"names": ", ".join(names)} for said, names in found.items() if names]
    return " ".join(parts) or _("No municipality differs clearly from the Netherlands.")


def _top(lines: Sequence[Line]) -> int:
    """The right end of the small pictures: one scale for all, always from zero."""
    values = [number for line in lines for number in _drawn(line)]
    highest = max(values, default=0)
    return next((step for step in STEPS if step >= highest), 100)


def _drawn(line: Line) -> list[float]:
    """Numbers in the picture of a line; a hidden figure draws nothing."""
    figure = line.figure
    if figure.value is None or figure.unit != Unit.PERCENT:
        return []
    interval, reference = figure.interval, line.compared and line.compared.reference
    found = [figure.value, interval.high if interval else None]
    found.append(reference.value if reference else None)
    return [number for number in found if number is not None]


def _plot(line: Line, top: int) -> Plot | None:
    figure = line.figure
    if not _drawn(line) or figure.value is None:
        return None
    interval, reference = figure.interval, line.compared and line.compared.reference
    return Plot(
        _place(interval.low if interval else figure.value, top),
        _place(interval.high if interval else figure.value, top),
        _place(figure.value, top),
        _place(reference.value, top) if reference and reference.value is not None else "",
    )


def _place(value: float, top: int) -> str:
    return f"{4 + RAIL * value / top:.1f}"


@dataclass(frozen=True)
class OverviewRow:
    """One indicator over several municipalities; an empty place was never published."""

    indicator: Indicator
    reference: FigureView | None
    cells: list[Line | None]
    together: Summed


@dataclass(frozen=True)
class Overview:
    """Indicators by municipality; ``filters`` only where there are any."""

    municipalities: list[Municipality]
    rows: list[OverviewRow]
    filters: list[Filter]

    @property
    def explained(self) -> list[str]:
        """What has to be said once about sums that are not shown."""
        said = (row.together.explained for row in self.rows)
        return list(dict.fromkeys(words for words in said if words))


def overview_table(figures: Newest, show: str = "") -> Overview:
    """All municipalities beside each other, the newest figure of each, and all of them together.

    Narrowed to what holds in one of the municipalities.
    """
    rows, every = [], []
    sums = sums_of(figures.municipalities, figures.made_from)
    for indicator in figures.indicators:
        cells = [figures.line(indicator, one) for one in figures.municipalities]
        every.append([line for line in cells if line])
        if show in PARTS and not any(PARTS[show](line) for line in every[-1]):
            continue
        references = [line.compared.reference for line in cells if line and line.compared]
        reference = next((one for one in references if one), None)
        together = sums.get(indicator.pk, NONE)
        rows.append(OverviewRow(indicator, reference, cells, together))
    return Overview(figures.municipalities, rows, _filters(show, every) if every else [])


@dataclass(frozen=True)
class YearRow:
    """One period of an indicator: own figure, its region's and the country's."""

    own: FigureView
    region: FigureView | None
    country: FigureView | None
    compared: Compared | None
    why_break: str = ""  # why the line does not go on from the year before

    @property
    def period(self) -> str:
        return self.own.period


def year_rows(line: FullLine) -> list[YearRow]:
    """Every period, newest first."""
    why = {id(one): word for one, word in breaks_of(line.series, line.area_changes)}
    rows = [
        YearRow(
            one,
            _same(line.region.at(one), one) if line.region else None,
            _same(line.country.at(one), one) if line.country else None,
            compare(one, line.country),
            why.get(id(one), ""),
        )
        for one in line.series.figures
    ]
    return rows[::-1]


def _same(other: FigureView | None, own: FigureView) -> FigureView | None:
    """A figure of the same period that is counted in the same way."""
    return other if other and other.definition.pk == own.definition.pk else None


def telling_lines(lines: Sequence[Line], most: int = 3) -> list[Line]:
    """The lines that say most: apart and less favourable first, then changing, then newest."""
    order = {"worse": 0, "better": 1, "higher": 1, "lower": 1}
    shown = [line for line in lines if line.figure.is_shown]
    ranked = sorted(
        shown,
        key=lambda line: (
            order.get(line.verdict, 3),
            not line.is_changing,
            -line.figure.last_year,
            line.indicator.name_fold,
        ),
    )
    return ranked[:most]
