"""The bounds of the benchmarks: what fails, what is only told, and that all of it is measured."""

from pathlib import Path

import pytest

from tools.bench_bounds import BOUNDS, TARGETS, beyond, missed

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.mark.parametrize(("kind", "aim"), [("CSV", 15), ("XLSX", 20)])
def test_loading_fails_at_twice_what_is_aimed_for_and_tells_it_before(kind, aim):
    name = f"180 000 figures from {kind}, seconds"
    assert (missed({name: aim}), beyond({name: 2 * aim})) == ([], [])
    assert len(missed({name: aim + 1})) == len(beyond({name: 2 * aim + 1})) == 1
    assert not beyond({name: aim + 1})


@pytest.mark.parametrize("kind", ["CSV", "XLSX"])
def test_loading_fails_above_two_gigabytes(kind):
    name = f"180 000 figures from {kind}, peak MB"
    assert not beyond({name: 2048})
    assert beyond({name: 2049})


def test_every_bound_is_measured_under_its_name():
    files = ("bench.py", "bench_search.py", "import_cost.py")
    text = "".join((TOOLS / name).read_text("utf-8") for name in files)
    names = {name.replace("CSV", "{kind}").replace("XLSX", "{kind}") for name in BOUNDS | TARGETS}
    assert [name for name in names if f'"{name}"' not in text] == []


def test_make_passes_arguments_on():
    makefile = (TOOLS.parent / "Makefile").read_text("utf-8")
    assert "tools/bench.py $(BENCH_ARGS)\n" in makefile
