"""Of whom the files of a frozen round are there, until when, and who may be told of them."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from coalitions.models import Coalition, Region, RegionMembership
from coalitions.querysets.record import CoalitionQuerySet
from coalitions.selectors.members import keepers_per_coalition
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import JobState
from monitoring.choices import BatchState
from monitoring.models import Export, ExportBatch, ExportFile, Round

ROUND_FILES: Final = "monitoring.round_files"


class Due(NamedTuple):
    """The keys of somebody, and of a coalition or region of theirs whose files are there."""

    user: int
    coalition: int | None = None
    region: int | None = None


class Place(NamedTuple):
    """What files are about: the name of a coalition or region, its page, and until when."""

    name: str
    slug: str
    until: date


def _there(batch: ExportBatch) -> QuerySet[Export]:
    """Those whose files are there now; the one that ends the batch is just being written down."""
    whole = Q(job__state=JobState.DONE) | Q(
        job__state=JobState.RUNNING, batch__state=BatchState.DONE
    )
    files = ExportFile.objects.filter(export=OuterRef("pk"))
    return Export.objects.filter(whole, Exists(files), batch=batch)


def files_until(finished_at: datetime | None) -> date:
    """The last day of files that were ready at a moment; of those that just are, from now on."""
    return localdate((finished_at or clock.now()) + timedelta(days=settings.EXPORT_FILE_DAYS))


def places_of(batch: ExportBatch) -> dict[tuple[int | None, int | None], Place]:
    """The coalitions and regions whose files are there, by their keys, in one question."""
    names = ("coalition__name", "coalition__slug", "region__name", "region__slug")
    rows = _there(batch).values_list("coalition", "region", "job__finished_at", *names)
    return {
        (coalition, region): Place(one or other, slug or other_slug, files_until(finished))
        for coalition, region, finished, one, slug, other, other_slug in rows
    }


def readers_of(coalitions: CoalitionQuerySet, regions: QuerySet[Region]) -> list[Due]:
    """Who keeps which of these coalitions or leads which of these regions now."""
    leads = RegionMembership.objects.current().filter(region__in=regions, user__is_active=True)
    kept = keepers_per_coalition(coalitions)
    due = [Due(user.pk, coalition=one) for one, users in kept.items() for user in users]
    pairs = leads.order_by("user", "region").values_list("user", "region")
    due += [Due(user, region=one) for user, one in pairs]
    return sorted(due, key=lambda one: one.user)


def files_due(batch: ExportBatch) -> list[Due]:
    """Who keeps which coalition or leads which region with files in the batch."""
    exports = _there(batch)
    return readers_of(
        Coalition.objects.filter(pk__in=exports.values("coalition")),
        Region.objects.filter(pk__in=exports.values("region")),
    )


def first_there_at(asked: Round) -> datetime | None:
    """When the first files of a round were there that nobody asked for; None of the very first."""
    exports = Export.objects.filter(edition__round=asked, batch__isnull=False)
    first: datetime | None = exports.aggregate(first=Min("job__finished_at"))["first"]
    return first


def places_there(batches: Collection[int]) -> set[tuple[int, int | None, int | None]]:
    """Of which coalitions and regions these batches have files now, in one question."""
    files = ExportFile.objects.filter(export=OuterRef("pk"))
    rows = Export.objects.filter(Exists(files), batch__in=batches)
    return set(rows.values_list("batch", "coalition", "region"))
