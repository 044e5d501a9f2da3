"""Who may be told that the files of a frozen round are there, and where they find them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from coalitions.models import Coalition, Region, RegionMembership
from coalitions.selectors.members import keepers_per_coalition
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import JobState
from monitoring.choices import BatchState
from monitoring.models import Export, ExportBatch, ExportFile, FilesMail


class Due(NamedTuple):
    """The keys of somebody, and of a coalition or region of theirs whose files are there."""

    user: int
    coalition: int | None = None
    region: int | None = None


class Place(NamedTuple):
    """A page with files: of which coalition, or of all regions that somebody leads."""

    words: str
    path: str


def _there(batch: ExportBatch) -> QuerySet[Export]:
    """Those whose files are there now; the one that ends the batch is just being written down."""
    whole = Q(job__state=JobState.DONE) | Q(
        job__state=JobState.RUNNING, batch__state=BatchState.DONE
    )
    files = ExportFile.objects.filter(export=OuterRef("pk"))
    return Export.objects.filter(whole, Exists(files), batch=batch)


def files_until(exports: QuerySet[Export]) -> datetime:
    """Until when all of these have their files; of one that just ends the term begins now."""
    first = exports.aggregate(first=Min("job__finished_at"))["first"] or clock.now()
    return first + timedelta(days=settings.EXPORT_FILE_DAYS)


def files_due(batch: ExportBatch) -> list[Due]:
    """Who keeps which coalition or leads which region with files in the batch."""
    exports = _there(batch)
    kept = keepers_per_coalition(Coalition.objects.filter(pk__in=exports.values("coalition")))
    leads = RegionMembership.objects.current().filter(region__in=exports.values("region"))
    active = leads.filter(user__is_active=True).order_by("user", "region")
    due = [Due(user.pk, coalition=one) for one, users in kept.items() for user in users]
    due += [Due(user, region=one) for user, one in active.values_list("user", "region")]
    return sorted(due, key=lambda one: one.user)


def of_reader(user: User, rows: QuerySet[FilesMail]) -> QuerySet[FilesMail]:
    """Those about what somebody keeps or leads now."""
    if not user.is_active:
        return rows.none()
    kept, led = Coalition.objects.coordinated_by(user), Region.objects.led_by(user)
    return rows.filter(Q(coalition__in=kept) | Q(region__in=led))


def with_files(batch: ExportBatch, rows: QuerySet[FilesMail]) -> QuerySet[FilesMail]:
    """Those whose files are there now."""
    there = _there(batch)
    inside = Q(coalition__in=there.values("coalition")) | Q(region__in=there.values("region"))
    return rows.filter(inside)


def places_of(rows: QuerySet[FilesMail]) -> list[Place]:
    """The pages with files that these are about."""
    kept = Coalition.objects.filter(pk__in=rows.values("coalition"))
    places = [
        Place(one.name, reverse("monitoring:coalition_exports", args=[one.slug]))
        for one in kept.order_by("name_fold", "pk")
    ]
    led = Region.objects.filter(pk__in=rows.values("region"))
    if names := list(led.order_by("name", "pk").values_list("name", flat=True)):
        places.append(Place(", ".join(names), reverse("monitoring:exports")))
    return places


def places_until(batch: ExportBatch, rows: QuerySet[FilesMail]) -> datetime:
    """Until when somebody finds everything there that ``places_of`` names."""
    inside = Q(coalition__in=rows.values("coalition")) | Q(region__in=rows.values("region"))
    return files_until(_there(batch).filter(inside))


def places_there(batches: Collection[int]) -> set[tuple[int, int | None, int | None]]:
    """Of which coalitions and regions these batches have files now, in one question."""
    files = ExportFile.objects.filter(export=OuterRef("pk"))
    rows = Export.objects.filter(Exists(files), batch__in=batches)
    return set(rows.values_list("batch", "coalition", "region"))


class Unreached(NamedTuple):
    """Somebody who got no mail, and about which coalitions and regions."""

    user: User
    places: str


class Refused(NamedTuple):
    """Who was not reached: tried again until a moment, or over because the files are."""

    again: list[Unreached]
    until: datetime | None
    over: list[Unreached]


def refused_of(batch: ExportBatch) -> Refused:
    """Whom a mail about a batch did not reach, also when its files are over."""
    same = Q(coalition=OuterRef("coalition")) | Q(region=OuterRef("region"))
    reached = FilesMail.objects.filter(same, batch=batch, user=OuterRef("user"))
    tried = Q(failed_at__isnull=False) | Q(ended_at__isnull=False)
    rows = FilesMail.objects.filter(tried, batch=batch, mailed_at=None)
    rows = rows.exclude(Exists(reached.filter(mailed_at__isnull=False)))
    order = ("user__email", "user", "coalition__name_fold", "region__name")
    found = list(rows.select_related("user", "coalition", "region").order_by(*order))
    if not found:
        return Refused([], None, [])
    there = set(with_files(batch, rows.filter(ended_at=None)).values_list("pk", flat=True))
    again = _unreached(one for one in found if one.pk in there)
    over = _unreached(one for one in found if one.pk not in there)
    return Refused(again, _last(batch) if again else None, over)


def _unreached(rows: Any) -> list[Unreached]:
    grouped = [list(group) for _key, group in groupby(rows, key=lambda one: one.user_id)]
    return [
        Unreached(group[0].user, ", ".join(dict.fromkeys(_name(one) for one in group)))
        for group in grouped
    ]


def _name(row: FilesMail) -> str:
    place = row.coalition or row.region
    return place.name if place else ""


def _last(batch: ExportBatch) -> datetime | None:
    last = _there(batch).aggregate(last=Max("job__finished_at"))["last"]
    return last + timedelta(days=settings.EXPORT_FILE_DAYS) if last else None
