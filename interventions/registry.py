"""What apps above this one bring to the page of an intervention.

An app registers a source in ``AppConfig.ready()``; the page asks every source once, so each source
may look up something once::

    from interventions import registry

    registry.register_related(related_indicators)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kansrijkestart.core.links import Label

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from interventions.models import Intervention
    from kansrijkestart.accounts.models import User


@dataclass(frozen=True)
class RelatedItem:
    """One Dutch name, why it stands here, and where more is said of it.

    ``note``, in the language of the page, tells it from others with the same name.
    """

    name: str
    why: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Related:
    """A part of the page. ``empty`` is said when there is nothing; ``change_url`` for who may."""

    key: str
    title: Label
    empty: Label
    items: Sequence[RelatedItem] = ()
    change_url: str = ""
    change_label: Label = ""


Source = Callable[["Intervention", "User | AnonymousUser"], Related | None]

_sources: list[Source] = []


def register_related(source: Source) -> None:
    """Let ``source`` give a part of the page of every intervention."""
    if source not in _sources:
        _sources.append(source)


def related_to(intervention: "Intervention", user: "User | AnonymousUser") -> list[Related]:
    """Return what every source says to this reader."""
    return [part for source in _sources if (part := source(intervention, user))]
