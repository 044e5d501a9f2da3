"""The demo's own protection run: without one no figure of it shows."""

from monitoring.choices import ProtectionReason, ReleaseState
from monitoring.models import Release
from monitoring.services.protection import protection_now


def is_loaded() -> bool:
    waiting = Release.objects.filter(state=ReleaseState.PUBLISHED, is_protected=False)
    return not waiting.exists()


def load() -> None:
    protection_now(reason=ProtectionReason.PUBLISHED)
