"""What a name means already: the name of an intervention, a former name or another spelling."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from interventions.models import Intervention
from interventions.selectors.search import squash
from kansrijkestart.core.models import stored_fold

ALIKE: Final = 0.8


def sign_of(name: str) -> str:
    """Write a name so that two that differ in case, accents, blanks or signs are the same."""
    return squash(name) or stored_fold(name)


def names_of(item: Intervention) -> list[str]:
    """Return its own name and every other one. Uses prefetched names."""
    return [item.name, *(other.name for other in item.names.all())]


def meaning_of(name: str, besides: Intervention | None = None) -> Intervention | None:
    """Return the other intervention that this name stands for already."""
    sign = sign_of(name)
    rows = Intervention.objects.prefetch_related("names")
    others = rows.exclude(pk=besides.pk) if besides else rows
    for item in others:
        if sign in map(sign_of, names_of(item)):
            return item
    return None


def closest(text: str, words: Iterable[str], likeness: float = 0.6) -> str:
    """Return the word that looks most like a text, or nothing."""
    by_sign = {sign_of(word): word for word in words}
    found = get_close_matches(sign_of(text), by_sign, 1, likeness)
    return by_sign[found[0]] if found else ""
