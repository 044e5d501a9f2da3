"""What principles ask of agreements; see coalitions.selectors.earned and docs/adr/0014."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.selectors.record import APPLIES, overview_of
from coalitions.registry import Reading
from coalitions.selectors.earned import Asked, register_rule
from kansrijkestart.core.links import Label

THEMES: Final[dict[str, Label]] = {
    "vroegsignalering": gettext_lazy("an agreement that applies about early detection"),
    "toeleiden": gettext_lazy("an agreement that applies about referral"),
    "begeleiden": gettext_lazy("an agreement that applies about guidance"),
}
BOTTLENECKS: Final = "knelpunten"


def agreements_asked(applying: Iterable[str]) -> list[Asked]:
    """``applying``: the keys of the themes about which an agreement applies."""
    present = set(applying)
    return [Asked(words, theme in present) for theme, words in THEMES.items()]


def _applying(reading: Reading) -> set[str]:
    found = overview_of(reading)
    return {
        theme
        for agreement in found.running
        if agreement.state in APPLIES
        for theme in found.themes.get(agreement.pk, set())
    }


def agreement_rule(reading: Reading) -> list[Asked]:
    """Principle 3: something applies about detection, about referral and about guidance."""
    return agreements_asked(_applying(reading))


def bottleneck_rule(reading: Reading) -> list[Asked]:
    """Regional principle 5: an agreement about discussing bottlenecks applies."""
    words = _("an agreement that applies about bottlenecks")
    return [Asked(words, BOTTLENECKS in _applying(reading))]


def register_own() -> None:
    """Called once when the app is ready."""
    register_rule("afspraken", agreement_rule)
    register_rule("scharnierpunt", bottleneck_rule)
