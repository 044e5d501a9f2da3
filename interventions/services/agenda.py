"""What a meeting can decide about interventions; see coalitions.selectors.agenda_sources."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.selectors.agenda_sources import Deciding, Landed, Landing, register_landing
from interventions.models import Choice
from interventions.services.choices import choice_stop, choice_update
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


def _own(asked: Deciding) -> Choice:
    return Choice.objects.get(pk=asked.record, coalition=asked.agenda.coalition)


def _change(asked: Deciding, **values: Any) -> None:
    row = _own(asked)
    choice_update(
        choice=row,
        expected_version=row.version if asked.version is None else asked.version,
        municipalities=None,
        **values,
    )


def _goes_on(asked: Deciding) -> Landed:
    if asked.day is None or asked.day <= clock.today():
        raise DomainError({"until": _("Choose a day after today.")})
    _change(asked, until=asked.day)
    return Landed("", asked.day)


def _reason(asked: Deciding) -> Landed:
    _change(asked, reason=asked.text)
    return Landed()


def _stops(asked: Deciding) -> Landed:
    choice_stop(
        choice_id=_own(asked).pk, on=None, reason=asked.text, expected_version=asked.version
    )
    return Landed()


LANDINGS = (
    Landing(
        "choice_reason",
        "choices",
        gettext_lazy("The words above are why you chose this intervention"),
        gettext_lazy("Reason for the intervention recorded"),
        _reason,
        needs_text=True,
    ),
    Landing(
        "choice_goes_on",
        "choices",
        gettext_lazy("The intervention goes on until the day below"),
        gettext_lazy("Intervention goes on until"),
        _goes_on,
        needs_day=True,
    ),
    Landing(
        "choice_stops",
        "choices",
        gettext_lazy("The intervention stops today, for the reason above"),
        gettext_lazy("Intervention stopped"),
        _stops,
        needs_text=True,
    ),
)


def register_own() -> None:
    """Called once when the app is ready."""
    register_landing(*LANDINGS)
