"""Interventions on the timeline of a coalition; see coalitions.selectors.timeline."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from coalitions.registry import Reading
from coalitions.selectors.timeline import Milestone, register_milestones
from interventions.choices import ChoiceState
from interventions.models import Choice
from kansrijkestart.core.links import safe_reverse


def choice_milestones(reading: Reading) -> Iterator[Milestone]:
    """Since when an intervention runs, and until when it did."""
    url = safe_reverse("interventions:choices", slug=reading.coalition.slug)
    rows = Choice.objects.filter(
        coalition=reading.coalition, state__in=[ChoiceState.RUNNING, ChoiceState.STOPPED]
    )
    for row in rows.select_related("intervention").order_by("pk"):
        name = row.intervention.name
        if row.since:
            yield Milestone(row.since, _("Intervention running"), name, url, is_dutch=True)
        if row.until and row.state == ChoiceState.STOPPED:
            yield Milestone(row.until, _("Intervention stopped"), name, url, is_dutch=True)


def register_own() -> None:
    """Called once when the app is ready."""
    register_milestones(choice_milestones)
