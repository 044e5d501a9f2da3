"""Talks about figures on the timeline of a coalition; see coalitions.selectors.timeline."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from coalitions.registry import Reading
from coalitions.selectors.timeline import Milestone, register_milestones, seen
from kansrijkestart.core.links import safe_reverse
from monitoring.models import Interpretation


def interpretation_milestones(reading: Reading) -> Iterator[Milestone]:
    """On which day figures were discussed, and which; what was concluded is read on its page."""
    url = safe_reverse("monitoring:interpretations", slug=reading.coalition.slug)
    for row in seen(Interpretation, reading).select_related("indicator").order_by("pk"):
        is_dutch = row.indicator is not None
        yield Milestone(row.discussed_on, _("Figures discussed"), str(row), url, is_dutch=is_dutch)


def register_own() -> None:
    """Called once when the app is ready."""
    register_milestones(interpretation_milestones)
