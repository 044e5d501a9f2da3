"""What the batch of an edition is about, and how far it is."""

from dataclasses import dataclass

from django.db.models import Count, Q

from coalitions.models import Coalition, Region
from kansrijkestart.jobs.models import JobState
from monitoring.choices import ExportScope
from monitoring.models import Edition, Export, ExportBatch

BUSY = (JobState.QUEUED, JobState.RUNNING)


def subjects_in(edition: Edition) -> list[tuple[str, Coalition | Region]]:
    """Every coalition that filled in for a municipality of the edition, and every region.

    Coalitions and regions are those of the edition; one that was removed since is left out.
    """
    # The content without what is large in it: this is asked again for every export of a batch.
    coalitions, regions = Edition.objects.values_list(
        "content__coalitions", "content__regions"
    ).get(pk=edition.pk)
    slugs = [one["slug"] for one in coalitions]
    inside = [one["slug"] for one in regions]
    found = Coalition.objects.filter(slug__in=slugs).order_by("slug")
    areas = Region.objects.filter(slug__in=inside).order_by("slug")
    return [
        *((ExportScope.COALITION.value, one) for one in found),
        *((ExportScope.REGION.value, one) for one in areas),
    ]


@dataclass(frozen=True)
class Progress:
    """How many exports of a batch are ready, being made, and did not work."""

    total: int
    done: int
    busy: int
    failed: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.done - self.busy - self.failed)


def progress_of(batch: ExportBatch) -> Progress:
    """Count the exports of a batch by their jobs."""
    counted = Export.objects.filter(batch=batch).aggregate(
        done=Count("pk", filter=Q(job__state=JobState.DONE)),
        busy=Count("pk", filter=Q(job__state__in=BUSY)),
        failed=Count("pk", filter=Q(job__state=JobState.FAILED)),
    )
    return Progress(batch.total, counted["done"], counted["busy"], counted["failed"])
