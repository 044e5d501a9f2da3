"""How complete what the country knows is, in sentences of which each number is a list.

No score and no order of merit: what is missing says nothing of what a municipality does.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalitions.selectors.states import MunicipalityState
from kansrijkestart.core.sentences import Sentence
from kansrijkestart.dashboard.behind_numbers import NO_FIGURES, NOBODY, Part
from monitoring.forms.rounds import COMPLETE, INCOMPLETE
from monitoring.selectors.country_now import FiguresNow, RoundNow, complete_in


def analyst_parts(figures: FiguresNow) -> dict[str, Part]:
    """Return what only analysts ask of the list of municipalities; nothing without figures."""
    if not figures.newest:
        return {}
    words = gettext_lazy("no figure in the newest file of figures")
    return {NO_FIGURES: (words, lambda state: state.municipality.pk not in figures.places)}


def completeness(
    states: Sequence[MunicipalityState], rounds: Sequence[RoundNow], figures: FiguresNow
) -> list[list[Sentence]]:
    """Say what is missing in each open round, in the newest figures and of coalitions.

    One query, and none when no round is open.
    """
    complete = complete_in(rounds)
    found = [[_of_round(one, complete[one.round.pk])] for one in rounds]
    if figures.newest:
        found.append([_of_figures(states, figures)])
    nobody = sum(state.deciding is None for state in states)
    words = ngettext(
        "Of %(number)s municipality no coalition is known, on the lists of June 2019 or not.",
        "Of %(number)s municipalities no coalition is known, on the lists of June 2019 or not.",
        nobody,
    )
    return [*found, [_linked(words, nobody, f"?deel={NOBODY}#gemeenten")]]


def _linked(words: str, number: int, url: str, **more: str) -> Sentence:
    return Sentence(words, {"number": number, **more}, {"number": url})


def _of_round(one: RoundNow, complete: int) -> Sentence:
    words = _(
        "%(round)s: all that must be answered is answered by %(complete)s of the municipalities "
        "that are asked, not yet by %(incomplete)s."
    )
    overview = reverse("monitoring:round_overview", args=[one.round.pk])
    return Sentence(
        words,
        {"round": one.round, "complete": complete, "incomplete": one.asked - complete},
        {
            "complete": f"{overview}?state={COMPLETE}#municipalities",
            "incomplete": f"{overview}?state={INCOMPLETE}#municipalities",
        },
    )


def _of_figures(states: Sequence[MunicipalityState], figures: FiguresNow) -> Sentence:
    number = sum(state.municipality.pk not in figures.places for state in states)
    words = ngettext(
        "%(number)s municipality has no figure in the newest file of figures (%(source)s). A "
        "hidden figure counts as one.",
        "%(number)s municipalities have no figure in the newest file of figures (%(source)s). A "
        "hidden figure counts as one.",
        number,
    )
    return _linked(words, number, f"?deel={NO_FIGURES}#gemeenten", source=figures.newest)
