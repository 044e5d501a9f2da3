"""Own figures of a coalition, read as published ones are: masked, with interval and trend.

They are never compared with the country: nobody there counts them in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from coalitions.choices import LOCAL_SCOPES, ConsentKind
from coalitions.models import Coalition, CoalitionMunicipality, Municipality, Region
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from monitoring.choices import IndicatorKind, Unit, ValueKind
from monitoring.models import Definition, Indicator, OwnFigure, OwnIndicator
from monitoring.models.own import LEAST
from monitoring.selectors.figures import SCALE, AreaKey, FigureView
from monitoring.selectors.pages import FullLine, area_changes
from monitoring.selectors.series import change, to_series
from monitoring.selectors.sources import Source, Sources
from monitoring.selectors.sparks import Spark, spark_of

WHOLE = AreaKey(municipality=0, region=0)  # the coalition as one: no area that has figures


@dataclass(frozen=True)
class OwnLine:
    """A row of the table: an own indicator in one area; no line while there is no number."""

    own: OwnIndicator
    area: Municipality
    line: FullLine | None
    spark: Spark | None = None


def own_indicators(coalition: Coalition) -> list[OwnIndicator]:
    rows = OwnIndicator.objects.filter(coalition=coalition).order_by("name_fold", "pk")
    return list(rows.select_related("coalition").prefetch_related("figures__municipality"))


def shared_with_region(region: Region) -> list[OwnIndicator]:
    """Own figures of the local coalitions in a region whose every municipality shares them.

    A figure belongs to the whole coalition, so one municipality that does not share closes all.
    """
    today = clock.today()
    coverage = CoalitionMunicipality.objects.filter(open_on(today), coalition=OuterRef("coalition"))
    sharing = Municipality.objects.sharing(ConsentKind.FIGURES_REGION)
    inside = Municipality.objects.in_region(region)
    rows = OwnIndicator.objects.filter(
        Exists(coverage.filter(municipality__in=inside.values("pk"))),
        ~Exists(coverage.exclude(municipality__in=sharing.values("pk"))),
        coalition__scope__in=LOCAL_SCOPES,
    ).order_by("name_fold", "coalition__name_fold", "pk")
    return list(rows.select_related("coalition").prefetch_related("figures__municipality"))


def own_sources(own: OwnIndicator) -> Sources:
    """Who counted, and where: an own figure is of no release, so that this is all there is."""
    words = {"source": own.source, "coalition": own.coalition.name}
    title = _("%(source)s (own figure of %(coalition)s)") % words
    return Sources({0: Source("a", title, "", None, is_demo=settings.DEMO_MODE)})


def own_lines(rows: Iterable[OwnIndicator], places: Sequence[Municipality]) -> list[OwnLine]:
    """Every own indicator with its areas; areas without a number only when all are."""
    indicators = list(rows)
    if not indicators:
        return []
    changed = area_changes(places)
    found: list[OwnLine] = []
    for own in indicators:
        areas = _areas(own)
        found += [_line(own, area, figures, changed) for area, figures in areas]
    return found


def _areas(own: OwnIndicator) -> list[tuple[Municipality, list[OwnFigure]]]:
    """The areas that have numbers, by name; else one without."""
    whole = Municipality(name=own.coalition.name)
    if not own.per_municipality:
        return [(whole, list(own.figures.all()))]
    found: dict[int, tuple[Municipality, list[OwnFigure]]] = {}
    for figure in own.figures.all():
        if figure.municipality is not None:
            place = figure.municipality
            found.setdefault(place.pk, (place, []))[1].append(figure)
    return sorted(found.values(), key=lambda pair: pair[0].name_fold) or [(whole, [])]


def _line(
    own: OwnIndicator,
    area: Municipality,
    figures: Sequence[OwnFigure],
    changed: dict[int, list[int]],
) -> OwnLine:
    if not figures:
        return OwnLine(own, area, None)
    definition = _definition(own)
    series = to_series(_view(one, definition) for one in figures)
    changes = changed.get(area.pk or 0, ())
    line = FullLine(
        definition.indicator,
        area,
        series.newest,
        None,
        change(series, changes),
        series,
        None,
        None,
        changes,
    )
    return OwnLine(own, area, line, spark_of(series, changes))


def _definition(own: OwnIndicator) -> Definition:
    """The own indicator in the shape of a published one; never stored. Its keys are nobody's."""
    indicator = Indicator(
        pk=-own.pk,
        key=f"eigen-{own.pk}",
        name=own.name,
        phase=own.phase,
        kind=IndicatorKind.PROCESS,
    )
    return Definition(
        pk=-own.pk,
        indicator=indicator,
        number=1,
        numerator=own.counted,
        denominator=own.out_of,
        source=own.source,
        unit=own.unit,
        direction=own.direction,
        minimum_count=LEAST,
    )


def _view(one: OwnFigure, definition: Definition) -> FigureView:
    base = {
        "definition": definition,
        "area": AreaKey(one.municipality_id) if one.municipality_id else WHOLE,
        "division_year": one.year,
        "first_year": one.year,
        "last_year": one.year,
    }
    if one.is_hidden or one.numerator is None:
        return FigureView(**base, kind=ValueKind.SUPPRESSED.value)  # type: ignore[arg-type]
    is_count = definition.unit == Unit.COUNT
    scale = SCALE.get(definition.unit, 0)
    value = float(one.numerator) if is_count else scale * one.numerator / (one.denominator or 1)
    return FigureView(
        **base,  # type: ignore[arg-type]
        kind=ValueKind.VALUE.value,
        value=value,
        numerator=None if is_count else one.numerator,
        denominator=one.denominator,
        is_provisional=one.is_provisional,
    )
