"""Interventions and money that end, among what lies ahead; see coalitions.selectors.coming."""

from django.utils.translation import gettext_lazy as _

from coalitions.selectors.coming import ComingSource, register_coming
from coalitions.selectors.one_query import page
from coalitions.selectors.timeline import seen
from interventions.choices import ChoiceState
from interventions.models import Choice, Funding


def register_own() -> None:
    """Called once when the app is ready."""
    register_coming(
        ComingSource(
            key="choices",
            words=_("Intervention runs until"),
            rows=lambda reading: seen(Choice, reading).filter(state=ChoiceState.RUNNING),
            on="until",
            name="intervention__name",
            url=page("interventions:choices"),
            is_dutch=True,
        )
    )
    register_coming(
        ComingSource(
            key="funding",
            words=_("Last day of the money"),
            rows=lambda reading: seen(Funding, reading),
            on="ends_on",
            name="title",
            url=page("dashboard:coalition_money"),
            may_be_late=False,
        )
    )
