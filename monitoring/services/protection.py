"""Protection runs: asked for when what is published or where it is added up changes.

A run is a job. Figures of a release show once a run had it among them; a run that was overtaken by
another change decides nothing and asks for a next one.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from kansrijkestart.jobs.models import JobState
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from monitoring.choices import ProtectionReason, ProtectionState, ReleaseState
from monitoring.models import (
    HiddenCell,
    Observation,
    ProtectedSet,
    ProtectionRun,
    Release,
)
from monitoring.selectors.area_sets import AreaSet, checksum_of, number_of
from monitoring.selectors.frozen_counts import FrozenCounts, frozen_editions
from monitoring.selectors.protection import made_from, newest_run
from monitoring.selectors.published import (
    Published,
    added_pairs,
    published_pairs,
    published_releases,
    small_definitions,
)
from monitoring.services.protecting import Before, Outcome, Progress, Work, before_of, divisions_of

KIND = "monitoring.protection"
KEPT_RUNS = 3  # a page that is being made may still read beside the run before
TRIES = 3
LONGEST = timedelta(hours=3)  # a run by hand that takes longer was broken off
PAUSE = timedelta(hours=1)  # before what failed is asked for again


@transaction.atomic
def protection_request(*, reason: ProtectionReason) -> ProtectionRun:
    """Put a run in the queue; one that waits already sees this change too."""
    waiting = ProtectionRun.objects.select_for_update().filter(state=ProtectionState.WAITING)
    if found := waiting.first():
        return found
    run = ProtectionRun(reason=reason)
    run.full_clean()
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:  # somebody else asked at the same moment
        return waiting.get()
    run.job = enqueue(kind=KIND, owner=None, parameters={}, key=f"{KIND}:{run.pk}")
    run.save(update_fields=["job"])
    return run


@transaction.atomic
def protection_reset(*, release: Release) -> None:
    """Hide what comes to light again when a release is taken back, until a run has looked at it."""
    if release.published_at is None:
        return
    about = Observation.objects.filter(release=release).values("definition")
    older = Release.objects.filter(
        state=ReleaseState.PUBLISHED, is_protected=True, published_at__lte=release.published_at
    )
    same = Observation.objects.filter(definition__in=about, release__in=older).values("release")
    older.filter(pk__in=same).exclude(pk=release.pk).update(is_protected=False)
    protection_request(reason=ProtectionReason.WITHDRAWN)


def protection_check() -> ProtectionRun | None:
    """Ask for a run when a release waits for one or the areas changed; for lost ones again."""
    _mark_lost()
    newest, latest = newest_run(), ProtectionRun.objects.order_by("-pk").first()
    if latest and latest.state in (ProtectionState.WAITING, ProtectionState.RUNNING):
        return None
    if (
        latest
        and latest.state == ProtectionState.FAILED
        and latest.created_at > clock.now() - PAUSE
    ):
        return None
    releases = published_releases()
    if any(not one.is_protected for one in releases):
        return protection_request(reason=ProtectionReason.PUBLISHED)
    if releases and (newest is None or newest.parts.get("made_from") != _made_from(releases)):
        return protection_request(reason=ProtectionReason.AREAS)
    return None


def _made_from(releases: Collection[Published]) -> str:
    return made_from(divisions_of(published_pairs([one.pk for one in releases])))


def _mark_lost() -> None:
    """A run whose job ended without it, or that no job has and nobody ends, runs no more."""
    busy = Q(state__in=(ProtectionState.WAITING, ProtectionState.RUNNING))
    ended = Q(job__state__in=(JobState.FAILED, JobState.DONE))
    left = Q(job=None, started_at__lt=clock.now() - LONGEST)
    lost = ProtectionRun.objects.filter(busy & (ended | left)).values_list("pk", flat=True)
    ProtectionRun.objects.filter(pk__in=list(lost)).update(state=ProtectionState.FAILED)


def protection_work(context: JobContext) -> dict[str, Any]:
    """Do the run of this job. Safe to run twice: a finished run stays as it is."""
    run = ProtectionRun.objects.filter(job=context.job).first()
    if run is None:
        return {}
    if run.state != ProtectionState.FINISHED:

        def progress(done: int, total: int) -> None:
            context.progress(done, total, _("Looking at what could be calculated."))

        protection_make(run=run, progress=progress)
    return {"url": reverse("monitoring:protection_detail", args=[run.pk])}


def protection_now(*, reason: ProtectionReason, afresh: bool = False) -> ProtectionRun:
    """Do a run here and now, without a job."""
    run = ProtectionRun.objects.create(
        reason=reason, state=ProtectionState.RUNNING, started_at=clock.now()
    )
    return protection_make(run=run, afresh=afresh)


def _silent(_done: int, _total: int) -> None:
    """Nobody looks."""


def protection_make(
    *, run: ProtectionRun, progress: Progress = _silent, afresh: bool = False
) -> ProtectionRun:
    """Calculate and store. ``afresh`` forgets what earlier runs chose and looks at everything."""
    _begin(run)
    frozen = FrozenCounts()
    for _time in range(TRIES):
        base = newest_run()
        releases, editions = published_releases(), frozen_editions()
        pairs = published_pairs([one.pk for one in releases])
        stamp = made_from(divisions_of(pairs))
        definitions = list(small_definitions([one.pk for one in releases]).values())
        before = Before() if afresh else before_of(base)
        work = Work(releases, definitions, before, frozen.of(editions, definitions))
        outcome = work.run(divisions_of(pairs), progress)
        outcome.parts = {
            "digests": outcome.parts,
            "covered": sorted(map(list, added_pairs(pairs))),
            "made_from": stamp,
        }
        seen = Seen(base, releases, editions)
        if _finish(run=run, seen=seen, outcome=outcome):
            return run
    ProtectionRun.objects.filter(pk=run.pk).update(state=ProtectionState.OVERTAKEN)
    run.refresh_from_db()
    protection_request(reason=ProtectionReason(run.reason))
    return run


@transaction.atomic
def _begin(run: ProtectionRun) -> None:
    locked = ProtectionRun.objects.select_for_update().get(pk=run.pk)
    locked.state = ProtectionState.RUNNING
    locked.started_at = clock.now()
    locked.save(update_fields=["state", "started_at"])
    run.refresh_from_db()


class Seen(NamedTuple):
    """What a run found when it began to read."""

    base: ProtectionRun | None
    releases: Collection[Published]
    editions: list[int]

    def is_so(self) -> bool:
        """Whether it is still so, as long as releases and the newest run are held."""
        now = {one.pk: one for one in published_releases()}
        is_same = all(now.get(one.pk) == one for one in self.releases)
        return is_same and newest_run() == self.base and frozen_editions() == self.editions


@transaction.atomic
def _finish(*, run: ProtectionRun, seen: Seen, outcome: Outcome) -> bool:
    """Store all of it at once, unless something changed since it was read; says whether it did."""
    keys = [one.pk for one in seen.releases]
    list(Release.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    ProtectionRun.objects.hold_newest()
    if not seen.is_so():
        return False
    sets = ProtectedSet.objects.bulk_create(_set(run, one) for one in outcome.sets)
    numbers = {number_of(one.municipality_ids): one for one in sets}
    HiddenCell.objects.bulk_create(
        (
            HiddenCell(
                run=run,
                definition_id=place.definition,
                municipality_id=place.area if place.where == "municipality" else None,
                region_id=place.area if place.where == "region" else None,
                protected_set=numbers[place.area] if place.where == "set" else None,
                division_year=place.division,
                period_start=place.first,
                period_end=place.last,
            )
            for place in sorted(outcome.hidden)
            if place.where != "set" or place.area in numbers
        ),
        batch_size=2000,
    )
    _write(run, keys, outcome)
    Release.objects.filter(pk__in=keys, is_protected=False).update(is_protected=True)
    _drop_older()
    return True


def _set(run: ProtectionRun, one: AreaSet) -> ProtectedSet:
    members = sorted(one.members)
    return ProtectedSet(
        run=run, checksum=checksum_of(members), municipality_ids=members, name=one.name
    )


def _write(run: ProtectionRun, releases: list[int], outcome: Outcome) -> None:
    counts = outcome.counts
    run.state = ProtectionState.FINISHED
    run.finished_at = clock.now()
    run.release_ids, run.parts = releases, outcome.parts
    run.histogram = dict(outcome.histogram)
    run.figure_count, run.redone_count = counts["figures"], counts["redone"]
    run.primary_count, run.secondary_count = counts["primary"], counts["secondary"]
    run.source_count, run.shown_before_count = counts["source"], counts["shown_before"]
    run.exact_count, run.narrow_count = counts["exact"], counts["narrow"]
    run.unsolved_count = counts["unsolved"]
    run.full_clean()
    run.save()


def _drop_older() -> None:
    """Keep the report of every run, and the cells of the newest few only."""
    kept = list(ProtectionRun.objects.finished().values_list("pk", flat=True)[:KEPT_RUNS])
    for old in ProtectionRun.objects.exclude(pk__in=kept).exclude(parts={}):
        HiddenCell.objects.filter(run=old).delete()
        old.sets.all().delete()
        old.parts = {}
        old.save(update_fields=["parts"])
