"""Who may be told that the files of a frozen round are there, and where they find them."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from coalitions.models import Coalition, Region, RegionMembership
from coalitions.selectors.members import keepers_of
from kansrijkestart.accounts.models import User
from kansrijkestart.jobs.models import JobState
from monitoring.models import Export, ExportBatch, FilesMailOff


class Place(NamedTuple):
    """A page with files: of which coalition, or of all regions that somebody leads."""

    words: str
    path: str


def _made(batch: ExportBatch) -> QuerySet[Export]:
    """What did not work has no files; the one that ends the batch is just being written down."""
    return Export.objects.filter(batch=batch).exclude(job__state=JobState.FAILED)


def readers_of_files(batch: ExportBatch) -> list[User]:
    """Who keeps a coalition or leads a region that the batch has files of, and wants the mail."""
    exports = _made(batch)
    found: dict[int, User] = {}
    for coalition in Coalition.objects.filter(pk__in=exports.values("coalition")).order_by("pk"):
        found |= {user.pk: user for user in keepers_of(coalition)}
    leads = RegionMembership.objects.current().filter(region__in=exports.values("region"))
    rows = User.objects.filter(pk__in=leads.values("user"), is_active=True)
    found |= {user.pk: user for user in rows}
    off = set(FilesMailOff.objects.values_list("user", flat=True))
    return [found[pk] for pk in sorted(found) if pk not in off]


def places_of_files(user: User, batch: ExportBatch) -> list[Place]:
    """The pages with files of a batch that somebody keeps or leads, as it is now."""
    if not user.is_active or FilesMailOff.objects.filter(user=user).exists():
        return []
    exports = _made(batch)
    kept = Coalition.objects.coordinated_by(user).filter(pk__in=exports.values("coalition"))
    places = [
        Place(one.name, reverse("monitoring:coalition_exports", args=[one.slug]))
        for one in kept.order_by("name_fold", "pk")
    ]
    led = Region.objects.led_by(user).filter(pk__in=exports.values("region"))
    if names := list(led.order_by("name", "pk").values_list("name", flat=True)):
        places.append(Place(", ".join(names), reverse("monitoring:exports")))
    return places
