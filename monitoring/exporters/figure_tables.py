"""Figures under the fixed header, and what every indicator counts. Hidden stays hidden."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from coalitions.choices import RegionKind
from coalitions.models import Region, RegionMunicipality
from coalitions.querysets import open_on
from kansrijkestart.core.spreadsheets import Cell
from monitoring.choices import Direction, IndicatorKind, ProgrammePhase, Unit
from monitoring.exporters.figures_file import source_cells
from monitoring.exporters.sheets import Column, Table, label
from monitoring.exporters.target import Record
from monitoring.models import Definition
from monitoring.selectors.figures import COUNTRY, COUNTRY_KEY, AreaKey, FigureView, load_figures
from monitoring.selectors.sources import sources_of
from monitoring.sentences import kind_words

KEYS = 5  # the columns that say which figure it is
VALUE_DIGITS = 4  # as many as a stored value has


def _areas(record: Record) -> dict[AreaKey, tuple[str, str]]:
    """Code and name of every area of a record: municipalities, their GGD regions, the country."""
    found = {AreaKey(one.pk): (one.code, one.name) for one in record.municipalities}
    for region in _ggd_regions(record):
        found[AreaKey(region=region.pk)] = (str(region.code), region.name)
    found[COUNTRY_KEY] = (COUNTRY, _("The Netherlands"))
    return found


def _ggd_regions(record: Record) -> Iterable[Region]:
    rows = RegionMunicipality.objects.filter(
        open_on(record.target.last_day), municipality__in=record.municipalities
    )
    regions = Region.objects.filter(kind=RegionKind.GGD, code__isnull=False)
    return regions.filter(pk__in=rows.values("region")).order_by("code")


def _fixed_header() -> list[Column]:
    """The header of a figures file, for import and export alike (contract)."""
    return [
        Column("indicator", _("Key of the indicator, then the version of its definition")),
        Column("area", _("Code of the municipality (GM), GGD region (GG) or the country (NL)")),
        Column("division_year", _("Year of the division in municipalities")),
        Column("period_start", _("First year of the period")),
        Column("period_end", _("Last year of the period")),
        Column("numerator", _("How many it applies to")),
        Column("denominator", _("Of how many")),
        Column("value", _("The value in its unit")),
        Column("status", _("Code for what stands there")),
        Column("provisional", _("Whether the value is provisional: yes or no")),
    ]


def _source_columns() -> list[Column]:
    return [
        Column("source", _("Source of the figure")),
        Column("source_url", _("Web address of the source")),
        Column("published_on", _("Shown since")),
        Column("invented", _("Invented for the demo: yes or no")),
    ]


def figures_tables(record: Record) -> list[Table]:
    """Everything published about these areas up to and including the year, and its sources.

    The columns of the figures file are fixed, so its sources are a second CSV file; in the workbook
    they stand in the same rows.
    """
    extra = [
        Column("indicator_words", _("Indicator")),
        Column("area_words", _("Area")),
        Column("status_words", _("What stands there")),
        Column("definition", _("Version of the definition")),
        Column("unit", _("Unit")),
        Column("low_95", _("Lower limit (95%)")),
        Column("high_95", _("Upper limit (95%)")),
        Column("note", _("Note")),
        *_source_columns(),
    ]
    fixed = _fixed_header()
    areas = _areas(record)
    figures = [one for one in load_figures(areas) if one.last_year <= record.target.year]
    figures.sort(key=lambda one: _order(one, areas))
    sources = sources_of(figures)
    told = [(_row(one, *areas[one.area]), source_cells(sources.of(one))) for one in figures]
    rows = [[*row, *cells] for row, cells in told]
    empty = _("No figures were published about this area for these years.")
    return [
        Table("cijfers", _("Figures"), [*fixed, *extra], rows, plain=len(fixed), empty=empty),
        Table(
            "bronnen",
            _("Sources of the figures"),
            [*fixed[:KEYS], *_source_columns()],
            [[*row[:KEYS], *cells] for row, cells in told],
            is_sheet=False,
        ),
    ]


def _order(one: FigureView, areas: dict[AreaKey, tuple[str, str]]) -> tuple[object, ...]:
    return (
        one.definition.indicator.key,
        areas[one.area][0],
        one.division_year,
        one.first_year,
        one.last_year,
        one.definition.number,
    )


def _row(one: FigureView, code: str, name: str) -> list[Cell]:
    limits = one.interval
    return [
        f"{one.definition.indicator.key}:{one.definition.number}",
        code,
        one.division_year,
        one.first_year,
        one.last_year,
        one.numerator,
        one.denominator,
        _rounded(one.value),
        one.kind,
        "yes" if one.is_provisional else "no",
        one.definition.indicator.name,
        name,
        kind_words(one.kind),
        one.definition.number,
        label(Unit, one.unit),
        _rounded(limits.low) if limits else None,
        _rounded(limits.high) if limits else None,
        one.withdrawn_reason or None,
    ]


def _rounded(number: float | None) -> float | int | None:
    if number is None:
        return None
    short = round(number, VALUE_DIGITS)
    return int(short) if short.is_integer() else short


def definitions_table() -> Table:
    """Every way every indicator was counted, with the breaks between them."""
    columns = [
        Column("indicator", _("Indicator (key)")),
        Column("indicator_words", _("Indicator")),
        Column("phase", _("Phase")),
        Column("kind", _("Kind")),
        Column("definition", _("Version of the definition")),
        Column("numerator", _("Numerator")),
        Column("denominator", _("Denominator")),
        Column("source", _("Source")),
        Column("unit", _("Unit")),
        Column("direction", _("Direction (reading of this site)")),
        Column("minimum_count", _("Hidden below")),
        Column("first_year", _("First year")),
        Column("last_year", _("Last year")),
        Column("break", _("Break with the version before")),
    ]
    definitions = Definition.objects.select_related("indicator").order_by(
        "indicator__key", "number"
    )
    rows = [
        [
            one.indicator.key,
            one.indicator.name,
            label(ProgrammePhase, one.indicator.phase),
            label(IndicatorKind, one.indicator.kind),
            one.number,
            one.numerator or _("not known"),
            one.denominator or _("not known"),
            one.source or _("not known"),
            label(Unit, one.unit),
            label(Direction, one.direction),
            one.minimum_count,
            one.first_year,
            one.last_year,
            one.break_note or None,
        ]
        for one in definitions
    ]
    return Table("definities", _("Definitions"), columns, rows)
