"""Figures a coalition used that were withdrawn: said where its next steps stand."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from django.utils.translation import gettext as _

from coalitions import registry
from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from monitoring.choices import NoticeKind, ReleaseState
from monitoring.models import FigureNotice

KEY: Final = "monitoring.withdrawn"
SHOWN: Final = timedelta(days=90)


def look_up_together(readings: Sequence[registry.Reading]) -> None:
    """Look up what several coalitions were told, for a page that shows them all (one query)."""
    newest = _told([reading.coalition for reading in readings])
    for reading in readings:
        reading.remember(KEY, partial(newest.get, reading.coalition.pk))


def _told(coalitions: Iterable[Coalition]) -> dict[int, FigureNotice]:
    """Per coalition the newest withdrawal that was told and not undone, for three months."""
    rows = FigureNotice.objects.filter(
        coalition__in=coalitions,
        kind=NoticeKind.WITHDRAWN,
        release__state=ReleaseState.WITHDRAWN,
        happened_at__gte=clock.now() - SHOWN,
    )
    newest = rows.select_related("release").order_by("coalition_id", "-happened_at", "-pk")
    return {one.coalition_id: one for one in newest.distinct("coalition_id")}


def withdrawn_next_step(reading: registry.Reading) -> list[registry.NextStep]:
    """Suggest to look again at what was written with figures that are withdrawn."""
    if not reading.may_change:
        return []
    told = partial(_told, [reading.coalition])
    notice = reading.remember(KEY, lambda: told().get(reading.coalition.pk))
    if notice is None:
        return []
    words = {"source": notice.release.source, "reason": notice.release.withdrawn_reason}
    return [
        registry.NextStep(
            priority=28,
            title=_("Figures that you used are withdrawn"),
            reason=_("“%(source)s” was withdrawn: %(reason)s") % words,
            url=safe_reverse("monitoring:interpretations", slug=reading.coalition.slug),
            action=_("Look whether what you wrote still holds"),
        )
    ]


def register_own() -> None:
    """Add the step. Called once when the app is ready."""
    registry.register_next_step(withdrawn_next_step)
