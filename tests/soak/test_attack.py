"""A3: an attacker over the whole country, who reads what analysts, leads and coordinators get."""

import time

import pytest
from django.db import transaction

from monitoring.choices import ProtectionReason
from monitoring.importers.scale import Size
from monitoring.services.protection import protection_now
from tests.counted_rows import count_rows
from tests.soak import attacking
from tests.soak.book import Entry, note
from tests.soak.sizes import size

pytestmark = pytest.mark.django_db
MINUTES = 30
REGIONS = 26


@pytest.fixture(scope="module")
def coalitions(django_db_setup, django_db_blocker):
    """Sixty coalitions in a country of invented figures, after a run over all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        definitions, years = size("ATTACK_DEFINITIONS", 35), size("ATTACK_YEARS", 15)
        made = attacking.country(coalitions=60, size=Size(342, years, definitions))
        count_rows()
        yield made
        transaction.set_rollback(True)


def test_nothing_is_recovered_from_what_roles_read_of_the_country(coalitions, settings, tmp_path):
    attacking.keep_files_in(settings, tmp_path)
    begun = time.perf_counter()
    run = protection_now(reason=ProtectionReason.PUBLISHED)
    count_rows()
    known = attacking.Known.of_everything()
    attacking.read_as_analyst(known)
    attacking.read_as_leads(known, min(REGIONS, size("ATTACK_REGIONS", 10)))
    attacking.read_as_coordinators(known, coalitions[: size("ATTACK_COALITIONS", 30)])
    hidden, narrow = known.hidden(), known.narrow()
    seconds = time.perf_counter() - begun
    told = f"{len(known.counts)} counts and {len(known.sums)} shares of several areas read"
    what = "hidden counts of the country, calculated from pages and files of three roles"
    note(Entry("disclosure", what, len(hidden), "hidden figures", len(narrow), told))
    assert (run.exact_count, run.narrow_count) == (0, 0)
    assert hidden
    assert not narrow, narrow[:20]
    assert seconds < MINUTES * 60
