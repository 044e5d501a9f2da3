"""What derivations share: answers from sources, and what a coalition says told per municipality."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kansrijkestart.core.links import safe_reverse
from monitoring.selectors.derivations import Derived, Places, Source

T = TypeVar("T")
YES, IN_DEVELOPMENT, NO = "yes", "in_development", "no"


def chosen(keys: str | Iterable[str], sources: Sequence[Source]) -> Derived:
    """Return an answer of choices."""
    options = [keys] if isinstance(keys, str) else list(keys)
    return Derived({"options": options, "other": ""}, tuple(sources))


def counted(sources: Sequence[Source], number: int | None = None) -> Derived:
    """Return a number; of the sources themselves unless another one is given."""
    return Derived({"number": len(sources) if number is None else number}, tuple(sources))


def on_day(day: date, source: Source) -> Derived:
    return Derived({"day": day.isoformat()}, (source,))


def of_own(places: Places, told: Mapping[int, T]) -> dict[int, T]:
    """Give each municipality what the coalition says that fills in its answers."""
    return {place: told[own.pk] for place, own in places.own.items() if own.pk in told}


def yes_of(places: Places, sources: Mapping[int, Sequence[Source]]) -> dict[int, Derived]:
    """Answer yes where the coalition has a record of it, and nothing where it has none."""
    return of_own(places, {key: chosen(YES, found) for key, found in sources.items() if found})


def since_words(words: str, since: date | None) -> str:
    if since is None:
        return words
    return _("%(record)s, since %(day)s") % {"record": words, "day": date_format(since, "j F Y")}


def path_of(name: str, slug: str) -> str:
    """Return the address of a page of a coalition, empty when there is none."""
    return safe_reverse(name, slug=slug)


def grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: defaultdict[int, list[T]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return dict(found)
