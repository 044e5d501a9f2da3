"""Figures a coalition used that were withdrawn: said where its next steps stand."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from coalitions import registry
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from monitoring.choices import NoticeKind, ReleaseState
from monitoring.models import FigureNotice

SHOWN: Final = timedelta(days=90)


def withdrawn_next_step(reading: registry.Reading) -> list[registry.NextStep]:
    """The newest withdrawal that was told and not undone, for three months."""
    if not reading.may_change:
        return []
    notice = (
        FigureNotice.objects.filter(
            coalition=reading.coalition,
            kind=NoticeKind.WITHDRAWN,
            release__state=ReleaseState.WITHDRAWN,
            happened_at__gte=clock.now() - SHOWN,
        )
        .select_related("release")
        .first()
    )
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
