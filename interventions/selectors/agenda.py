"""Interventions that ask for a talk; see coalitions.selectors.agenda_sources."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.registry import Reading
from coalitions.selectors.agenda_sources import AHEAD, AgendaSource, Fact, Subject, register_agenda
from coalitions.selectors.one_query import page
from coalitions.selectors.timeline import seen
from interventions.choices import ChoiceState
from interventions.models import Choice
from kansrijkestart.core import clock

_url = page("interventions:choices")


def _rows(reading: Reading) -> QuerySet[Any]:
    """What runs and ends soon, or runs while nobody recorded why this one."""
    asks = Q(until__lte=clock.today() + AHEAD) | Q(reason="")
    found: QuerySet[Any] = seen(Choice, reading).filter(asks, state=ChoiceState.RUNNING)
    return found


def _look(reading: Reading, pk: int) -> Subject | None:
    row = seen(Choice, reading).filter(pk=pk).first()
    if row is None:
        return None
    unknown = _("Not recorded yet")
    lines: list[Fact] = [
        (_("State"), row.get_state_display()),
        (_("Why this one"), row.reason or unknown),
        (_("Until"), date_format(row.until, "j F Y") if row.until else unknown),
    ]
    landings = ["choice_goes_on", "choice_stops"]
    if not row.reason:
        landings.insert(0, "choice_reason")
    is_running = row.state == ChoiceState.RUNNING
    return Subject(lines, landings if is_running else (), row.version, _url(reading, pk))


def register_own() -> None:
    """Called once when the app is ready."""
    register_agenda(
        AgendaSource(
            key="choices",
            words=gettext_lazy("Interventions that end soon or have no reason recorded"),
            noun=gettext_lazy("Intervention"),
            rows=_rows,
            name="intervention__name",
            on="until",
            why=gettext_lazy("runs until"),
            url=_url,
            look=_look,
            position=60,
            is_dutch=True,
        )
    )
