"""How the record answers a question of a questionnaire: one function per derivation.

An app or module that knows something registers it in ``AppConfig.ready()``::

    from monitoring.selectors import derivations

    derivations.register("agreement_levels", _("levels of agreements in force"), levels, options=…)

The function gets every place of a round at once and returns what it knows per municipality: a
round of 342 municipalities costs the same number of queries as one of two. A municipality that is
left out is *not recorded*: never "no". "No" needs a record that says no.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from coalitions.models import Coalition, Municipality
from monitoring.choices import AnswerForm

Value = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A record that an answer came from: its kind and key, in words, and its page.

    ``path`` is empty where the record has no page of its own.
    """

    kind: str
    key: int | str
    words: str
    path: str = ""

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "key": self.key, "words": self.words, "path": self.path}


@dataclass(frozen=True)
class Derived:
    """An answer in the form of its question (see ResponseAnswer), and where it comes from."""

    value: Value
    sources: Sequence[Source] = ()


@dataclass(frozen=True)
class Places:
    """The municipalities of a round with the coalitions that work for them on a day.

    ``own`` is the coalition that fills in the answers; ``every`` also has the regional one.
    """

    municipalities: Sequence[Municipality]
    own: Mapping[int, Coalition]
    every: Mapping[int, Sequence[Coalition]] = field(default_factory=dict)

    @property
    def coalitions(self) -> list[int]:
        """The keys of all coalitions, each once."""
        found = {one.pk for row in self.every.values() for one in row}
        return sorted(found | {one.pk for one in self.own.values()})


Derive = Callable[[Places], Mapping[int, Derived]]


@dataclass(frozen=True)
class Derivation:
    """``options`` are the keys it may give to a question of choices; empty: any form but those."""

    key: str
    words: Promise | str
    derive: Derive
    forms: frozenset[str]
    options: frozenset[str] = frozenset()


_known: dict[str, Derivation] = {}


def register(
    key: str,
    words: Promise | str,
    derive: Derive,
    *,
    forms: Sequence[AnswerForm],
    options: Sequence[str] = (),
) -> None:
    """Let questions be filled in this way. Keys stand in published questionnaires and stay."""
    _known[key] = Derivation(key, words, derive, frozenset(forms), frozenset(options))


def find(key: str) -> Derivation | None:
    return _known.get(key)


def choices() -> list[tuple[str, Promise | str]]:
    """Keys and words for a form, by key."""
    return [(one.key, one.words) for one in sorted(_known.values(), key=lambda one: one.key)]
