"""Who may do what with bottlenecks and meetings, in a coalition and in its region."""

from datetime import date

from coalitions.models import Bottleneck, Meeting
from kansrijkestart.core import clock
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
POSTERS = WRITERS | {"coordinator": 302}
LEAD_ONLY = {"nobody": 302, "coordinator": 403, "region_lead": 200, "analyst": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _bottleneck(world):
    row = Bottleneck.objects.create(coalition=world.coalition, title="Wachttijd")
    return _slug(world) | {"pk": row.pk}


def _meeting(world):
    row = Meeting.objects.create(coalition=world.coalition, held_on=date(2024, 1, 1))
    return _slug(world) | {"pk": row.pk}


def _region(world):
    return {"slug": world.region.slug}


def _brought(world):
    row = Bottleneck.objects.create(
        coalition=world.coalition, title="Wachttijd", brought_on=clock.today()
    )
    return _region(world) | {"pk": row.pk}


ROWS = [
    Row("coalitions:bottlenecks", READERS, kwargs=_slug),
    Row("coalitions:bottleneck_add", WRITERS, kwargs=_slug),
    Row("coalitions:bottleneck_update", WRITERS, kwargs=_bottleneck),
    Row("coalitions:bottleneck_bring", WRITERS, kwargs=_bottleneck),
    Row("coalitions:bottleneck_bring", POSTERS, method="POST", kwargs=_bottleneck),
    Row("agreements:for_bottleneck", WRITERS, kwargs=_bottleneck),
    Row("agreements:for_bottleneck", POSTERS, method="POST", kwargs=_bottleneck),
    Row("coalitions:meetings", READERS, kwargs=_slug),
    Row("coalitions:meeting_add", WRITERS, kwargs=_slug),
    Row("coalitions:meeting_update", WRITERS, kwargs=_meeting),
    Row("dashboard:region_bottlenecks", LEAD_ONLY, kwargs=_region),
    Row("dashboard:region_bottleneck", LEAD_ONLY, kwargs=_brought),
]
