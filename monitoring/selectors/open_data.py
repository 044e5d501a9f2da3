"""Figures that visitors read too: those of releases that an analyst made open data.

They come from ``load_figures`` like every figure on a page, so a hidden one has no number here
either. Where a newer release that is not open replaces one that is, nothing is told: what it said
is no longer so.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from coalitions.choices import RegionKind
from coalitions.models import Municipality, Region
from monitoring.models import Indicator, Observation, Release
from monitoring.selectors.figures import COUNTRY, COUNTRY_KEY, AreaKey, FigureView, load_figures


@dataclass(frozen=True)
class OpenFigure:
    """A figure with the code and name of its area, and the release it comes from."""

    figure: FigureView
    area: str
    area_name: str
    release: Release


def open_indicators() -> QuerySet[Indicator]:
    """Return the indicators about which something was made open data, in order of name."""
    rows = Observation.objects.filter(
        definition__indicator=OuterRef("pk"), release__in=Release.objects.open_data().values("pk")
    )
    return Indicator.objects.filter(Exists(rows)).order_by("name_fold", "key")


def open_figures(indicator: Indicator, *, area: str | None = None) -> list[OpenFigure]:
    """Return the open figures of an indicator: country, regions, municipalities, by code and year.

    ``area`` is the code of the only area that is asked for. At most nine questions, however many
    there are.
    """
    # What was withdrawn is told as such; whether it was ever public, load_figures knows.
    releases = {one.pk: one for one in Release.objects.filter(is_open=True)}
    if not releases:
        return []
    areas = {key: told for key, told in _areas().items() if area in (None, told[0])}
    figures = load_figures(list(areas), indicator_keys=[indicator.key])
    found = [
        OpenFigure(one, *areas[one.area], releases[one.release])
        for one in figures
        if one.release in releases
    ]
    return sorted(found, key=_place)


def is_area(code: str) -> bool:
    """Whether there is or was an area with this code."""
    return any(code == known for known, _name in _areas().values())


def _areas() -> dict[AreaKey, tuple[str, str]]:
    """Code and name of every area there is or was."""
    known = {COUNTRY_KEY: (COUNTRY, "Nederland")}
    regions = Region.objects.filter(kind=RegionKind.GGD, code__isnull=False)
    known |= {AreaKey(region=one.pk): (one.code or "", one.name) for one in regions}
    places = Municipality.objects.all()
    return known | {AreaKey(municipality=one.pk): (one.code, one.name) for one in places}


def _place(one: OpenFigure) -> tuple[bool, str, int, int, int, int]:
    figure = one.figure
    number = figure.definition.number
    years = (figure.first_year, figure.last_year, figure.division_year)
    return (one.area != COUNTRY, one.area, number, *years)
