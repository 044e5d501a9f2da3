"""A national round that is frozen again and again, while figures go on being published.

Every edition tells its figures for good, so each is one more thing that a protection run reads.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from monitoring.importers.scale import LAST_YEAR
from monitoring.models import Definition, Edition, Observation, Release, Response, Round
from monitoring.services.editions import edition_begin, edition_correct
from tests import factories as make
from tests.monitoring.edition_world import make_round


def national_round() -> Round:
    """A round that is over, which every municipality of today was asked in and nobody answered."""
    asked = make_round(closes=clock.now() - timedelta(days=1), key="nationaal")
    places = Municipality.objects.valid_on(clock.today())
    Response.objects.bulk_create(Response(round=asked, municipality=place) for place in places)
    return asked


def next_edition(asked: Round) -> Edition:
    """Freeze the round, or correct it once it was frozen, as its job does."""
    asked.refresh_from_db()
    if asked.frozen_at is None:
        edition = edition_begin(round=asked)
    else:
        user = make.UserFactory.create()
        edition = edition_correct(round=asked, reason="Andere cijfers", user=user)
    assert edition.job is not None
    running.run(edition.job.pk)
    edition.refresh_from_db()
    assert edition.state == "frozen", edition.job.error
    return edition


def one_more_file(number: int) -> None:
    """Publish other counts of the last year for one definition, the next one for each number.

    In every other municipality a count more, so that editions tell different things.
    """
    every = list(Definition.objects.filter(indicator__key__startswith="meting-").order_by("pk"))
    definition = every[number % len(every)]
    release = Release.objects.create(
        source="Proef",
        file_name="proef.csv",
        checksum=f"beside-editions-{number}",
        state="published",
        published_at=clock.now(),
        is_demo=True,
    )
    rows = Observation.objects.filter(definition=definition, period_start=LAST_YEAR)
    latest = {row.municipality_id: row for row in rows.order_by("release__published_at", "pk")}
    whole = latest.pop(None)
    for at, row in enumerate(latest.values()):
        if at % 2 and row.denominator and row.numerator is not None:
            more = row.numerator + 1 < row.denominator
            row.numerator += more
            whole.numerator += more
    for row in (*latest.values(), whole):
        row.pk, row.release = None, release
        row.value = round(Decimal(100 * row.numerator) / row.denominator, 4)
    Observation.objects.bulk_create([*latest.values(), whole])


def seconds_of(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
