"""Questionnaires to hand in, among what lies ahead; see coalitions.selectors.coming."""

from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from coalitions.registry import Reading
from coalitions.selectors.coming import ComingSource, register_coming
from coalitions.selectors.one_query import page
from coalitions.selectors.timeline import seen
from monitoring.models import Response
from monitoring.selectors.round_states import INSTANT


def _to_hand_in(reading: Reading) -> QuerySet[Any]:
    rows = seen(Response, reading).open_now().filter(submitted_at=None).with_last_moment()
    # As round_states.last_day: midnight belongs to the day before.
    return rows.annotate(
        last_day=ExpressionWrapper(F("last_moment") - INSTANT, DateTimeField()),
        # Which one: two may be open at a time, and a coalition may answer for several places.
        which=Concat("round__questionnaire_version__title", Value(": "), "municipality__name"),
    )


def register_own() -> None:
    """Called once when the app is ready."""
    register_coming(
        ComingSource(
            key="responses",
            words=_("Last day of the questionnaire"),
            rows=_to_hand_in,
            on="last_day",
            name="which",
            url=page("monitoring:responses"),
            may_be_late=False,
            is_dutch=True,
        )
    )
