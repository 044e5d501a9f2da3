"""What people talked about on the timeline: meetings, bottlenecks and who handed over."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from coalitions.models import Bottleneck, HandOver, Meeting
from coalitions.registry import Reading
from coalitions.selectors.timeline import Milestone, register_milestones, seen
from kansrijkestart.core.links import safe_reverse


def meeting_milestones(reading: Reading) -> Iterator[Milestone]:
    """Each meeting, by its kind; what came of it is read on its page."""
    url = safe_reverse("coalitions:meetings", slug=reading.coalition.slug)
    for row in seen(Meeting, reading).order_by("pk"):
        yield Milestone(row.held_on, _("Meeting"), row.get_kind_display(), url)


def bottleneck_milestones(reading: Reading) -> Iterator[Milestone]:
    """When a bottleneck was reported, brought to the region and solved."""
    url = safe_reverse("coalitions:bottlenecks", slug=reading.coalition.slug)
    for row in seen(Bottleneck, reading).order_by("pk"):
        reported = timezone.localdate(row.created_at)
        yield Milestone(reported, _("Bottleneck reported"), row.title, url)
        if row.brought_on:
            yield Milestone(row.brought_on, _("Bottleneck brought to the region"), row.title, url)
        if row.solved_on:
            yield Milestone(row.solved_on, _("Bottleneck solved"), row.title, url)


def brought_milestones(reading: Reading) -> Iterator[Milestone]:
    """On a regional coalition's timeline: what municipalities brought, for the region's lead.

    Others who open this record know how many there are, but not of whom and what.
    """
    region, user = reading.coalition.region, reading.user
    if not reading.coalition.is_regional or region is None or user is None:
        return
    if not user.has_perm("coalitions.lead_region", region):
        return
    rows = Bottleneck.objects.for_region(region).exclude(coalition=reading.coalition)
    url = safe_reverse("dashboard:region_bottlenecks", slug=region.slug)
    for row in rows.filter(brought_on__isnull=False).select_related("coalition").order_by("pk"):
        name = _("%(title)s (%(place)s)") % {"title": row.title, "place": row.coalition.name}
        yield Milestone(row.brought_on, _("Bottleneck brought to the region"), name, url)  # type: ignore[arg-type]
        if row.solved_on:
            yield Milestone(row.solved_on, _("Bottleneck solved"), name, url)


def hand_over_milestones(reading: Reading) -> Iterator[Milestone]:
    """When a coordinator left, and when somebody took the record over."""
    url = safe_reverse("coalitions:members", slug=reading.coalition.slug)
    for row in seen(HandOver, reading).select_related("leaving", "successor").order_by("pk"):
        left = timezone.localdate(row.handed_over_at)
        taken = timezone.localdate(row.settled_at) if row.settled_at else None
        if taken != left:
            yield Milestone(left, _("Coordinator left"), str(row.leaving), url)
        if taken:
            names = {"successor": row.successor, "leaving": row.leaving}
            words = _("%(successor)s took over from %(leaving)s") % names
            yield Milestone(taken, _("Record handed over"), words, url)


def register_own() -> None:
    """Called once when the app is ready."""
    for source in (
        meeting_milestones,
        bottleneck_milestones,
        brought_milestones,
        hand_over_milestones,
    ):
        register_milestones(source)
