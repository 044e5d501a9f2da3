"""C1 to C4: what is killed, silent, gone or full costs nobody anything."""

import pytest

from tests.soak import faulting
from tests.soak.book import note
from tests.soak.sizes import size

SIZES = {
    "workers": ("FAULT_WORKERS", 40),
    "broker": ("FAULT_BROKER", 6),
    "servers": ("FAULT_SERVERS", 9),
    "imports": ("FAULT_IMPORTS", 12),
    "tables": ("FAULT_TABLES", 8),
    "storage": ("FAULT_STORAGE", 2),
    "year": ("FAULT_YEAR", 100),
    "year_broker": ("FAULT_YEAR_BROKER", 20),
    "year_disk": ("FAULT_YEAR_DISK", 3),
    "opening": ("FAULT_OPENING", 40),
    "web": ("FAULT_WEB", 40),
}


def test_a_national_round_keeps_to_its_time_and_memory():
    entry, faults = faulting.run("pace", 1)
    note(entry)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scenario", SIZES)
def test_nothing_is_lost_nothing_is_done_twice_nothing_is_half(scenario):
    entry, faults = faulting.run(scenario, size(*SIZES[scenario]))
    note(entry)
    assert not faults, "\n".join(faults)
