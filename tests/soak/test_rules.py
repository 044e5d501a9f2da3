"""Every rule for figures is broken once, in a copy of the source, and its tests must notice."""

import pytest

from tests.soak.book import Entry, note
from tests.soak.breaking import Break, Copy
from tests.soak.rules import BREAKS, RULES

pytestmark = pytest.mark.xdist_group("rules")


@pytest.fixture(scope="module")
def copy():
    """One copy for all; the line of the table when the last break is done."""
    made = Copy()
    yield made
    made.remove()
    survivors = sum(bool(one) for one in made.fates.values())
    told = f"{len(RULES)} rules"
    what = "breaks of the rules for figures that tests must notice"
    note(Entry("rules", what, len(made.fates), "breaks", survivors, told))


def test_every_test_passes_while_nothing_is_broken(copy):
    status, said = copy.run(sorted({id_ for one in BREAKS for id_ in one.ids}))
    assert status == 0, said[-5000:]


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.of}: {one.words}")
def test_a_broken_rule_is_noticed(copy, one: Break):
    survived = copy.fate(one)
    assert not survived, survived
