"""What a meeting can decide about agreements; see coalitions.selectors.agenda_sources."""

from typing import Any

from django.utils.translation import gettext_lazy

from agreements.choices import AgreementState
from agreements.models import Agreement
from agreements.services.agreements import agreement_set_state
from agreements.services.reviews import agreement_extend
from coalitions.selectors.agenda_sources import Deciding, Landed, Landing, register_landing
from kansrijkestart.core import clock


def _own(asked: Deciding) -> int:
    """Return the key of the agreement. Raises DoesNotExist for one of another coalition."""
    return Agreement.objects.get(pk=asked.record, coalition=asked.agenda.coalition).pk


def _holds(asked: Deciding) -> Landed:
    if asked.day is None:
        raise ValueError("an agreement holds until a day")
    agreement_extend(agreement_id=_own(asked), until=asked.day, expected_version=asked.version)
    return Landed("", asked.day)


def _move(asked: Deciding, state: str, **more: Any) -> Landed:
    agreement_set_state(
        agreement_id=_own(asked), state=state, expected_version=asked.version, **more
    )
    return Landed()


def _applies(asked: Deciding) -> Landed:
    """From today, as the form says, whatever day was planned."""
    return _move(asked, AgreementState.IN_FORCE, on=clock.today())


def _evaluated(asked: Deciding) -> Landed:
    return _move(asked, AgreementState.BEING_EVALUATED)


def _ends(asked: Deciding) -> Landed:
    return _move(asked, AgreementState.ENDED, reason=asked.text)


LANDINGS = (
    Landing(
        "agreement_holds",
        "agreements",
        gettext_lazy("The agreement still holds; look again on the day below"),
        gettext_lazy("Agreement still holds; look again on"),
        _holds,
        needs_day=True,
    ),
    Landing(
        "agreement_applies",
        "agreements",
        gettext_lazy("The agreement applies from today"),
        gettext_lazy("Agreement applies"),
        _applies,
    ),
    Landing(
        "agreement_evaluated",
        "agreements",
        gettext_lazy("The agreement needs to change: it is being evaluated"),
        gettext_lazy("Agreement is being evaluated"),
        _evaluated,
    ),
    Landing(
        "agreement_ends",
        "agreements",
        gettext_lazy("The agreement ends today, for the reason above"),
        gettext_lazy("Agreement ended"),
        _ends,
        needs_text=True,
    ),
)


def register_own() -> None:
    """Called once when the app is ready."""
    register_landing(*LANDINGS)
