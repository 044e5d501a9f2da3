"""The words of the table's own files, in every language of the site, to be read back."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.translation import gettext, override, pgettext

from interventions.choices import ChoiceState, OfferKind
from interventions.importers.matrix_names import squash
from interventions.matrix import NOT_REPORTED, NOT_SHARED, Cell
from interventions.matrix.cells import COALITION
from kansrijkestart.core.signs import SIGNS, sign_for

MARKS = ("1", "x", "ja")
NOTHING = frozenset({NOT_REPORTED, NOT_SHARED})
STARTED = "started"  # a mark in the coalition's column: at least being formed
MUNICIPALITY_COLUMNS = ("gemeente", "gemeentecode", "code")
STAGE_COLUMNS = ("opstartlokalecoalitie", "lokalecoalitie")
TEXT_COLUMNS = {
    "socialekaartzorgpadentool": OfferKind.SERVICE_DIRECTORY,
    "socialekaart": OfferKind.SERVICE_DIRECTORY,
    "zorgpadentool": OfferKind.SERVICE_DIRECTORY,
    "overiginterventieaanbod": OfferKind.OWN_OFFER,
    "overig": OfferKind.OWN_OFFER,
}


def in_every_language(words: Callable[[], str]) -> list[str]:
    """Return what a text is in each language of the site."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(words()))
    return found


@cache
def column_kinds() -> dict[str, str]:
    """Return, by the squashed name of a column, what it holds if it is no intervention."""
    kinds = dict.fromkeys(MUNICIPALITY_COLUMNS, "municipality")
    kinds |= dict.fromkeys(STAGE_COLUMNS, COALITION) | TEXT_COLUMNS
    ours = (
        ("municipality", lambda: gettext("Municipality")),
        (COALITION, lambda: gettext("Local coalition")),
        (OfferKind.SERVICE_DIRECTORY, lambda: gettext("Service directory or care pathway tool")),
        (OfferKind.OWN_OFFER, lambda: gettext("Other offer")),
    )
    for kind, words in ours:
        kinds |= {squash(name): str(kind) for name in in_every_language(words)}
    return {name: str(kind) for name, kind in kinds.items()}


def column_name(name: str) -> str:
    """Return the name of a column without the words that say that it was added later."""
    mark = "\x00"
    for pattern in in_every_language(lambda: gettext("%(name)s (added later)")):
        before, after = (pattern % {"name": mark}).split(mark)
        if name.startswith(before) and name.endswith(after):
            return name.removeprefix(before).removesuffix(after)
    return name


def _sign_word(family: str, kind: str) -> Callable[[], str]:
    return lambda: str(sign_for(family, kind).word)


@cache
def _words_of(family: str) -> dict[str, str]:
    found = {}
    for kind in SIGNS[family]:
        for word in in_every_language(_sign_word(family, kind)):
            found[squash(word)] = kind
    return found


@cache
def _endings() -> list[str]:
    cells = (Cell(""), Cell("", is_invented=True))
    words = [word for cell in cells for word in in_every_language(_added_words(cell))]
    return [f" ({word})" for word in words]


def _added_words(cell: Cell) -> Callable[[], str]:
    return lambda: cell.added_words


def _plain(text: str) -> str:
    """Without the words that say that something was added later."""
    for ending in _endings():
        text = text.removesuffix(ending)
    return text.strip()


def state_of(text: str) -> str | None:
    """Return the state that a cell says; None when it is neither a mark nor a word we use."""
    plain = _plain(text.strip())
    if plain.casefold() in MARKS:
        return ChoiceState.RUNNING
    return _words_of("choice").get(squash(plain)) if plain else ""


def stage_of(text: str) -> str | None:
    """Return the stage that a cell says; None when it is neither a mark nor a word we use."""
    plain = _plain(text.strip())
    if plain.casefold() in MARKS:
        return STARTED
    return _words_of("stage").get(squash(plain)) if plain else ""


def own_text(text: str) -> str:
    """Return the municipality's own words, without those that our files put around them."""
    plain = _plain(text.strip())
    if _words_of("choice").get(squash(plain)) in NOTHING:
        return ""
    for word in _running_words():
        if plain.startswith(f"{word}: "):
            return plain.removeprefix(f"{word}: ").strip()
    return plain


@cache
def _running_words() -> list[str]:
    return in_every_language(lambda: str(sign_for("choice", ChoiceState.RUNNING).word))


def is_totals(name: str) -> bool:
    """Tell whether a row is the totals under our table; what follows it is explanation."""
    return name.strip() in in_every_language(lambda: pgettext("intervention", "Running"))
