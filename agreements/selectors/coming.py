"""Agreements to look at again, among what lies ahead; see coalitions.selectors.coming."""

from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from coalitions.registry import Reading
from coalitions.selectors.coming import ComingSource, register_coming
from coalitions.selectors.timeline import seen
from kansrijkestart.core.links import safe_reverse


def register_own() -> None:
    """Called once when the app is ready."""
    register_coming(
        ComingSource(
            key="agreements",
            words=_("Look at the agreement again"),
            rows=lambda reading: seen(Agreement, reading).to_review(),
            on="review_on",
            name="title",
            url=_url,
        )
    )


def _url(_reading: Reading, pk: int) -> str:
    return safe_reverse("agreements:detail", pk=pk)
