"""A protection run at national size: how long it takes, and that nothing can be calculated."""

import time
from functools import partial

import pytest
from django.db import transaction

from coalitions.models import Municipality
from kansrijkestart.core import clock, reference
from monitoring.choices import ProtectionReason
from monitoring.importers.scale import DIVISION_YEAR, LAST_YEAR, Size, seed
from monitoring.models import Definition, Observation, Release
from monitoring.selectors.frozen_counts import frozen_editions
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.counted_rows import count_rows
from tests.soak import freezing
from tests.soak.book import Entry, note
from tests.soak.sizes import size

pytestmark = pytest.mark.django_db
FULL_MINUTES, MORE_MINUTES = 30, 2
COALITIONS = 60


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """Every municipality and GGD region, sixty coalitions of several, and invented figures."""
    with django_db_blocker.unblock(), transaction.atomic():
        reference.load()
        places = list(Municipality.objects.valid_on(clock.today()).order_by("code"))
        for number in range(COALITIONS):
            coalition = make.CoalitionFactory.create()
            for place in places[number * 5 : number * 5 + 2 + number % 4]:
                make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
        definitions, years = size("PROTECTION_DEFINITIONS", 35), size("PROTECTION_YEARS", 15)
        seed(Size(342, years, definitions))
        made = Definition.objects.filter(indicator__key__startswith="meting-")
        made.update(aggregation="both")  # with every sum over areas there is
        count_rows()
        yield definitions
        transaction.set_rollback(True)


def test_a_run_at_national_size(country):
    begun = time.perf_counter()
    full = protection_now(reason=ProtectionReason.PUBLISHED)
    first = time.perf_counter() - begun
    _one_more_year()
    begun = time.perf_counter()
    more = protection_now(reason=ProtectionReason.PUBLISHED)
    second = time.perf_counter() - begun
    wrong = full.narrow_count + more.narrow_count
    told = (
        f"{full.primary_count} too small, {full.secondary_count} hidden as well; "
        f"{first:.0f} s for all, {second:.0f} s after one more file"
    )
    what = "protection of the national figures, by bounds and programmes"
    note(Entry("disclosure", what, full.figure_count, "figures and sums", wrong, told))
    assert (full.exact_count, full.narrow_count, more.exact_count, more.narrow_count) == (0,) * 4
    assert full.primary_count > 0
    assert first < FULL_MINUTES * 60
    assert second < MORE_MINUTES * 60


def test_runs_beside_many_frozen_editions(country):
    """Each edition follows a file that changed some counts, and tells its own for good."""
    protection_now(reason=ProtectionReason.PUBLISHED)
    asked, many, runs = freezing.national_round(), size("PROTECTION_EDITIONS", 5), []
    gathered, later = 0.0, 0.0
    for number in range(many):
        gathered += freezing.seconds_of(partial(freezing.next_edition, asked))
        freezing.one_more_file(number)
        begun = time.perf_counter()
        runs.append(protection_now(reason=ProtectionReason.PUBLISHED))
        later = max(later, time.perf_counter() - begun)
    begun = time.perf_counter()
    runs.append(protection_now(reason=ProtectionReason.ASKED, afresh=True))
    full = time.perf_counter() - begun
    assert len(frozen_editions()) == many
    assert {one.state for one in runs} == {"finished"}
    wrong = sum(one.narrow_count for one in runs)
    told = (
        f"{full:.0f} s for all, {later:.0f} s at most after one more file; "
        f"{gathered / many:.0f} s to gather an edition"
    )
    what = f"protection of the national figures beside {many} frozen editions"
    note(Entry("disclosure", what, runs[-1].figure_count, "figures and sums", wrong, told))
    assert sum(one.exact_count for one in runs) + wrong == 0
    assert runs[-1].primary_count > 0
    assert full < FULL_MINUTES * 60
    assert later < MORE_MINUTES * 60


def _one_more_year() -> None:
    """Publish the year after the last one for one definition."""
    definition = Definition.objects.filter(indicator__key__startswith="meting-").first()
    rows = list(Observation.objects.filter(definition=definition, period_start=LAST_YEAR))
    release = Release.objects.create(
        source="Proef",
        file_name="proef.csv",
        checksum="protection-one-more",
        state="published",
        published_at=clock.now(),
        is_demo=True,
    )
    for row in rows:
        row.pk, row.release = None, release
        row.period_start = row.period_end = LAST_YEAR + 1
        row.division_year = DIVISION_YEAR
    Observation.objects.bulk_create(rows)
