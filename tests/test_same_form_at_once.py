"""Twenty identical posts of the record's forms have the effect of one; `make soak` tries all."""

import pytest

from tests import factories as make
from tests.soak.asking import Tally
from tests.soak.fuzzing import rows_to_try
from tests.soak.racing import Race
from tests.soak.world import full_world, make_room

MANY = 20
# One form of each kind of record, all in one world. The hand-over comes last: with it the
# coordinator goes. An advice that was answered cannot be given any more, so that has its own.
IN_ONE_WORLD = [
    ("coalitions:partners_add", "GET"),
    ("coalitions:action_add", "GET"),
    ("coalitions:bottleneck_add", "GET"),
    ("coalitions:meeting_add", "GET"),
    ("coalitions:agenda_choose", "GET"),
    ("coalitions:agenda_item", "GET"),
    ("coalitions:ambition_add", "GET"),
    ("coalitions:road_map_add", "GET"),
    ("coalitions:road_map_take_over", "POST"),
    ("coalitions:poll_remind", "POST"),
    ("coalitions:poll_link", "GET"),
    ("coalitions:poll_add", "GET"),
    ("coalitions:advice_reply", "GET"),
    ("coalitions:example_add", "GET"),
    ("coalitions:coverage_add", "GET"),
    ("coalitions:link_add", "GET"),
    ("coalitions:grant_add", "GET"),
    ("coalitions:contact_confirm", "POST"),
    ("dashboard:contact_add", "GET"),
    ("coalitions:hand_over", "GET"),
]
IN_ANOTHER = [("coalitions:advice", "GET")]
# Whatever can be taken away: the second finds nothing any more.
TAKEN_AWAY = "_remove"


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twenty_times_at_once_has_the_effect_of_one():
    tally, closed = Tally(), []
    make.MunicipalityFactory.create(name="Tekst")  # what the race types in a free field
    rows = {(row.name, row.method): row for row in rows_to_try()}
    away = [one for one in rows if one[0].endswith(TAKEN_AWAY)]
    for tried in (IN_ONE_WORLD, IN_ANOTHER, away):
        race = Race(full_world(), MANY, tally)
        for one in tried:
            before = tally.taken
            race.row(rows[one])
            if tally.taken == before:
                closed.append(one)
        make_room()
    assert not tally.faults, tally.report
    assert not closed, "only met closed doors"
