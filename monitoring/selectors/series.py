"""What one area's figures of an indicator say: the newest, compared, changing, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Literal

from django.utils.translation import gettext as _

from monitoring.choices import Unit, ValueKind
from monitoring.selectors.figures import AreaKey, FigureView
from monitoring.sentences import Figure, NoTrend, period_words, sentence, whole
from monitoring.statistics import TREND_POINTS, Obstacle, Verdict, judge_trend, verdict

UNIT_WORDS = {Unit.PERCENT.value: "%", Unit.PER_1000.value: "per 1000", Unit.COUNT.value: ""}
# Kinds that say something about the newest period; the others give way to an older value.
TELLING = frozenset({ValueKind.VALUE, ValueKind.SUPPRESSED, ValueKind.WITHDRAWN})


@dataclass(frozen=True)
class Change:
    """The trend with its years, or why it cannot be judged."""

    word: str
    first_year: int = 0
    last_year: int = 0
    why_not: NoTrend = "few"

    @property
    def years(self) -> str:
        return f"{self.first_year}–{self.last_year}" if self.word != "cannot_judge" else ""

    @property
    def reason(self) -> str:
        """A few words under "cannot be judged"."""
        if self.word != "cannot_judge":
            return ""
        return {
            "few": _("fewer than five years"),
            "gap": _("the years are not in a row"),
            "break": _("counted in another way"),
            "area": _("the area has changed"),
            "pooled": _("years added together"),
            "hidden": _("not all years can be seen"),
        }[self.why_not]


@dataclass(frozen=True)
class Compared:
    """The verdict beside the Netherlands, with the figure it rests on."""

    verdict: Verdict
    reference: FigureView | None = None

    @property
    def reason(self) -> str:
        """A few words under "not compared"."""
        said = {
            "counts": _("the counts are missing"),
            "reference": _("no figure of the Netherlands"),
            "definition": _("the Netherlands is counted in another way"),
            "period": _("the Netherlands has another period"),
            "pooled": _("one of the two adds years together"),
            "same_area": _("this is the Netherlands"),
        }
        return said.get(self.verdict.reason or "", "")


@dataclass
class Series:
    """One area's figures of one indicator, oldest first: one per period."""

    figures: list[FigureView] = field(default_factory=list)

    @property
    def newest(self) -> FigureView:
        """The newest that says something; of the same year a shown one, then a single year."""
        telling = [one for one in self.figures if one.kind in TELLING] or self.figures
        return max(telling, key=lambda one: (one.last_year, one.is_shown, one.first_year))

    def at(self, figure: FigureView) -> FigureView | None:
        """The figure of exactly the same period."""
        return next((one for one in self.figures if _period(one) == _period(figure)), None)


def _period(figure: FigureView) -> tuple[int, int]:
    return figure.first_year, figure.last_year


def to_series(figures: Iterable[FigureView]) -> Series:
    """One figure per period: the newest definition, in the newest division."""
    ordered = sorted(
        figures,
        key=lambda one: (
            one.last_year,
            one.first_year,
            one.definition.number,
            one.division_year,
        ),
    )
    return Series([list(same)[-1] for _key, same in groupby(ordered, key=_period)])


def by_indicator_and_area(figures: Iterable[FigureView]) -> dict[tuple[int, AreaKey], Series]:
    """Every series, under the key of its indicator and area."""
    key = attrgetter("definition.indicator_id", "area")
    ordered = sorted(figures, key=lambda one: (key(one)[0], _sortable(key(one)[1])))
    return {found: to_series(same) for found, same in groupby(ordered, key=key)}


def _sortable(area: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(part or 0 for part in area)


def compare(own: FigureView, country: Series | None) -> Compared | None:
    """The area beside the Netherlands; nothing for what is not shown or is a plain number."""
    if not own.is_shown or not own.scale:
        return None
    reference, obstacle = _reference(own, country)
    proportion = reference.value / own.scale if reference and reference.value is not None else None
    judged = verdict(
        own.numerator,
        own.denominator,
        proportion,
        own.definition.direction,  # type: ignore[arg-type]
        obstacle=obstacle,
    )
    return Compared(judged, reference)


def _reference(
    own: FigureView, country: Series | None
) -> tuple[FigureView | None, Obstacle | None]:
    """The country's figure of the same period, or why it may not be used."""
    if country is None or not any(one.is_shown for one in country.figures):
        return None, "reference"
    same = country.at(own)
    if same is None:
        shown = [one for one in country.figures if one.is_shown]
        is_single = any(one.is_yearly == own.is_yearly for one in shown)
        return None, "period" if is_single else "pooled"
    if not same.is_shown:
        return None, "reference"
    return (same, None) if same.definition.pk == own.definition.pk else (None, "definition")


def change(series: Series, area_changed: Sequence[int] = ()) -> Change | None:
    """The trend that ends at the newest figure; nothing where no value is shown.

    Only yearly figures by the same definition count. ``area_changed`` are the years in which the
    area itself changed: figures in divisions on both sides of one are about different areas.
    """
    newest = series.newest
    if not newest.is_shown or not newest.scale:
        return None
    if not newest.is_yearly:
        return Change("cannot_judge", why_not="pooled")
    yearly = [one for one in series.figures if one.is_yearly and one.last_year <= newest.last_year]
    usable = [one for one in yearly if not break_between(one, newest, area_changed)]
    latest = [one for one in usable if one.last_year > newest.last_year - TREND_POINTS]
    if any(one.kind == ValueKind.SUPPRESSED for one in latest):
        return Change("cannot_judge", why_not="hidden")
    points = [
        (one.last_year, one.numerator, one.denominator)
        for one in usable
        if one.numerator is not None and one.denominator is not None
    ]
    judged = judge_trend(points)
    if judged.word == "cannot_judge":
        apart = [why for one in yearly if (why := break_between(one, newest, area_changed))]
        has_break = bool(apart) and judged.reason == "few"
        return Change("cannot_judge", why_not=apart[-1] if has_break else (judged.reason or "few"))
    return Change(judged.word, judged.first_year or 0, judged.last_year or 0)


def break_between(
    one: FigureView, other: FigureView, area_changed: Sequence[int]
) -> Literal["break", "area"] | None:
    """Why two figures do not stand in one line: counted otherwise, or about another area."""
    if one.definition.pk != other.definition.pk:
        return "break"
    low, high = sorted((one.division_year, other.division_year))
    return "area" if any(low < year <= high for year in area_changed) else None


def breaks_of(
    series: Series, area_changed: Sequence[int]
) -> list[tuple[FigureView, Literal["break", "area"]]]:
    """The yearly figures that do not go on from the one before them, with why.

    Where there is no year at all, the periods of years added together.
    """
    in_line = [one for one in series.figures if one.is_yearly] or series.figures
    pairs = ((one, break_between(before, one, area_changed)) for before, one in pairwise(in_line))
    return [(one, why) for one, why in pairs if why]


def say(
    figure: FigureView, area: str, compared: Compared | None = None, changed: Change | None = None
) -> str:
    """The one sentence of a figure, the same on every page and in every file."""
    name = figure.definition.indicator.name
    if figure.is_shown and not figure.scale:
        words = {
            "name": name,
            "area": area,
            "value": whole(figure.value or 0),
            "period": period_words(figure.first_year, figure.last_year),
        }
        return _("%(name)s in %(area)s: %(value)s in %(period)s.") % words
    limits = figure.interval
    reference = compared.reference if compared else None
    return sentence(
        Figure(
            name=name,
            area=area,
            first_year=figure.first_year,
            last_year=figure.last_year,
            kind=figure.kind,  # type: ignore[arg-type]
            value=figure.value,
            low=limits.low if limits else None,
            high=limits.high if limits else None,
            unit=UNIT_WORDS[figure.unit],
            verdict=compared.verdict.word if compared else None,
            why_not=(compared.verdict.reason if compared else None) or "counts",
            reference_value=reference.value if reference else None,
            same_years=not figure.is_yearly,
            trend=changed.word if changed else None,  # type: ignore[arg-type]
            trend_years=(changed.first_year, changed.last_year) if changed else (0, 0),
            why_no_trend=changed.why_not if changed else "few",
            provisional=figure.is_provisional,
        )
    )
