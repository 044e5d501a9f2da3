"""Who may be told that the files of a frozen round are there, and where they find them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from coalitions.models import Coalition, Region, RegionMembership
from coalitions.selectors.members import keepers_of_all
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import JobState
from monitoring.choices import BatchState
from monitoring.models import Export, ExportBatch, ExportFile, FilesMail, FilesMailOff


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


def readers_of_files(batch: ExportBatch) -> list[User]:
    """Who keeps a coalition or leads a region that the batch has files of, and wants the mail."""
    exports = _there(batch)
    keepers = keepers_of_all(Coalition.objects.filter(pk__in=exports.values("coalition")))
    leads = RegionMembership.objects.current().filter(region__in=exports.values("region"))
    readers = Q(pk__in=keepers.values("pk")) | Q(pk__in=leads.values("user"), is_active=True)
    off = FilesMailOff.objects.values("user")
    return list(User.objects.filter(readers).exclude(pk__in=off).order_by("pk"))


def places_of_files(user: User, batch: ExportBatch) -> list[Place]:
    """The pages with files of a batch that somebody keeps or leads, as it is now."""
    if not user.is_active or FilesMailOff.objects.filter(user=user).exists():
        return []
    exports = _there(batch)
    kept = Coalition.objects.coordinated_by(user).filter(pk__in=exports.values("coalition"))
    places = [
        Place(one.name, reverse("monitoring:coalition_exports", args=[one.slug]))
        for one in kept.order_by("name_fold", "pk")
    ]
    led = Region.objects.led_by(user).filter(pk__in=exports.values("region"))
    if names := list(led.order_by("name", "pk").values_list("name", flat=True)):
        places.append(Place(", ".join(names), reverse("monitoring:exports")))
    return places


def theirs_until(user: User, batch: ExportBatch) -> datetime:
    """Until when somebody finds everything there that ``places_of_files`` names."""
    kept, led = Coalition.objects.coordinated_by(user), Region.objects.led_by(user)
    return files_until(_there(batch).filter(Q(coalition__in=kept) | Q(region__in=led)))


class Refused(NamedTuple):
    """Who was not reached yet, and until when that is tried; ``until`` is None when it is over."""

    readers: list[User]
    until: datetime | None


def refused_of(batch: ExportBatch) -> Refused:
    """Whose mail about a batch was refused and has not left since."""
    rows = FilesMail.objects.filter(batch=batch, mailed_at=None, failed_at__isnull=False)
    readers = list(User.objects.filter(pk__in=rows.values("user")).order_by("email"))
    if not readers:
        return Refused([], None)
    last = _there(batch).aggregate(last=Max("job__finished_at"))["last"]
    return Refused(readers, last + timedelta(days=settings.EXPORT_FILE_DAYS) if last else None)
