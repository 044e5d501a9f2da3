"""The timeline of a coalition: what happened when, brought together from every app.

An app registers its sources in ``AppConfig.ready()``, as with ``coalitions.registry``::

    timeline.register_milestones(agreement_milestones)

A source gets a ``Reading`` and names only what that reader may see. Without a date there is no
milestone: an unknown moment is not guessed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from coalitions.registry import Reading
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label


@dataclass(frozen=True)
class Milestone:
    """Something that happened: what kind (``words``), which one (``name``), where to read it.

    ``is_dutch`` says that the name is reference data, Dutch in every language.
    """

    on: date
    words: Label
    name: str = ""
    url: str = ""
    is_dutch: bool = False


MilestoneSource = Callable[[Reading], Iterable[Milestone]]
_sources: list[MilestoneSource] = []


def register_milestones(source: MilestoneSource) -> None:
    """Let ``source`` name milestones."""
    if source not in _sources:
        _sources.append(source)


def seen(model: Any, reading: Reading) -> Any:
    """Return the coalition's rows of a model that this reader may see; nothing for nobody."""
    if reading.user is None:
        return model.objects.none()
    return model.objects.visible_to(reading.user).filter(coalition=reading.coalition)


def milestones_for(reading: Reading) -> list[Milestone]:
    """Return what has happened up to today, the newest first."""
    today = clock.today()
    found = [one for source in _sources for one in source(reading) if one.on <= today]
    return sorted(found, key=lambda one: one.on, reverse=True)
