"""Statistics of figures that are a count out of a count, without models and without libraries.

All values here are proportions between 0 and 1; percentages are made where figures are shown.
Sources: E.B. Wilson, "Probable inference" (1927) for the interval; the English public-health
methods (Fingertips technical guidance) for the verdict against a reference and for the trend.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import copysign, isfinite, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

TREND_POINTS = 5
ROUNDING = 1e-12
CHI_SQUARE_LIMIT = 9.54954  # chi-square with one degree of freedom, p = 0.002
Z_WIDTH = 3.92  # an interval of 95 % is this many standard errors wide
LARGEST_COUNT = 2**53  # beyond this a count is no longer exact as a floating-point number

TrendWord = Literal["increasing", "decreasing", "no_change", "cannot_judge"]
Direction = Literal["up", "down", "neutral"]
VerdictWord = Literal["better", "similar", "worse", "higher", "lower", "not_compared"]
Obstacle = Literal["counts", "reference", "definition", "period", "pooled", "same_area"]
Point = tuple[int, int, int]


class Interval(NamedTuple):
    """Lower and upper limit, as proportions."""

    low: float
    high: float


class Pooled(NamedTuple):
    """Years or areas added up: Σ numerator, Σ denominator and their quotient."""

    numerator: int
    denominator: int
    value: float


class Verdict(NamedTuple):
    """How an area stands to a reference; `reason` only when it was not compared."""

    word: VerdictWord
    reason: Obstacle | None = None


@dataclass(frozen=True)
class TrendResult:
    """The trend with what it rests on; `reason` only when it cannot be judged."""

    word: TrendWord
    reason: Literal["few", "gap"] | None = None
    first_year: int | None = None
    last_year: int | None = None
    slope: float | None = None
    chi_square: float | None = None


def _check_whole(number: object, name: str) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError(f"{name} must be a whole number, not {type(number).__name__}")  # noqa: TRY004
    return number


def check_counts(numerator: int, denominator: int) -> None:
    """Refuse counts that cannot exist, with ValueError.

    Whole numbers only (no bool, no 3.0), 0 ≤ numerator ≤ denominator and denominator > 0.
    """
    _check_whole(numerator, "numerator")
    _check_whole(denominator, "denominator")
    if denominator <= 0:
        raise ValueError("denominator must be greater than 0")
    if numerator < 0:
        raise ValueError("numerator must not be negative")
    if numerator > denominator:
        raise ValueError("numerator must not be greater than denominator")
    if denominator > LARGEST_COUNT:
        raise ValueError("denominator is too large to calculate with exactly")


@lru_cache(maxsize=16)
def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(numerator: int, denominator: int, confidence: float = 0.95) -> Interval:
    """Wilson score interval of numerator / denominator, as proportions.

    With p = numerator / denominator, n = denominator and z the normal quantile:
    (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
    It never leaves 0…1 and also holds for 0 and for n out of n, where the limit is exact.
    """
    check_counts(numerator, denominator)
    z, n = _z(confidence), float(denominator)
    p = numerator / denominator
    q = (denominator - numerator) / denominator
    middle = p + z * z / (2 * n)
    half = z * sqrt(p * q / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if numerator == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if numerator == denominator else min(1.0, (middle + half) / scale)
    return Interval(min(low, p), max(high, p))


def pooled(values: Iterable[tuple[int, int]]) -> Pooled:
    """Σ numerator / Σ denominator over years or areas; never a mean of percentages."""
    total, base = 0, 0
    for numerator, denominator in values:
        check_counts(numerator, denominator)
        total += numerator
        base += denominator
    if base == 0:
        raise ValueError("there is nothing to add up")
    return Pooled(total, base, total / base)


def verdict(
    numerator: int | None,
    denominator: int | None,
    reference: float | None,
    direction: Direction,
    *,
    obstacle: Obstacle | None = None,
) -> Verdict:
    """The area's 95 % interval against a reference value (a proportion).

    `direction` says which way is good: "up", "down", or "neutral" (then only higher or lower is
    said). Similar means that the reference lies inside the interval, limits included. A caller
    that knows why a comparison would mislead (other definition, other period, break, the area
    itself) passes that as `obstacle`.
    """
    if direction not in ("up", "down", "neutral"):
        raise ValueError(f"unknown direction: {direction!r}")
    if obstacle is not None:
        return Verdict("not_compared", obstacle)
    if numerator is None or denominator is None:
        return Verdict("not_compared", "counts")
    low, high = wilson_interval(numerator, denominator)
    if reference is None:
        return Verdict("not_compared", "reference")
    if not 0 <= reference <= 1:
        raise ValueError("reference must be a proportion between 0 and 1")
    if low <= reference <= high:
        return Verdict("similar")
    is_higher = low > reference
    if direction == "neutral":
        return Verdict("higher" if is_higher else "lower")
    return Verdict("better" if is_higher == (direction == "up") else "worse")


def trend(points: Iterable[Point]) -> TrendWord:
    """Word for the trend of yearly points (year, numerator, denominator); see `judge_trend`."""
    return judge_trend(points).word


def judge_trend(points: Iterable[Point]) -> TrendResult:
    """Trend over the latest five years, by weighted linear regression.

    The five proportions are regressed on 1…5 with weight 1 / ((upper95 − lower95) / 3.92)².
    A trend is named when slope² / variance(slope) > 9.54954 (p = 0.002) and the slope keeps its
    sign when any one point is left out. Points may come in any order. Fewer than five points, or
    latest five that are not five successive years (a gap, or one year twice), cannot be judged.
    A caller splits the series at a break itself and passes only the part after it.
    """
    checked = sorted(_check_point(*point) for point in points)
    if len(checked) < TREND_POINTS:
        return TrendResult("cannot_judge", "few")
    latest = checked[-TREND_POINTS:]
    first, last = latest[0][0], latest[-1][0]
    if any(b[0] != a[0] + 1 for a, b in pairwise(latest)):
        return TrendResult("cannot_judge", "gap", first, last)
    rows = [(float(x), n / d, _weight(n, d)) for x, (_, n, d) in enumerate(latest, start=1)]
    slope, spread = _fit(rows)
    chi_square = slope * slope * spread
    word: TrendWord = "no_change"
    if isfinite(chi_square) and chi_square > CHI_SQUARE_LIMIT and _sign_holds(rows, slope):
        word = "increasing" if slope > 0 else "decreasing"
    return TrendResult(word, None, first, last, slope, chi_square)


def _check_point(year: int, numerator: int, denominator: int) -> Point:
    _check_whole(year, "year")
    check_counts(numerator, denominator)
    return (year, numerator, denominator)


def _weight(numerator: int, denominator: int) -> float:
    """Inverse of the squared standard error; the interval of real counts is never without width."""
    low, high = wilson_interval(numerator, denominator)
    error = max((high - low) / Z_WIDTH, 1e-12)  # rounding may close it for enormous counts
    return 1 / (error * error)


def _fit(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Slope of a weighted regression and its Σw(x − x̄)², which is 1 / variance(slope)."""
    total = sum(w for _, _, w in rows)
    mean_x = sum(w * x for x, _, w in rows) / total
    mean_y = sum(w * y for _, y, w in rows) / total
    spread = sum(w * (x - mean_x) ** 2 for x, _, w in rows)
    return sum(w * (x - mean_x) * (y - mean_y) for x, y, w in rows) / spread, spread


def _sign_holds(rows: Sequence[tuple[float, float, float]], slope: float) -> bool:
    """Whether no single point carries the direction of the slope.

    A slope that is zero but for rounding has no direction: it counts as a lost sign.
    """
    return all(
        _fit([*rows[:i], *rows[i + 1 :]])[0] * copysign(1, slope) > ROUNDING
        for i in range(len(rows))
    )
