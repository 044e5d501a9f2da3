"""What other apps keep of one person in a coalition's record, found and erased with its own rows.

An app registers its source in ``AppConfig.ready()``::

    persons.register(find, erase)

``find(coalition, who)`` returns the lines; ``erase(coalition, who)`` takes the person out of them,
in the transaction of ``person_erase``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from coalitions.models import Coalition


@dataclass(frozen=True)
class Who:
    """A person as rows may name them: a name, and every address that is theirs."""

    name: str
    emails: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PersonLine:
    """One row elsewhere: ``kind`` for the file, ``title`` and ``words`` for the page."""

    kind: str
    title: str
    words: str
    values: dict[str, str] = field(default_factory=dict)


Find = Callable[[Coalition, Who], list[PersonLine]]
Erase = Callable[[Coalition, Who], None]
_sources: Final[list[tuple[Find, Erase]]] = []


def register(find: Find, erase: Erase) -> None:
    """Let an app show, and erase, what it keeps of a person."""
    if (find, erase) not in _sources:
        _sources.append((find, erase))


def lines_of(coalition: Coalition, who: Who) -> list[PersonLine]:
    """Return the lines of every source."""
    return [line for find, _erase in _sources for line in find(coalition, who)]


def erase_elsewhere(coalition: Coalition, who: Who) -> None:
    """Erase the person in every source."""
    for _find, erase in _sources:
        erase(coalition, who)
