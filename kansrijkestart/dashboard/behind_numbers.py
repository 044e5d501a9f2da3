"""The municipalities behind a number or a tile of the national overview."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coalitions.models import Municipality
from coalitions.selectors.states import (
    STAGE_ORDER,
    STARTED,
    MunicipalityState,
    regional_coalitions,
)
from kansrijkestart.core.lists import RowsFilter
from kansrijkestart.dashboard.tilemap import Group, Grouping

EVERY: Final = "alle"
BEGUN: Final = "begonnen"
OF_2019: Final = "lijst-2019"
THROUGH: Final = "via-regio"
NOBODY: Final = "geen-coalitie"
NO_FIGURES: Final = "zonder-nieuwste-cijfers"
Part = tuple[str | Promise, Callable[[MunicipalityState], bool]]
# What the sentences above the map count, by the word in the address.
PARTS: Final[dict[str, Part]] = {
    EVERY: (_("all"), lambda _state: True),
    BEGUN: (_("a coalition has started"), lambda state: state.stage in STARTED),
    OF_2019: (_("announced on the lists of 2019 only"), lambda state: state.from_list),
    THROUGH: (_("through the regional coalition"), lambda state: state.is_through_region),
    NOBODY: (_("no coalition known"), lambda state: state.deciding is None),
}
_PLACE: Final = {stage: place for place, stage in enumerate(STAGE_ORDER)}


class MunicipalitiesFilter(RowsFilter):
    """Narrow and order the municipalities behind a number; the hidden fields say which number."""

    orders = {
        "": (_("by name"), None),
        "provincie": (_("by province"), lambda state: state.municipality.province),
        "stand": (_("by stage, the furthest first"), lambda state: _PLACE[state.stage]),
    }

    q = forms.CharField(label=_("Name of the municipality"), required=False, max_length=100)
    kaart = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    groep = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    provincie = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    gemeente = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    coalitie = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    deel = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def is_list_asked(self) -> bool:
        """Tell whether the list itself is narrowed or ordered, beside which number it is of."""
        return any(self.data.get(name) for name in ("q", "sort"))

    def said_by(self, row: MunicipalityState) -> str:
        return row.municipality.name


@dataclass(frozen=True)
class Behind:
    """The municipalities behind a number or a tile of this page.

    ``word`` is what the map shows of the one behind a tile.
    """

    words: str
    states: list[MunicipalityState]
    group: Group | None
    word: str = ""


def behind_number(
    states: list[MunicipalityState],
    grouping: Grouping,
    form: MunicipalitiesFilter,
    *,
    public_only: bool,
    more: Mapping[str, Part] | None = None,
) -> Behind | None:
    """Return the municipalities that are asked for, narrowed and in order; None for none.

    ``more`` are parts that only this reader may ask for.
    """
    found = _found(states, grouping, form, public_only=public_only, more=more)
    if found is None:
        return None
    return Behind(found.words, form.narrow(found.states), found.group, found.word)


def _found(
    states: list[MunicipalityState],
    grouping: Grouping,
    form: MunicipalitiesFilter,
    *,
    public_only: bool,
    more: Mapping[str, Part] | None,
) -> Behind | None:
    asked = form.asked
    if code := asked.get("gemeente"):
        return _of_tile(states, grouping, code)
    if slug := asked.get("coalitie"):
        return _covered(states, slug, public_only=public_only)
    part = {**PARTS, **(more or {})}.get(asked.get("deel") or (EVERY if form.is_list_asked else ""))
    group = next((one for one in grouping.groups.values() if one.key == asked.get("groep")), None)
    province = asked.get("provincie")
    if part and not group and not province:
        words, is_in = part
        return Behind(capfirst(str(words)), [one for one in states if is_in(one)], None)
    if group is None and not province:
        return None
    found = [
        state
        for state in states
        if (group is None or grouping.of(state) == group)
        and (not province or state.municipality.province == province)
    ]
    said = [capfirst(str(group.word))] if group else []
    return Behind(", ".join([*said, *([province] if province else [])]), found, group)


def _of_tile(states: list[MunicipalityState], grouping: Grouping, code: str) -> Behind | None:
    one = next((state for state in states if state.municipality.code == code), None)
    if one is None:
        return None
    return Behind(one.municipality.name, [one], None, capfirst(str(grouping.of(one).word)))


def _covered(states: list[MunicipalityState], slug: str, *, public_only: bool) -> Behind | None:
    """Return the municipalities of a regional coalition that the reader may know of."""
    one = regional_coalitions(public_only=public_only).filter(slug=slug).first()
    if one is None:
        return None
    places = set(Municipality.objects.covered_by(one).values_list("pk", flat=True))
    return Behind(one.name, [row for row in states if row.municipality.pk in places], None)
