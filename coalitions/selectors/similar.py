"""Names that may mean one organisation: another spelling, another legal form, a typing mistake.

A question, never a decision. Exactly the same name (but for case and accents) is one organisation.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from coalitions.selectors.municipalities import fold
from kansrijkestart.core.models import stored_fold

# Words that say what kind of body it is, or nothing at all.
LEGAL_FORMS: Final = frozenset(
    {"bv", "nv", "vof", "cv", "ua", "ba", "bvba", "maatschap", "stichting", "vereniging"}
    | {"cooperatie", "cooperatief", "cooperatieve", "holding", "groep"}
    | {"de", "het", "een", "en", "van", "der", "den", "voor", "te", "in"}
)
ALIKE: Final = 0.8
MOST: Final = 3
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words that tell organisations apart: folded, without their legal form."""
    text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", fold(name))
    words = _WORD.findall(text)
    return tuple(word for word in words if word not in LEGAL_FORMS) or tuple(words)


def is_near(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Two names are near when what they do not share is nearly the same, or nothing."""
    rest = sorted(set(first) - set(second))
    other = sorted(set(second) - set(first))
    if not rest and not other:
        return True
    if "".join(first) == "".join(second):
        return True
    if not rest or not other:
        return False  # one name says more than the other: a part of it, or another place
    one, two = " ".join(rest), " ".join(other)
    if "".join(rest) == "".join(other):
        return True
    if min(len(one), len(two)) < 5 or any(sign.isdigit() for sign in one + two):
        return False
    if one[0] != two[0] or abs(len(one) - len(two)) > 3:  # most names, without comparing further
        return False
    return SequenceMatcher(None, one, two).ratio() >= ALIKE


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Return known names that may mean the same organisation; none when one is exactly the same."""
    folded, words = stored_fold(name), name_words(name)
    found = []
    for other in known:
        if stored_fold(other) == folded:
            return []
        if is_near(words, name_words(other)):
            found.append(other)
    return found[:MOST]
