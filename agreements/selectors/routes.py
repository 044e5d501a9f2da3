"""Client routes (klantroutes): which support there is, per phase and per kind of support.

Filled from the interventions that run and the agreements that apply. A place without either is a
hole: nothing is recorded, which is not a no. Five queries, however much there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from agreements.models import Agreement, Party
from coalitions.choices import Phase, SupportLevel
from coalitions.models import Municipality
from coalitions.registry import Reading
from interventions.choices import ChoiceState
from interventions.models import Choice, ChoiceMunicipality

NAMES_AT_MOST: Final = 3


@dataclass(frozen=True)
class Item:
    """One thing on a route. ``who`` and ``where`` are empty when not known or not needed.

    ``lacking`` says what keeps it from the routes, and ``fill_url`` where a keeper fills that in.
    """

    kind: str
    name: str
    url: str
    who: str
    where: str = ""
    levels: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    lacking: str = ""
    fill_url: str = ""

    @property
    def kind_word(self) -> str:
        return gettext("Intervention") if self.kind == "intervention" else gettext("Agreement")


@dataclass(frozen=True)
class Cell:
    """One place: what there is for one kind of support in one phase."""

    level: SupportLevel
    items: list[Item]


@dataclass(frozen=True)
class Row:
    """One phase, with a cell per kind of support."""

    phase: Phase
    cells: list[Cell]


@dataclass(frozen=True)
class Routes:
    """The whole table; ``chosen`` is the municipality it was narrowed to."""

    rows: list[Row]
    unplaced: list[Item]
    chosen: Municipality | None

    @property
    def holes(self) -> int:
        return sum(not cell.items for row in self.rows for cell in row.cells)

    @property
    def places(self) -> int:
        return sum(len(row.cells) for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether nothing runs and nothing applies at all."""
        return self.holes == self.places and not self.unplaced

    @property
    def hole_sentence(self) -> str:
        """Say how much is not recorded, as the beginning of a talk."""
        if not self.holes:
            return gettext("On every place of the routes something is recorded.")
        words = ngettext(
            "On one of the %(places)s places nothing is recorded yet.",
            "On %(number)s of the %(places)s places nothing is recorded yet.",
            self.holes,
        )
        said = words % {"number": self.holes, "places": self.places}
        return f"{said} {gettext('That is not a no. What do families get there now?')}"


def covered_by(reading: Reading) -> list[Municipality]:
    """Return the municipalities that the coalition works for, in order of name."""
    rows = Municipality.objects.covered_by(reading.coalition)
    return list(rows.order_by("name_fold", "code"))


def routes_of(
    reading: Reading, covered: list[Municipality], chosen: Municipality | None = None
) -> Routes:
    """Return the routes of a coalition, or of one of the municipalities that it covers."""
    items = [*_choices(reading, covered, chosen), *_agreements(reading)]
    rows = [
        Row(phase, [Cell(level, _on(items, phase, level)) for level in SupportLevel])
        for phase in Phase
    ]
    return Routes(rows, [item for item in items if item.lacking], chosen)


def _on(items: Iterable[Item], phase: Phase, level: SupportLevel) -> list[Item]:
    return [item for item in items if phase in item.phases and level in item.levels]


def _choices(
    reading: Reading, covered: list[Municipality], chosen: Municipality | None
) -> list[Item]:
    """What runs; a choice without municipalities counts for all of them.

    Of the municipalities it names those that the coalition works for now count; one that was
    abolished, or left, is history.
    """
    current = {one.pk for one in covered}
    places = ChoiceMunicipality.objects.select_related("municipality").order_by(
        "municipality__name_fold", "pk"
    )
    rows = (
        Choice.objects.filter(coalition=reading.coalition, state=ChoiceState.RUNNING)
        .for_list()
        .prefetch_related(Prefetch("municipalities", places))
    )
    found = []
    for choice in rows:
        named = [row.municipality for row in choice.municipalities.all()]
        here = [one for one in named if one.pk in current] or named
        if chosen and here and chosen not in here:
            continue
        where = "" if chosen else _where(here, covered)
        found.append(_of_choice(reading, choice, where))
    return found


def _where(here: list[Municipality], covered: list[Municipality]) -> str:
    """Name the municipalities, unless it is in all that the coalition works for."""
    if not here or {one.pk for one in covered} <= {one.pk for one in here}:
        return ""
    if len(here) > NAMES_AT_MOST:
        return gettext("%(number)s municipalities") % {"number": len(here)}
    return ", ".join(one.name for one in here)


def _of_choice(reading: Reading, choice: Choice, where: str) -> Item:
    change = reverse("interventions:choice_update", args=[reading.coalition.slug, choice.pk])
    intervention = choice.intervention
    lacking = []
    if not choice.support_levels:
        lacking.append(gettext("for whom it is, is not recorded yet"))
    if not intervention.phases:
        lacking.append(gettext("the catalogue names no phase"))
    may_fill = reading.may_change and not choice.support_levels
    return Item(
        kind="intervention",
        name=intervention.name,
        url=change if reading.may_change else intervention.get_absolute_url(),
        who=choice.executor,
        where=where,
        levels=tuple(choice.support_levels),
        phases=tuple(intervention.phases),
        lacking="; ".join(lacking),
        fill_url=f"{change}#div_id_support_levels" if may_fill else "",
    )


def _agreements(reading: Reading) -> list[Item]:
    """What is in force or being evaluated; an agreement is for all municipalities."""
    parties = Party.objects.filter(left_on=None).select_related("organisation")
    rows = (
        Agreement.objects.filter(coalition=reading.coalition)
        .in_force()
        .select_related("owner_organisation")
        .prefetch_related(Prefetch("parties", parties.order_by("organisation__name_fold", "pk")))
        .order_by("title_fold", "pk")
    )
    return [_of_agreement(reading, agreement) for agreement in rows]


def _of_agreement(reading: Reading, agreement: Agreement) -> Item:
    names = [party.organisation.name for party in agreement.parties.all()]
    if not names and agreement.owner_organisation:
        names = [agreement.owner_organisation.name]
    lacking, field = [], ""
    if not agreement.phases:
        lacking.append(gettext("the phase is not recorded yet"))
        field = "div_id_phases"
    if not agreement.support_levels:
        lacking.append(gettext("for whom it is, is not recorded yet"))
        field = "div_id_support_levels"
    change = reverse("agreements:update", args=[agreement.pk])
    return Item(
        kind="agreement",
        name=agreement.title,
        url=agreement.get_absolute_url(),
        who=", ".join(names),
        levels=tuple(agreement.support_levels),
        phases=tuple(agreement.phases),
        lacking="; ".join(lacking),
        fill_url=f"{change}#{field}" if reading.may_change and lacking else "",
    )
