"""Intervals, verdicts and trends against published and independent results."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from monitoring.disclosure import Cell, hidden_cells, is_hidden
from monitoring.statistics import (
    CHI_SQUARE_LIMIT,
    Verdict,
    judge_trend,
    pooled,
    trend,
    verdict,
    wilson_interval,
)

VECTORS = Path(__file__).resolve().parents[2] / "monitoring" / "reference" / "vectors"


def rows_of(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def points_of(rows: list[dict[str, str]]) -> list[tuple[int, int, int]]:
    return [(int(r["year"]), int(r["numerator"]), int(r["denominator"])) for r in rows]


def series_of(name: str) -> list[tuple[str, list[dict[str, str]]]]:
    rows = rows_of(name)
    return [
        (s, [r for r in rows if r["series"] == s]) for s in dict.fromkeys(r["series"] for r in rows)
    ]


counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
five_years = st.lists(counts, min_size=5, max_size=9).map(
    lambda pairs: [(2010 + i, *pair) for i, pair in enumerate(pairs)]
)


@pytest.mark.parametrize(
    "row", rows_of("wilson.csv"), ids=lambda r: f"{r['numerator']}/{r['denominator']}"
)
def test_wilson_equals_the_published_vectors(row):
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    for confidence, name in ((0.95, "95"), (0.998, "99_8")):
        low, high = wilson_interval(numerator, denominator, confidence)
        assert low == pytest.approx(float(row[f"low_{name}"]), rel=1e-9)
        assert high == pytest.approx(float(row[f"high_{name}"]), rel=1e-9)


@pytest.mark.parametrize(
    "row", rows_of("wilson_own.csv"), ids=lambda r: f"{r['numerator']}/{r['denominator']}"
)
def test_wilson_equals_our_own_vectors_at_the_edges(row):
    got = wilson_interval(int(row["numerator"]), int(row["denominator"]))
    assert got == pytest.approx((float(row["low_95"]), float(row["high_95"])), abs=1e-12)


@given(counts, st.sampled_from([0.8, 0.95, 0.998]))
@settings(max_examples=60, deadline=None)
def test_wilson_equals_scipy_and_holds_the_value(pair, confidence):
    numerator, denominator = pair
    low, high = wilson_interval(numerator, denominator, confidence)
    other = stats.binomtest(numerator, denominator).proportion_ci(confidence, method="wilson")
    assert (low, high) == pytest.approx((other.low, other.high), abs=1e-12)
    assert 0 <= low <= numerator / denominator <= high <= 1


@given(counts)
@settings(max_examples=40, deadline=None)
def test_wilson_mirrors_when_counting_the_others(pair):
    numerator, denominator = pair
    low, high = wilson_interval(numerator, denominator)
    assert wilson_interval(denominator - numerator, denominator) == pytest.approx(
        (1 - high, 1 - low)
    )


IMPOSSIBLE = [
    (5, 4),
    (-1, 4),
    (0, 0),
    (0, -3),
    (1.0, 4),
    (1, 4.0),
    (True, 4),
    (1, True),
    ("1", 4),
    (None, 4),
    (1, 2**60),
]


@pytest.mark.parametrize(("numerator", "denominator"), IMPOSSIBLE)
def test_impossible_counts_are_refused_everywhere(numerator, denominator):
    good = [(2018 + i, 5, 100) for i in range(5)]
    for refuse in (
        lambda: wilson_interval(numerator, denominator),
        lambda: trend([*good, (2001, numerator, denominator)]),
        lambda: trend([(2001, numerator, denominator)]),
        lambda: pooled([(1, 2), (numerator, denominator)]),
        lambda: is_hidden(numerator, denominator, 10),
    ):
        with pytest.raises(ValueError, match=r"numerator|denominator"):
            refuse()


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95])
def test_confidence_must_be_a_proportion(confidence):
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 2, confidence)


@pytest.mark.parametrize(("name", "rows"), series_of("trend.csv") + series_of("trend_own.csv"))
def test_trend_equals_the_vectors(name, rows):
    assert trend(points_of(rows)) == rows[0]["expected"]


@given(five_years)
@settings(max_examples=60, deadline=None)
@example([(2010, 2, 2), (2011, 1, 1), (2012, 0, 6), (2013, 0, 6), (2014, 1, 1)])
def test_trend_does_not_depend_on_order_and_turns_with_the_counts(points):
    word = trend(points)
    turned = [(year, d - n, d) for year, n, d in points]
    opposite = {"increasing": "decreasing", "decreasing": "increasing"}
    assert trend(list(reversed(points))) == word
    assert trend(turned) == opposite.get(word, word)


@given(five_years)
@settings(max_examples=60, deadline=None)
def test_trend_equals_an_independent_regression(points):
    result = judge_trend(points)
    rows = [
        (n / d, (high - low) / 3.92)
        for _, n, d in points[-5:]
        for low, high in [wilson_interval(n, d)]
    ]
    weights = [1 / e**2 for _, e in rows]
    s, sx, sy, sxx, sxy = (
        sum(w * f(x, y) for w, x, (y, _) in zip(weights, range(1, 6), rows, strict=True))
        for f in (
            lambda x, y: 1,
            lambda x, y: x,
            lambda x, y: y,
            lambda x, y: x * x,
            lambda x, y: x * y,
        )
    )
    slope = (s * sxy - sx * sy) / (s * sxx - sx**2)
    assert result.slope == pytest.approx(slope, rel=1e-6, abs=1e-9)
    assert result.chi_square == pytest.approx(slope**2 * (sxx - sx**2 / s), rel=1e-5, abs=1e-6)


def test_the_chi_square_limit_is_that_of_two_in_a_thousand():
    assert stats.chi2.isf(0.002, 1) == pytest.approx(CHI_SQUARE_LIMIT, abs=1e-4)


def test_trend_says_why_it_cannot_judge():
    years = [(year, 10, 100) for year in (2017, 2018, 2020, 2021, 2022)]
    assert judge_trend(years[:4]).reason == "few"
    assert judge_trend(years).reason == "gap"
    assert judge_trend([*years[1:], (2022, 11, 100)]).reason == "gap"


def test_an_enormous_count_without_width_does_not_crash_the_trend():
    assert trend([(2018 + i, 0, 2**53) for i in range(5)]) == "no_change"


def test_pooled_adds_counts_and_never_averages_percentages():
    assert pooled([(1, 10), (10, 1000)]) == (11, 1010, 11 / 1010)
    with pytest.raises(ValueError, match="nothing"):
        pooled([])


@pytest.mark.parametrize(
    ("counted", "reference", "direction", "word"),
    [
        ((147, 1000), 0.148, "down", "similar"),
        ((49, 1000), 0.08, "down", "better"),
        ((49, 1000), 0.08, "up", "worse"),
        ((185, 1000), 0.10, "down", "worse"),
        ((185, 1000), 0.10, "up", "better"),
        ((185, 1000), 0.10, "neutral", "higher"),
        ((49, 1000), 0.08, "neutral", "lower"),
        ((0, 10), 0.0, "down", "similar"),
    ],
)
def test_verdict_follows_interval_and_direction(counted, reference, direction, word):
    assert verdict(counted[0], counted[1], reference, direction) == Verdict(word)


def test_verdict_says_why_it_does_not_compare():
    assert verdict(None, None, 0.1, "down").reason == "counts"
    assert verdict(1, 20, None, "down").reason == "reference"
    for obstacle in ("definition", "period", "pooled", "same_area"):
        assert verdict(1, 20, 0.1, "down", obstacle=obstacle) == ("not_compared", obstacle)
    with pytest.raises(ValueError, match="proportion"):
        verdict(1, 20, 6.3, "down")
    with pytest.raises(ValueError, match="direction"):
        verdict(1, 20, 0.1, "sideways")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numerator", "denominator", "minimum", "hidden"),
    [
        (9, 100, 10, True),
        (10, 100, 10, False),
        (91, 100, 10, True),
        (90, 100, 10, False),
        (0, 100, 10, True),
        (100, 100, 10, True),
        (0, 100, None, False),
        (0, 100, 0, False),
        (10, 19, 10, True),
        (10, 20, 10, False),
    ],
)
def test_a_cell_is_hidden_when_it_or_its_rest_is_small(numerator, denominator, minimum, hidden):
    assert is_hidden(numerator, denominator, minimum) is hidden


def test_a_second_step_adds_cells_and_keeps_the_first_reason():
    cells = {"a": Cell(3, 100, 10), "b": Cell(40, 100, 10), "c": Cell(50, 100, 10)}
    assert hidden_cells(cells) == {"a": "primary"}
    assert hidden_cells(cells, also={"a", "b"}) == {"a": "primary", "b": "secondary"}
    with pytest.raises(ValueError, match="second step"):
        hidden_cells(cells, also={"d"})
