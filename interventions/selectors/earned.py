"""What principle 5 asks of choices; see coalitions.selectors.earned and docs/adr/0014."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coalitions.registry import Reading
from coalitions.selectors.earned import Asked, register_rule
from interventions.choices import ChoiceState
from interventions.selectors.record import overview_of


def choices_asked(reasons: Sequence[str]) -> list[Asked]:
    """``reasons``: that of every choice that runs; an empty one is not recorded yet."""
    return [
        Asked(_("an intervention that runs"), bool(reasons)),
        Asked(
            _("the reason of every intervention that runs"),
            bool(reasons) and all(reason.strip() for reason in reasons),
        ),
    ]


def choice_rule(reading: Reading) -> list[Asked]:
    """Principle 5: something runs, and every running choice has a reason."""
    running = overview_of(reading).in_state(ChoiceState.RUNNING)
    return choices_asked([choice.reason for choice in running])


def register_own() -> None:
    """Called once when the app is ready."""
    register_rule("interventies", choice_rule)
