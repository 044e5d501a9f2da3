"""The only reader of observations for display. What leaves here has no hidden number in it.

A figure is hidden by its own size (``monitoring.disclosure``), by its source, or because another
could be calculated from it (the newest protection run); all three look the same. Figures of a
release that no run has seen are not there yet.
The latest published release wins per definition, area, division and period; a withdrawn one shows
only where nothing replaces it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, F, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from kansrijkestart.core import clock
from monitoring.choices import ReleaseState, Unit, ValueKind
from monitoring.disclosure import is_hidden
from monitoring.models import Definition, HiddenCell, Observation, ProtectionRun, Release
from monitoring.selectors.around import NOTHING, Around, Period, around
from monitoring.statistics import Interval, wilson_interval

SCALE = {Unit.PERCENT.value: 100, Unit.PER_1000.value: 1000}
COUNTRY = "NL"


class AreaKey(NamedTuple):
    """Which area: a municipality's or region's key, or the country with neither."""

    municipality: int | None = None
    region: int | None = None


COUNTRY_KEY = AreaKey()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One figure as anyone may see it. Without a shown value all its numbers are None."""

    definition: Definition
    area: AreaKey
    division_year: int
    first_year: int
    last_year: int
    kind: str
    release: int = 0
    releases: tuple[int, ...] = ()  # of a sum: those of its parts
    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    is_provisional: bool = False
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""

    @property
    def is_shown(self) -> bool:
        return self.value is not None

    @property
    def is_yearly(self) -> bool:
        return self.first_year == self.last_year

    @property
    def period(self) -> str:
        """2021, or 2017–2021: always the period itself beside a number."""
        return str(self.first_year) if self.is_yearly else f"{self.first_year}–{self.last_year}"

    @property
    def unit(self) -> str:
        return self.definition.unit

    @property
    def scale(self) -> int:
        """What a proportion is multiplied with to become the value; 0 for a plain number."""
        return SCALE.get(self.unit, 0)

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval in the unit of the value, when there are counts for it."""
        return self._limits(0.95)

    @property
    def wide_interval(self) -> Interval | None:
        """The same with 99.8 %: for whoever looks at many figures at once."""
        return self._limits(0.998)

    def _limits(self, confidence: float) -> Interval | None:
        if not self.scale or self.numerator is None or self.denominator is None:
            return None
        low, high = wilson_interval(self.numerator, self.denominator, confidence)
        return Interval(low * self.scale, high * self.scale)


Cell = tuple[int, int | None, int | None, int, int, int]


class _Raw(NamedTuple):
    """A row as stored. Never leaves this module."""

    definition: int
    municipality: int | None
    region: int | None
    division_year: int
    first_year: int
    last_year: int
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    kind: str
    is_provisional: bool
    release: int
    is_withdrawn: bool
    run: int | None
    around: Around = NOTHING  # what only other rows tell of it

    @property
    def cell(self) -> Cell:
        return self[:6]

    @property
    def of_period(self) -> Period:
        """The same in whichever division."""
        return self[:3] + self[4:6]


_FIELDS = (
    *("definition_id", "municipality_id", "region_id", "division_year"),
    *("period_start", "period_end", "numerator", "denominator", "value", "kind"),
    *("is_provisional", "release_id", "is_withdrawn", "run"),
)


def load_figures(
    areas: Collection[AreaKey], *, indicator_keys: Collection[str] | None = None
) -> list[FigureView]:
    """Every figure of these areas that anyone may see; in at most six questions."""
    latest, hidden = raw_figures(areas, indicator_keys)
    definitions = Definition.objects.select_related("indicator").in_bulk(
        {raw.definition for raw in latest.values()}
    )
    reasons = _withdrawals({raw.release for raw in latest.values() if raw.is_withdrawn})
    return [
        _masked(raw, definitions[raw.definition], reasons, is_second=cell in hidden)
        for cell, raw in latest.items()
    ]


def raw_figures(
    areas: Collection[AreaKey], indicator_keys: Collection[str] | None = None
) -> tuple[dict[Cell, _Raw], set[Cell]]:
    """The row that counts per cell, and what the second step hides, of one and the same run."""
    public = rows = _public_rows().filter(_of(areas))
    if indicator_keys is not None:
        rows = rows.filter(definition__indicator__key__in=indicator_keys)
    found = [_Raw(*values) for values in rows.values_list(*_FIELDS)]
    latest = _with_around({raw.cell: raw for raw in found}, public)  # the last one counts
    run = next((raw.run for raw in latest.values()), None)
    hidden = HiddenCell.objects.filter(_of(areas), run=run, protected_set=None)
    if indicator_keys is not None:
        hidden = hidden.filter(definition__indicator__key__in=indicator_keys)
    return latest, set(hidden.values_list(*_FIELDS[:6])) if run else set()


def _with_around(latest: dict[Cell, _Raw], public: QuerySet[Observation]) -> dict[Cell, _Raw]:
    """A percentage without counts gets what other rows of its area and period tell of it."""
    bare = [raw for raw in latest.values() if raw.value is not None and not raw.denominator]
    told = around({raw.of_period for raw in bare}, public)
    return latest | {
        raw.cell: raw._replace(around=told[raw.of_period]) for raw in bare if raw.of_period in told
    }


def _public_rows() -> QuerySet[Observation]:
    """Rows of published releases, and of those that were public before they were withdrawn."""
    now = clock.now()
    published = Q(release__state=ReleaseState.PUBLISHED, release__is_protected=True) & (
        Q(release__embargo_until__isnull=True) | Q(release__embargo_until__lte=now)
    )
    withdrawn = Q(release__state=ReleaseState.WITHDRAWN, release__published_at__isnull=False) & (
        Q(release__embargo_until__isnull=True)
        | Q(release__embargo_until__lte=F("release__withdrawn_at"))
    )
    is_withdrawn = Case(
        When(release__state=ReleaseState.WITHDRAWN, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    return (
        Observation.objects.filter(published | withdrawn)
        .annotate(
            is_withdrawn=is_withdrawn,
            run=Subquery(ProtectionRun.objects.finished().values("pk")[:1]),
        )
        .order_by("-is_withdrawn", "release__published_at", "release_id", "pk")
    )


def _of(areas: Collection[AreaKey]) -> Q:
    municipalities = {area.municipality for area in areas if area.municipality}
    regions = {area.region for area in areas if area.region}
    wanted = Q(pk__in=[])
    if municipalities:
        wanted |= Q(municipality__in=municipalities)
    if regions:
        wanted |= Q(region__in=regions)
    if COUNTRY_KEY in areas:
        wanted |= Q(municipality__isnull=True, region__isnull=True)
    return wanted


def _withdrawals(releases: set[int]) -> dict[int, tuple[datetime | None, str]]:
    """When and why; asked only when something withdrawn is really shown."""
    if not releases:
        return {}
    rows = Release.objects.filter(pk__in=releases)
    return {
        pk: (moment, why)
        for pk, moment, why in rows.values_list("pk", "withdrawn_at", "withdrawn_reason")
    }


def _masked(
    raw: _Raw,
    definition: Definition,
    reasons: dict[int, tuple[datetime | None, str]],
    *,
    is_second: bool,
) -> FigureView:
    """What may be seen of a row. Numbers pass only for a value that is not hidden."""
    kind = raw.kind
    base: dict[str, Any] = {
        "definition": definition,
        "area": AreaKey(raw.municipality, raw.region),
        "division_year": raw.division_year,
        "first_year": raw.first_year,
        "last_year": raw.last_year,
        "release": raw.release,
    }
    if raw.is_withdrawn:
        moment, why = reasons[raw.release]
        day = timezone.localtime(moment).date() if moment else None
        kind = ValueKind.WITHDRAWN.value
        return FigureView(**base, kind=kind, withdrawn_on=day, withdrawn_reason=why)
    if kind == ValueKind.VALUE and (
        is_second or must_hide(definition, raw.numerator, raw.denominator, raw.value, raw.around)
    ):
        kind = ValueKind.SUPPRESSED.value
    if kind != ValueKind.VALUE or raw.value is None:
        return FigureView(**base, kind=kind)
    return FigureView(
        **base,
        kind=kind,
        value=_exact(raw, definition.unit),
        numerator=raw.numerator,
        denominator=raw.denominator,
        is_provisional=raw.is_provisional,
    )


def _exact(raw: _Raw, unit: str) -> float:
    """The value from its counts when they are there: no rounding between value and interval."""
    scale = SCALE.get(unit)
    if scale and raw.numerator is not None and raw.denominator:
        return scale * raw.numerator / raw.denominator
    return float(raw.value or 0)


def must_hide(
    definition: Definition,
    numerator: int | None,
    denominator: int | None,
    value: Decimal | None,
    told: Around = NOTHING,
) -> bool:
    """Whether a value is hidden by its own size, on both sides, as far as counts tell."""
    minimum, scale = definition.minimum_count, SCALE.get(definition.unit)
    minimum = told.minimum if minimum is None else minimum
    if minimum is None or value is None:
        return False
    if numerator is not None and denominator is not None:
        return is_hidden(numerator, denominator, minimum)
    if not scale:
        return (numerator if numerator is not None else value) < minimum
    share = Fraction(value) / scale
    if not 0 < share < 1:
        return minimum > 0  # nobody or everybody, however large the group is
    if numerator is not None:
        return is_hidden(numerator, round(numerator / share) or 1, minimum)
    known = told.sizes if denominator is None else [denominator]
    return any(is_hidden(round(share * one), one, minimum) for one in known)
