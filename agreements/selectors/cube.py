"""What is agreed per phase, domain and level: the cube of the handreiking, and its gaps.

Handreiking Ketenaanpak Kansrijke Start (October 2023): agreements join the medical, social and
informal domain, before, during and after pregnancy, on the level of implementation, organisation
and governance. Public health stands beside these three as a fourth domain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext

from agreements.choices import AgreementState, Level
from agreements.models import Agreement
from coalitions.choices import Domain, Phase

# The three that must be joined; public health is shown, and counts in no "of 27".
JOINED = (Domain.MEDICAL, Domain.SOCIAL, Domain.INFORMAL)
# What a gap is about, in a sentence; the fixed lists name the places of a table.
ABOUT: Final = {
    Domain.MEDICAL: gettext_lazy("medical care"),
    Domain.SOCIAL: gettext_lazy("social support"),
    Domain.INFORMAL: gettext_lazy("informal support"),
    Domain.PUBLIC_HEALTH: gettext_lazy("public health"),
}
ON_LEVEL: Final = {
    Level.IMPLEMENTATION: gettext_lazy("at implementation level"),
    Level.ORGANISATION: gettext_lazy("at organisation level"),
    Level.GOVERNANCE: gettext_lazy("at governance level"),
}


@dataclass(frozen=True)
class Place:
    """One phase, domain and level with the agreements on it that apply, and that are being made.

    ``where`` are the municipalities with one that applies; of a region only. ``taken`` are regional
    agreements that a municipality of a local coalition took over: no agreements of its own.
    """

    phase: str
    domain: str
    level: str
    applying: list[Agreement] = field(default_factory=list)
    coming: list[Agreement] = field(default_factory=list)
    where: set[int] = field(default_factory=set)
    taken: list[Agreement] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.applying)

    @property
    def is_gap(self) -> bool:
        return not self.applying

    @property
    def level_word(self) -> str:
        return capfirst(str(Level(self.level).label))

    @property
    def words(self) -> str:
        """Name the place: "before pregnancy, medical domain, governance"."""
        parts = (Phase(self.phase).label, Domain(self.domain).label, Level(self.level).label)
        return ", ".join(map(str, parts))

    @property
    def query(self) -> str:
        """The place as a query string, to begin an agreement there."""
        return f"fase={self.phase}&domein={self.domain}&niveau={self.level}"

    @property
    def list_query(self) -> str:
        """The place as a query string, for the list of what applies there."""
        return f"phase={self.phase}&domain={self.domain}&level={self.level}&applies=on"


@dataclass(frozen=True)
class Line:
    """One domain within one phase, over the three levels."""

    domain: str
    places: list[Place]

    @property
    def word(self) -> str:
        return capfirst(str(Domain(self.domain).label))


@dataclass(frozen=True)
class Layer:
    """One phase with its domains."""

    phase: str
    lines: list[Line]

    @property
    def word(self) -> str:
        return capfirst(str(Phase(self.phase).label))


@dataclass(frozen=True)
class Cube:
    """All places, and the agreements that say no phase, domain or level and so stand nowhere."""

    layers: list[Layer]
    nowhere: list[Agreement]

    @property
    def places(self) -> list[Place]:
        return [place for layer in self.layers for line in layer.lines for place in line.places]

    @property
    def joined(self) -> list[Place]:
        """The 27 places of the three domains that must be joined."""
        return [place for place in self.places if place.domain in JOINED]

    @property
    def gaps(self) -> list[Place]:
        return [place for place in self.places if place.is_gap]

    @property
    def silent(self) -> list[Place]:
        """The empty places on which nothing of the region was taken over either."""
        return [place for place in self.gaps if not place.taken]

    @property
    def filled(self) -> int:
        return sum(not place.is_gap for place in self.joined)

    def only_gaps(self) -> "Cube":
        """Return the lines that have a gap; the other lines are left out."""
        layers = []
        for layer in self.layers:
            lines = [one for one in layer.lines if any(place.is_gap for place in one.places)]
            if lines:
                layers.append(Layer(layer.phase, lines))
        return Cube(layers, self.nowhere)


# What the cube and its pages read of an agreement; its long texts stay where they are.
READ: Final = ("title", "phases", "domains", "levels", "state", "scope", "coalition")


def cube_of(agreements: QuerySet[Agreement]) -> Cube:
    """Return the cube of these agreements in one query; ended ones are in no place."""
    rows = agreements.exclude(state=AgreementState.ENDED).only(*READ)
    return cube_from(list(rows.order_by("title_fold", "pk")))


def lay_beside(cube: Cube, taken: Iterable[Agreement]) -> None:
    """Show on their places the regional agreements that were taken over."""
    places = {(place.phase, place.domain, place.level): place for place in cube.places}
    for row in taken:
        for key in places_of(row):
            places[key].taken.append(row)


def cube_from(rows: list[Agreement]) -> Cube:
    """Return the cube of rows that were read already."""
    found: dict[tuple[str, str, str], Place] = {
        (phase, domain, level): Place(phase, domain, level)
        for phase in Phase.values
        for domain in Domain.values
        for level in Level.values
    }
    for row in rows:
        for key in places_of(row):
            place = found[key]
            (place.applying if row.applies else place.coming).append(row)
    layers = [
        Layer(
            phase,
            [
                Line(domain, [found[phase, domain, level] for level in Level.values])
                for domain in Domain.values
            ],
        )
        for phase in Phase.values
    ]
    return Cube(layers, [row for row in rows if not any(places_of(row))])


def places_of(row: Agreement) -> Iterator[tuple[str, str, str]]:
    """Return the places that an agreement stands on: phase, domain and level."""
    return (
        (phase, domain, level)
        for phase in row.phases
        for domain in row.domains
        for level in row.levels
    )


def lead_sentence(cube: Cube, hidden: int = 0) -> str:
    """Say how much is filled; a gap is a talking point, never a fault.

    Of ``hidden`` municipalities it is not known what they agreed: an empty place does not say then
    that nothing is agreed on it.
    """
    if hidden:
        words = ngettext(
            "On %(filled)s of the %(total)s places stands an agreement that applies, as far as the "
            "region can read. An empty place does not say that there is none: of %(number)s "
            "municipality it is not known.",
            "On %(filled)s of the %(total)s places stands an agreement that applies, as far as the "
            "region can read. An empty place does not say that there is none: of %(number)s "
            "municipalities it is not known.",
            hidden,
        )
        return words % {
            "filled": cube.filled,
            "total": len(cube.joined),
            "number": hidden,
        }
    words = gettext(
        "On %(filled)s of the %(total)s places stands an agreement that applies. An empty place is "
        "no mistake: it is something to talk about together."
    )
    return words % {"filled": cube.filled, "total": len(cube.joined)}


def sentences(cube: Cube) -> list[str]:
    """Say which phase and which domain is emptiest, when one of them is."""
    found = []
    for field_name, kind in (("phase", Phase), ("domain", Domain)):
        counts = _filled_per(cube.joined, field_name)
        least = min(filled for filled, _total in counts.values())
        emptiest = [key for key, (filled, _total) in counts.items() if filled == least]
        if len(emptiest) == 1 and least < counts[emptiest[0]][1]:
            words = gettext("%(where)s: %(filled)s of the %(total)s places are filled.")
            found.append(
                words
                % {
                    "where": capfirst(str(kind(emptiest[0]).label)),
                    "filled": least,
                    "total": counts[emptiest[0]][1],
                }
            )
    return found


def _filled_per(places: Iterable[Place], name: str) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for place in places:
        filled, total = counts.get(getattr(place, name), (0, 0))
        counts[getattr(place, name)] = (filled + (not place.is_gap), total + 1)
    return counts


def nowhere_words(cube: Cube) -> str:
    """Say how many agreements have no place yet, and why."""
    number = len(cube.nowhere)
    return ngettext(
        "%(number)s agreement has no phase, domain or level yet, so it is not in the table.",
        "%(number)s agreements have no phase, domain or level yet, so they are not in the table.",
        number,
    ) % {"number": number}


def gap_words(place: Place, hidden: int = 0) -> str:
    """Say one gap in a sentence, as the start of a talk; and of how many it is not known."""
    words = gettext("Nothing is agreed yet about %(subject)s %(phase)s, %(level)s.")
    if hidden:
        words = ngettext(
            "In what the region can read nothing is recorded about %(subject)s %(phase)s, "
            "%(level)s; of %(number)s municipality it is not known.",
            "In what the region can read nothing is recorded about %(subject)s %(phase)s, "
            "%(level)s; of %(number)s municipalities it is not known.",
            hidden,
        )
    return words % {
        "number": hidden,
        "subject": ABOUT[Domain(place.domain)],
        "phase": Phase(place.phase).label,
        "level": ON_LEVEL[Level(place.level)],
    }
