"""What is asked on a page, with the aids that the checklist names for it."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coalitions.choices import Scope
from coalitions.models import Coalition, Tool

# By the key of the principle that a page is about: what is asked there, in one or two sentences.
ASKED: Final[dict[str, str | Promise]] = {
    "trekker": gettext_lazy(
        "Write what you want, for whom and until when. One ambition is enough to begin with; "
        "actions and the road map follow from it."
    ),
    "samenstelling": gettext_lazy(
        "Tick which organisations take part, also those outside health care, and how parents think "
        "along. The name of the organisation is enough."
    ),
    "afspraken": gettext_lazy(
        "Record what you agreed about signalling, guiding and supporting: with whom, and when you "
        "look again. The text may follow later."
    ),
    "cijfers": gettext_lazy(
        "Talk about these figures with professionals, volunteers and parents, and write down what "
        "you make of them. A hidden figure protects families; it is not zero."
    ),
    "interventies": gettext_lazy(
        "Say what you offer, why just that, and who pays. What you did not choose stays “not "
        "reported”; that is not a no."
    ),
    # A principle of regional coalitions alone; what they bring together comes from the local ones.
    "scharnierpunt": gettext_lazy(
        "Write what gets stuck in working together and who picks it up. What a municipality cannot "
        "solve alone it brings to the region, which answers what it does with it."
    ),
}


@dataclass(frozen=True)
class Aids:
    """What a page asks, and the tools that help with it; the reference calls them in Dutch."""

    asked: str | Promise
    tools: list[Tool]


def aids_for(coalition: Coalition, key: str) -> Aids:
    """Return what is asked on a page about this principle, with one question to the database."""
    scope = Scope.REGIONAL if coalition.scope == Scope.REGIONAL else Scope.LOCAL
    tools = Tool.objects.filter(
        principle__key=key,
        principle__checklist__scope=scope,
        principle__checklist__valid_until="",
    )
    return Aids(ASKED[key], list(tools.order_by("position", "pk")))
