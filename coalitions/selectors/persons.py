"""What other apps keep of one person in a coalition's record, found and erased with its own rows.

An app registers its source in ``AppConfig.ready()``::

    persons.register(find, erase, mentions)

``find(coalition, who)`` returns the lines; ``erase(coalition, who)`` takes the person out of them,
in the transaction of ``person_erase``. ``mentions(coalition, who)`` returns texts of which only a
reader can tell whether they are about this person: nothing takes these away.
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
    """One row elsewhere: ``kind`` for the file, ``title`` and ``words`` for the page.

    ``url`` is where whoever keeps the record can change it.
    """

    kind: str
    title: str
    words: str
    values: dict[str, str] = field(default_factory=dict)
    url: str = ""


Find = Callable[[Coalition, Who], list[PersonLine]]
Erase = Callable[[Coalition, Who], None]
_sources: Final[list[tuple[Find, Erase, Find]]] = []


def register(find: Find, erase: Erase, mentions: Find) -> None:
    """Let an app show, and erase, what it keeps of a person."""
    if (find, erase, mentions) not in _sources:
        _sources.append((find, erase, mentions))


def lines_of(coalition: Coalition, who: Who) -> list[PersonLine]:
    """Return the lines of every source."""
    return [line for find, _erase, _mentions in _sources for line in find(coalition, who)]


def mentions_of(coalition: Coalition, who: Who) -> list[PersonLine]:
    """Return the texts of every source that may be about the person."""
    return [line for _find, _erase, mentions in _sources for line in mentions(coalition, who)]


def erase_elsewhere(coalition: Coalition, who: Who) -> None:
    """Erase the person in every source."""
    for _find, erase, _mentions in _sources:
        erase(coalition, who)
