"""Figures a coalition used that were withdrawn: said where its next steps stand."""

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coalitions import registry
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from monitoring.choices import NoticeKind, ReleaseState
from monitoring.models import FigureNotice

SHOWN: Final = timedelta(days=90)


def _told(_reader: object) -> QuerySet[FigureNotice]:
    """The newest withdrawal that was told and not undone, for three months."""
    rows = FigureNotice.objects.filter(
        coalition=THE_COALITION,
        kind=NoticeKind.WITHDRAWN,
        release__state=ReleaseState.WITHDRAWN,
        happened_at__gte=clock.now() - SHOWN,
    )
    return rows.order_by("-happened_at", "-pk")[:1]


WITHDRAWN: Final[LookUp[list[FigureNotice]]] = LookUp(
    "monitoring.withdrawn", _told, ("release__source", "release__withdrawn_reason"), list
)


def withdrawn_next_step(reading: registry.Reading) -> list[registry.NextStep]:
    """Suggest to look again at what was written with figures that are withdrawn."""
    if not reading.may_change:
        return []
    notice = next(iter(WITHDRAWN.of(reading)), None)
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
    register_look_up(WITHDRAWN)
