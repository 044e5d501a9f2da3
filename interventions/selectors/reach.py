"""What a choice planned and reached, per year, ready to show; unknown is never a zero."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext

from coalitions.models import Municipality
from interventions.models import Choice, Reach


@dataclass(frozen=True)
class YearRow:
    """One year over all municipalities: the rows, and what may be said of their sum.

    ``planned`` and ``reached`` add what is known; None when nothing is. ``is_least`` says that the
    sum is at least that much, because some municipality reached fewer than ten or is unknown.
    """

    year: int
    rows: list[Reach]
    planned: int | None
    reached: int | None
    is_least: bool
    is_planned_least: bool

    @property
    def reached_words(self) -> str:
        if self.reached is None:
            few = any(row.reached_few for row in self.rows)
            return gettext("fewer than ten") if few and len(self.rows) == 1 else _unknown()
        return _sum_words(self.reached, is_least=self.is_least)

    @property
    def planned_words(self) -> str:
        if self.planned is None:
            return _unknown()
        return _sum_words(self.planned, is_least=self.is_planned_least)


def _unknown() -> str:
    return gettext("not known")


def _sum_words(number: int, *, is_least: bool) -> str:
    said = number_format(number, force_grouping=True)
    return gettext("at least %(number)s") % {"number": said} if is_least else said


def reached_words(row: Reach) -> str:
    """Say one number: known, fewer than ten, or not known."""
    if row.reached_few:
        return gettext("fewer than ten")
    return _unknown() if row.reached is None else number_format(row.reached, force_grouping=True)


def planned_words(row: Reach) -> str:
    return _unknown() if row.planned is None else number_format(row.planned, force_grouping=True)


def reach_years(choice: Choice) -> list[YearRow]:
    """Return the years of a choice, newest first; one query with its places at hand."""
    places = [row.municipality for row in choice.municipalities.all()]
    rows = choice.reach.select_related("municipality").order_by(
        "-year", "municipality__name_fold", "pk"
    )
    years: dict[int, list[Reach]] = {}
    for row in rows:
        years.setdefault(row.year, []).append(row)
    return [_year(year, found, places) for year, found in years.items()]


def latest_reach(choices: Collection[Choice]) -> dict[int, YearRow]:
    """Return of each choice the latest year of which something is known, else its latest year.

    One query for all of them, with their places at hand; a choice without reach is not there.
    """
    keys = [choice.pk for choice in choices]
    rows = Reach.objects.filter(choice__in=keys).select_related("municipality")
    years: dict[int, dict[int, list[Reach]]] = {}
    for row in rows.order_by("year", "municipality__name_fold", "pk"):
        years.setdefault(row.choice_id, {}).setdefault(row.year, []).append(row)
    found = {}
    for choice in choices:
        own = years.get(choice.pk, {})
        told = [year for year, said in own.items() if any(_is_told(row) for row in said)]
        if own:
            year, places = (
                max(told or own),
                [one.municipality for one in choice.municipalities.all()],
            )
            found[choice.pk] = _year(year, own[year], places)
    return found


def _is_told(row: Reach) -> bool:
    return row.reached_few or row.reached is not None


def _year(year: int, rows: list[Reach], places: list[Municipality]) -> YearRow:
    told = {row.municipality_id for row in rows}
    missing = any(place.pk not in told and _existed_in(place, year) for place in places)
    return YearRow(
        year=year,
        rows=rows,
        planned=_sum(row.planned for row in rows),
        reached=_sum(row.reached for row in rows),
        is_least=missing or any(row.reached is None for row in rows),
        is_planned_least=missing or any(row.planned is None for row in rows),
    )


def _existed_in(place: Municipality, year: int) -> bool:
    """Whether a municipality was there in a year; one of before, or of later, misses nothing."""
    begun = place.valid_from is None or place.valid_from.year <= year
    return begun and (place.valid_until is None or place.valid_until > date(year, 1, 1))


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


@dataclass(frozen=True)
class Bar:
    """One year in the small chart: where its bars stand, in the units of the drawing."""

    year: int
    x: int
    planned: int | None
    reached: int | None
    words: str

    @property
    def planned_top(self) -> int:
        return HEIGHT - (self.planned or 0)

    @property
    def reached_top(self) -> int:
        return HEIGHT - (self.reached or 0)


HEIGHT, STEP = 100, 72


def bars(years: list[YearRow]) -> list[Bar]:
    """Return the years, oldest first, scaled to ``HEIGHT``; what is unknown has no bar."""
    known = [number for row in years for number in (row.planned, row.reached) if number]
    most = max(known, default=0)
    if len(years) < 2 or not most:
        return []

    def scaled(number: int | None) -> int | None:
        return None if number is None else round(number / most * HEIGHT)

    return [
        Bar(row.year, at * STEP, scaled(row.planned), scaled(row.reached), trend_words(row))
        for at, row in enumerate(reversed(years))
    ]


def trend_words(row: YearRow) -> str:
    words = gettext("%(year)s: planned %(planned)s, reached %(reached)s")
    return words % {
        "year": row.year,
        "planned": row.planned_words,
        "reached": row.reached_words,
    }


def trend_sentence(years: list[YearRow]) -> str:
    """Say how the reach of the newest two years compares; never a cause."""
    known = [row for row in years if row.reached is not None]
    if len(known) < 2:
        return ""
    newest, before = known[0], known[1]
    said = {
        "first": before.year,
        "before": before.reached_words,
        "last": newest.year,
        "now": newest.reached_words,
    }
    return gettext("Reached in %(first)s: %(before)s; in %(last)s: %(now)s.") % said
