"""Care pathways and service directories, per municipality of a coalition, ready to show.

A theme without a care pathway is not recorded yet, which is not a no. The number of queries does
not grow with what there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Prefetch

from agreements.choices import PathwayQuestion
from agreements.models import CarePathway, PathwayLine, RiskTheme, ServiceDirectory
from agreements.selectors.contacts import ContactPart, contact_parts
from agreements.selectors.routes import covered_by
from coalitions.models import Coalition, Municipality
from coalitions.registry import Reading
from interventions.choices import ChoiceState, OfferKind
from interventions.models import Choice, Intervention, LocalOffer

# The national tool: what was published about it. The address of the tool itself was not found.
TOOL_NEWS: Final = (
    "https://www.kansrijkestartnl.nl/lokale-coalities/nieuws/2023/02/23/zorgpaden-kansrijke-start"
)
# Addresses are Dutch; the values of the choices stay out of them.
ADDRESSES: Final = {
    PathwayQuestion.AGREEMENTS: "afspraken",
    PathwayQuestion.SUPPORT: "hulp",
    PathwayQuestion.CONTACT: "bereiken",
}


@dataclass(frozen=True)
class Answer:
    """One line under a question; ``place`` is where it stands, from 1."""

    line: PathwayLine
    place: int
    is_last: bool

    @property
    def before(self) -> int:
        return self.place - 1

    @property
    def after(self) -> int:
        return self.place + 1

    @property
    def title(self) -> str:
        """What it is about: an agreement, whom to reach, else the words, else the organisation."""
        line = self.line
        if line.agreement:
            return line.agreement.title
        if line.organisation and line.question == PathwayQuestion.CONTACT:
            return line.organisation.name
        return line.text or str(line.organisation)

    @property
    def note(self) -> str:
        """What is said beside the title."""
        return "" if self.line.text == self.title else self.line.text

    @property
    def who(self) -> str:
        """Who gives it, unless that is the title."""
        who = self.line.organisation.name if self.line.organisation else ""
        return "" if who == self.title else who

    @property
    def contact(self) -> list[ContactPart]:
        return contact_parts(self.line.contact)


@dataclass(frozen=True)
class Asked:
    """One of the three questions with its answers."""

    question: PathwayQuestion
    answers: list[Answer]

    @property
    def address(self) -> str:
        return ADDRESSES[self.question]


@dataclass(frozen=True)
class ThemeRow:
    """A theme in one municipality; without a pathway nothing is recorded yet."""

    theme: RiskTheme
    pathway: CarePathway | None


@dataclass
class Place:
    """What there is for one municipality; ``reported`` is what the table of its region says."""

    municipality: Municipality
    themes: list[ThemeRow]
    directories: list[ServiceDirectory] = field(default_factory=list)
    ended: list[ServiceDirectory] = field(default_factory=list)
    reported: str = ""

    @property
    def pathways(self) -> list[CarePathway]:
        return [row.pathway for row in self.themes if row.pathway]

    @property
    def overdue(self) -> int:
        return sum(one.upkeep != "fresh" for one in self.pathways)


@dataclass(frozen=True)
class Kept:
    """All of a coalition: the places it works for, and those of before with something in them."""

    places: list[Place]
    former: list[Place]
    themes: list[RiskTheme]

    @property
    def everywhere(self) -> list[Place]:
        return [*self.places, *self.former]

    @property
    def has_past(self) -> bool:
        """Whether a service directory ended, or was that of a municipality of before."""
        return any(one.ended for one in self.everywhere) or any(
            one.directories for one in self.former
        )

    def place(self, code: str) -> Place | None:
        return next((one for one in self.everywhere if one.municipality.code == code), None)


def pathways_of(coalition: Coalition, *, with_lines: bool = False) -> list[CarePathway]:
    """Return the care pathways of a coalition; with ``with_lines`` also their answers."""
    rows = CarePathway.objects.filter(coalition=coalition)
    rows = rows.select_related("municipality", "theme", "owner")
    if with_lines:
        rows = rows.prefetch_related(Prefetch("lines", lines_for_page(PathwayLine.objects.all())))
    return list(rows.order_by("municipality__name_fold", "theme__position", "pk"))


def directories_of(coalition: Coalition) -> list[ServiceDirectory]:
    """Return the service directories of a coalition, also those that ended."""
    rows = ServiceDirectory.objects.filter(coalition=coalition)
    rows = rows.select_related("municipality", "keeper")
    return list(rows.order_by("municipality__name_fold", "name", "pk"))


def support_here(coalition: Coalition) -> list[str]:
    """Return the names of the interventions that run in a coalition."""
    running = Choice.objects.filter(coalition=coalition, state=ChoiceState.RUNNING)
    names = Intervention.objects.filter(pk__in=running.values("intervention"))
    return list(names.order_by("name_fold", "pk").values_list("name", flat=True))


def lines_for_page(rows: Any) -> Any:
    """Load what a page shows of each answer, in its order."""
    return rows.select_related("agreement", "organisation").order_by("position", "pk")


def kept_by(reading: Reading, *, with_lines: bool = False) -> Kept:
    """Return everything that the coalition keeps per municipality."""
    coalition = reading.coalition
    covered = covered_by(reading)
    themes = list(RiskTheme.objects.all())
    pathways = pathways_of(coalition, with_lines=with_lines)
    directories = directories_of(coalition)
    named = [row.municipality for row in pathways] + [row.municipality for row in directories]
    by_code = {one.code: one for one in named}
    current = {one.code for one in covered}
    former = [one for code, one in by_code.items() if code not in current]
    former.sort(key=lambda one: one.name_fold)

    reported = dict(
        LocalOffer.objects.filter(coalition=coalition, kind=OfferKind.SERVICE_DIRECTORY)
        .order_by("pk")
        .values_list("municipality", "text")
    )

    def places(municipalities: Sequence[Municipality]) -> list[Place]:
        found = _places(municipalities, themes, pathways, directories)
        for place in found:
            place.reported = reported.get(place.municipality.pk, "")
        return found

    return Kept(places(covered), places(former), themes)


def _places(
    municipalities: Sequence[Municipality],
    themes: Sequence[RiskTheme],
    pathways: Iterable[CarePathway],
    directories: Iterable[ServiceDirectory],
) -> list[Place]:
    known = {(row.municipality_id, row.theme_id): row for row in pathways}
    kept: defaultdict[int, list[ServiceDirectory]] = defaultdict(list)
    for row in directories:
        kept[row.municipality_id].append(row)
    return [
        Place(
            one,
            [ThemeRow(theme, known.get((one.pk, theme.pk))) for theme in themes],
            [row for row in kept[one.pk] if row.ended_on is None],
            [row for row in kept[one.pk] if row.ended_on],
        )
        for one in municipalities
    ]


def asked_of(pathway: CarePathway) -> list[Asked]:
    """Return the three questions with their answers."""
    given: defaultdict[str, list[PathwayLine]] = defaultdict(list)
    is_loaded = "lines" in getattr(pathway, "_prefetched_objects_cache", {})
    for line in pathway.lines.all() if is_loaded else lines_for_page(pathway.lines.all()):
        given[line.question].append(line)
    return [
        Asked(
            question,
            [
                Answer(line, number, number == len(given[question]))
                for number, line in enumerate(given[question], start=1)
            ],
        )
        for question in PathwayQuestion
    ]
