"""Years before a merger, added up over the area of now: only from counts, marked, and checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from coalitions.models import Municipality
from monitoring.areas import Counts, Passing, recalculate
from monitoring.choices import ValueKind
from monitoring.selectors.area_sets import passings_known
from monitoring.selectors.figures import AreaKey, FigureView, load_figures
from monitoring.selectors.pages import FullLine
from monitoring.selectors.protection import Checked, checker
from monitoring.selectors.sums import SUM_KEY, refused

State = Literal["shown", "checking", "missing", "split", "not_added", "unknown"]


@dataclass(frozen=True)
class MergedYear:
    """One old year in the borders of now, or why there is no figure."""

    year: int
    state: State
    figure: FigureView | None = None

    @property
    def words(self) -> str:
        return {
            "shown": _("recalculated"),
            "checking": _("Still being checked"),
            "missing": _("Not of every part the counts can be seen"),
            "split": _("A part was split, so it cannot be recalculated"),
            "not_added": _("The way of counting does not allow adding up"),
            "unknown": _("Nobody knows whether it may be added up"),
        }[self.state]


def merged_years(line: FullLine) -> list[MergedYear]:
    """The years before the area changed, newest first; nothing for an area that did not change.

    Only yearly figures by the definition of the newest one, in the divisions of then.
    """
    newest = line.figure
    passings = passings_known()
    own = line.municipality.pk
    changes = [one.year for one in passings if one.successor == own]
    if not changes or not newest.scale:
        return []
    parts = _ancestors(own, passings)
    loaded = [
        one
        for one in load_figures([AreaKey(pk) for pk in parts], indicator_keys=[line.indicator.key])
        if one.is_yearly and one.definition.pk == newest.definition.pk
    ]
    began = _began(parts)
    years = sorted({one.last_year for one in loaded if one.division_year < max(changes)})
    checked = checker()
    found = [_year(line, year, passings, loaded, began, checked) for year in years]
    return [one for one in found if one][::-1]


def _year(
    line: FullLine,
    year: int,
    passings: list[Passing],
    loaded: Iterable[FigureView],
    began: dict[int, int],
    checked: Checked,
) -> MergedYear | None:
    rows = [one for one in loaded if one.last_year == year]
    division = max(one.division_year for one in rows)
    counts = {
        one.area.municipality: Counts(one.numerator, one.denominator)
        for one in rows
        if one.division_year == division and one.numerator is not None and one.denominator
    }
    made = recalculate(line.municipality.pk, division, passings, counts, began)
    if made.counts is None:
        return MergedYear(year, "split" if made.reason == "split" else "missing")
    if made.sources == {line.municipality.pk}:
        return None
    if why := refused(line.figure.definition):
        return MergedYear(year, why)
    if not checked(line.figure.definition.pk, made.sources, division, (year, year)):
        return MergedYear(year, "checking")
    releases = {one.release for one in rows if one.area.municipality in made.sources}
    figure = _figure(line, year, division, made.counts, tuple(sorted(releases)))
    return MergedYear(year, "shown", figure)


def _figure(
    line: FullLine, year: int, division: int, counts: Counts, releases: tuple[int, ...]
) -> FigureView:
    return FigureView(
        definition=line.figure.definition,
        area=SUM_KEY,
        division_year=division,
        first_year=year,
        last_year=year,
        kind=ValueKind.VALUE.value,
        value=line.figure.scale * counts.numerator / counts.denominator,
        numerator=counts.numerator,
        denominator=counts.denominator,
        releases=releases,
    )


def _ancestors(own: int, passings: list[Passing]) -> set[int]:
    """The area and everything that ever passed into it."""
    found, look_at = {own}, [own]
    while look_at:
        one = look_at.pop()
        olds = {p.predecessor for p in passings if p.successor == one} - found
        found |= olds
        look_at += olds
    return found


def _began(parts: Iterable[int]) -> dict[int, int]:
    """The first year of areas that began on a known day."""
    rows = Municipality.objects.filter(pk__in=parts, valid_from__isnull=False)
    return {pk: day.year for pk, day in rows.values_list("pk", "valid_from") if day}
