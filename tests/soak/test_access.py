"""A4: what is somebody else's answers exactly like what does not exist, at every address."""

import pytest

from tests.soak.asking import Tally
from tests.soak.book import Entry, note
from tests.soak.trespassing import METHODS, Trespass
from tests.soak.world import full_world

pytestmark = pytest.mark.django_db


def test_foreign_and_absent_are_alike_at_every_address():
    tally = Tally()
    Trespass(full_world(), full_world(), tally).everywhere()
    figures = f"5 roles, {len(METHODS)} methods; {tally.answers[404]} × 404"
    what = "foreign and absent objects, also mixed with own ones"
    note(Entry("access", what, tally.asked, "requests", len(tally.faults), figures))
    assert tally.asked > 2000
    assert not tally.faults, tally.report


def test_no_form_takes_what_it_does_not_offer():
    tally = Tally()
    tried = Trespass(full_world(), full_world(), tally).choices()
    what = "keys of another coalition in every list of a form"
    note(Entry("access", what, tried, "posts", len(tally.faults), f"{tally.taken} taken"))
    assert tried > 50
    assert not tally.faults, tally.report
