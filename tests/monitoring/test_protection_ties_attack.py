"""Figures that are tied from afar (``tied_worlds.py``), attacked from what a coordinator downloads.

Nothing here uses what hides, except to break it by name.
"""

import csv
import io

import numpy
import pytest
from django.core.cache import cache
from django.urls import reverse

from tests import factories as make
from tests.monitoring.attacker import _span, rule
from tests.monitoring.test_protection_attack import make_export
from tests.monitoring.tied_worlds import WORLDS, Tied, coalition, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


@pytest.fixture(autouse=True)
def _without_a_report(monkeypatch):
    """It says less than the file of figures, and takes most of the time."""
    monkeypatch.setattr("monitoring.exporters.files.report_pdf", lambda *_: b"")
    cache.clear()


def read(client, tied: Tied) -> dict[str, int]:
    """Every count, by its name, that stands in the file of figures or follows from its share."""
    about = coalition()
    user = make.MembershipFactory.create(coalition=about, role="coordinator").user
    client.force_login(user)
    export = make_export(user, "coalition", {"coalition": about})
    [file] = export.files.filter(name__endswith="cijfers-machine.csv")
    answer = client.get(reverse("monitoring:export_file", args=[export.pk, file.name]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    found = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        years = (int(row[name]) for name in ("division_year", "period_start", "period_end"))
        name = tied.cells.get((row["indicator"], row["area"], *years))  # type: ignore[arg-type]
        if name and row["status"] == "value":
            size, value = tied.truth[name][1], float(row["value"].replace(",", "."))
            found[name] = int(row["numerator"] or round(value * size / 100))
    assert all(tied.truth[name][0] == count for name, count in found.items())
    return found


def width(tied: Tied, known: dict[str, int]) -> float:
    """The span that is left of the secret."""
    if tied.secret in known:
        return 0
    names = [one for one in tied.truth if one not in known]
    rows: list[numpy.ndarray] = []
    ends: list[float] = []
    for inside, total in tied.relations:
        row, rest = numpy.zeros(len(names)), total
        for name, times in inside.items():
            if name in known:
                rest -= times * known[name]
            else:
                row[names.index(name)] = times
        if row.any():
            rows += [row, -row]
            ends += [rest, -rest]
    bounds = [rule(*tied.truth[one]) for one in names]
    return _span(names.index(tied.secret), rows, ends, bounds)


@pytest.mark.parametrize("name", WORLDS)
def test_no_coordinator_recovers_what_is_tied_from_afar(client, name):
    tied = WORLDS[name][0]()
    run()
    known = read(client, tied)
    assert width(tied, known) >= 5


@pytest.mark.parametrize("name", WORLDS)
def test_the_attacker_recovers_it_where_the_tie_is_broken(client, monkeypatch, name):
    make_world, (target, broken) = WORLDS[name]
    monkeypatch.setattr(target, broken)
    tied = make_world()
    run()
    assert width(tied, read(client, tied)) < 5
