"""A3: no hidden number, nor anything computed from one, in anything that any role can get."""

import random

import pytest

from monitoring.models import ProtectedSet
from tests.demo_once import demo_once
from tests.soak.book import Entry, note
from tests.soak.disclosing import (
    Attack,
    Looks,
    add_figures,
    attack,
    exchange,
    export_prints,
    hidden_rows,
    restore,
)
from tests.soak.sizes import SEED, size

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def figures(django_db_setup, django_db_blocker):
    """The demo and random figures, with many hidden ones."""
    with demo_once(django_db_blocker):
        # A sum that was checked rests on hidden numbers and may be seen; it has attacks of its own.
        ProtectedSet.objects.all().delete()
        draw = random.Random(SEED)  # noqa: S311 - no secret
        yield add_figures(draw, definitions=size("HIDDEN_DEFINITIONS", 12), years=6)


def test_other_hidden_numbers_change_nothing_that_anybody_sees(figures):
    rows = hidden_rows()
    assert len(rows) > 50
    looks = Looks(per_shape=size("HIDDEN_PER_SHAPE", 4), most=400)
    looks.first()
    files, faults, asked = export_prints(), [], len(looks.prints)
    rounds = size("HIDDEN_ROUNDS", 3)
    for salt in range(rounds):
        exchange(rows, salt)
        changed = looks.differing()
        asked += len(looks.prints)
        faults += [f"file {name}" for name, seen in export_prints().items() if seen != files[name]]
        restore(rows)
        # What also changes by itself says nothing about hidden numbers.
        restless = set(looks.differing()) if changed else set()
        faults += [
            f"{who or 'nobody'} {path}" for who, path in changed if (who, path) not in restless
        ]
    what = "pages, charts and downloads of each role, with other hidden numbers"
    told = (
        f"{len(rows)} hidden figures exchanged {rounds} ×; {len(looks.prints)} addresses, "
        f"{len(files)} export files"
    )
    note(Entry("disclosure", what, asked, "requests", len(faults), told))
    assert not faults, "\n".join(faults[:40])


def test_hidden_counts_cannot_be_computed_from_a_region(figures):
    found: Attack = attack(figures)
    wrong = found.exact + found.narrow
    told = f"{found.exact} exactly known, {found.narrow} narrower than five"
    what = "hidden counts computed from the region's own figure"
    note(Entry("disclosure", what, found.cells, "hidden figures", wrong, told))
    assert not wrong
