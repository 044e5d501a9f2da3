"""Questionnaires to hand in, among what lies ahead; see coalitions.selectors.coming."""

from datetime import timedelta
from typing import Any

from django.db.models import (
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coalitions.registry import Reading
from coalitions.selectors.coming import ComingSource, register_coming
from coalitions.selectors.coming_own import page
from coalitions.selectors.timeline import seen
from monitoring.models import Response, RoundExtension


def with_last_moment(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Give each response ``last_moment``: when the round closes, or the extension of this one."""
    longer = RoundExtension.objects.filter(
        round=OuterRef("round"), municipality=OuterRef("municipality")
    )
    return rows.annotate(
        last_moment=Greatest("round__closes_at", Subquery(longer.values("until")[:1]))
    )


def _to_hand_in(reading: Reading) -> QuerySet[Any]:
    rows = with_last_moment(seen(Response, reading).open_now().filter(submitted_at=None))
    # Who may hand in until midnight may do so on the day before.
    return rows.annotate(
        last_day=ExpressionWrapper(F("last_moment") - timedelta(seconds=1), DateTimeField())
    )


def register_own() -> None:
    """Called once when the app is ready."""
    register_coming(
        ComingSource(
            key="responses",
            words=_("Last day of the questionnaire"),
            rows=_to_hand_in,
            on="last_day",
            name="municipality__name",
            url=page("monitoring:responses"),
            may_be_late=False,
            is_dutch=True,
        )
    )
