"""The parts of a regional framework, filled from the records: what the region and what each
municipality has, as far as the municipality shares it. See docs/adr/0022.

Agreements, instruments and service directories are read under the consent to share agreements,
interventions and what the regional table says of the service directory under that of
interventions. The stage of a local coalition is shown of all. Nothing else of a record is read.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.choices import AgreementState
from agreements.models import (
    Agreement,
    AgreementPart,
    AgreementTheme,
    DetectionInstrument,
    FrameworkPart,
    FrameworkVersion,
    ServiceDirectory,
)
from agreements.selectors.sharing import sharing_agreements
from coalitions.choices import Scope, Stage
from coalitions.models import Coalition, Municipality, Region
from coalitions.selectors.states import STARTED, MunicipalityState, municipality_states
from interventions.choices import OfferKind
from interventions.matrix import NOT_SHARED, Matrix, Row, region_matrix
from kansrijkestart.core import clock
from kansrijkestart.core.signs import sign_for

# Which theme of a local agreement speaks for which part; this team's reading of the table.
THEMES: Final[dict[str, tuple[str, ...]]] = {
    "beleid": (),
    "plan": ("borging",),
    "prenataal-huisbezoek": ("prenataal-huisbezoek",),
    "sociale-kaart": ("sociale-kaart", "zorgpaden"),
    "instrument": ("vroegsignalering",),
    "kinderwens": ("kinderwens",),
    "preconceptiezorg": ("preconceptiezorg",),
}
# Which column of the regional table speaks for which part too.
COLUMNS: Final[dict[str, str]] = {
    "prenataal-huisbezoek": "prenataal-huisbezoek-jgz",
    "sociale-kaart": OfferKind.SERVICE_DIRECTORY,
}


@dataclass(frozen=True)
class LocalLine:
    """What one municipality has of one part.

    ``counts`` says whether that is something in place; ``is_closed`` that it shares nothing of it.
    """

    name: str
    words: list[str]
    is_closed: bool = False
    counts: bool = False

    @property
    def said(self) -> str:
        if self.words:
            return "; ".join(self.words)
        family, key = ("choice", NOT_SHARED) if self.is_closed else ("record", "not_recorded")
        return str(sign_for(family, key).word)


@dataclass(frozen=True)
class PartRow:
    """One part with its regional agreements that have not ended, and its municipalities."""

    part: FrameworkPart
    regional: list[Agreement]
    lines: list[LocalLine]

    @property
    def recorded(self) -> int:
        return sum(line.counts for line in self.lines)

    @property
    def closed(self) -> int:
        return sum(line.is_closed and not line.words for line in self.lines)

    @property
    def said(self) -> str:
        """Of how many municipalities it is recorded; of none is not yet, which is no zero."""
        if not self.recorded:
            return _("Not recorded for any municipality yet")
        words = ngettext(
            "Recorded for %(number)s of %(total)s municipality",
            "Recorded for %(number)s of %(total)s municipalities",
            len(self.lines),
        )
        return words % {"number": self.recorded, "total": len(self.lines)}

    @property
    def closed_words(self) -> str:
        """How many do not share it, which is not the same as nothing recorded."""
        words = ngettext(
            "%(number)s does not share this", "%(number)s do not share this", self.closed
        )
        return words % {"number": self.closed} if self.closed else ""


@dataclass(frozen=True)
class Framework:
    """The framework of a region with its versions, the newest first."""

    region: Region
    regional: Coalition | None
    versions: list[FrameworkVersion]
    rows: list[PartRow]
    total: int

    @property
    def current(self) -> FrameworkVersion | None:
        """The version adopted last, on a day that has come; without any day the newest one."""
        today = clock.today()
        adopted = [one for one in self.versions if one.adopted_on and one.adopted_on <= today]
        undated = [one for one in self.versions if one.adopted_on is None]
        return next(iter([*adopted, *undated]), None)


@dataclass
class _Found:
    """What the records say, looked up once for all parts; the keys are coalitions."""

    matrix: Matrix
    states: dict[int, MunicipalityState]
    sharing: set[int]
    themes: defaultdict[int, list[tuple[str, str]]]
    parts: defaultdict[int, list[tuple[int, str]]]
    instruments: defaultdict[int, list[str]]
    directories: defaultdict[tuple[int, int], list[str]]

    def shares(self, row: Row) -> bool:
        """Whether the coalition of this municipality shares its agreements with the region."""
        return row.coalition is not None and row.coalition.pk in self.sharing

    def agreed(self, part: FrameworkPart, row: Row) -> list[str]:
        """The agreements that apply here and speak for a part, by theme or because they say so."""
        pk = row.coalition.pk if row.coalition else 0
        wanted = THEMES.get(part.key, ())
        by_theme = [title for theme, title in self.themes[pk] if theme in wanted]
        by_part = [title for number, title in self.parts[pk] if number == part.pk]
        return list(dict.fromkeys([*by_part, *by_theme]))


def framework_of(region: Region, regional: Coalition | None) -> Framework:
    """Return the framework of a region, in a fixed number of queries."""
    found = _look_up(region)
    links = _regional_agreements(regional)
    rows = [
        PartRow(part, links[part.pk], [_line(found, part, row) for row in found.matrix.rows])
        for part in FrameworkPart.objects.all()
    ]
    versions = framework_versions(regional)
    return Framework(region, regional, versions, rows, found.matrix.total)


def framework_versions(regional: Coalition | None) -> list[FrameworkVersion]:
    """Return the versions of a coalition's framework, the newest first; a local one has none."""
    if regional is None or not regional.is_regional:
        return []
    return list(FrameworkVersion.objects.filter(coalition=regional).newest_first())


def _regional_agreements(regional: Coalition | None) -> defaultdict[int, list[Agreement]]:
    rows = AgreementPart.objects.filter(agreement__coalition=regional)
    if regional and regional.is_local:  # of both: what it agrees for itself is a local agreement
        rows = rows.filter(agreement__scope=Scope.REGIONAL)
    rows = rows.exclude(agreement__state=AgreementState.ENDED).select_related("agreement")
    found: defaultdict[int, list[Agreement]] = defaultdict(list)
    for link in rows.order_by("agreement__title_fold", "pk"):
        found[link.part_id].append(link.agreement)
    return found


def _look_up(region: Region) -> _Found:
    matrix = region_matrix(region)
    coalitions = {row.coalition.pk for row in matrix.rows if row.coalition}
    shared = set(sharing_agreements().filter(pk__in=coalitions).values_list("pk", flat=True))
    applying = Agreement.objects.filter(coalition__in=shared).local().in_force()
    states = municipality_states(Municipality.objects.in_region(region), public_only=False)
    found = _Found(
        matrix=matrix,
        states={state.municipality.pk: state for state in states},
        sharing=shared,
        themes=defaultdict(list),
        parts=defaultdict(list),
        instruments=defaultdict(list),
        directories=defaultdict(list),
    )
    themes = AgreementTheme.objects.filter(agreement__in=applying).order_by("pk")
    for pk, theme, title in themes.values_list(
        "agreement__coalition", "theme__key", "agreement__title"
    ):
        found.themes[pk].append((theme, title))
    parts = AgreementPart.objects.filter(agreement__in=applying).order_by("pk")
    for pk, part, title in parts.values_list("agreement__coalition", "part", "agreement__title"):
        found.parts[pk].append((part, title))
    named = DetectionInstrument.objects.filter(agreement__in=applying).order_by("pk")
    for pk, name in named.values_list("agreement__coalition", "name"):
        found.instruments[pk].append(name)
    kept = ServiceDirectory.objects.filter(coalition__in=shared, ended_on__isnull=True)
    for one in kept.order_by("pk"):
        found.directories[one.coalition_id, one.municipality_id].append(one.name)
    return found


def _line(found: _Found, part: FrameworkPart, row: Row) -> LocalLine:
    """Return what one municipality has of one part, as far as it shares that."""
    if part.key == "opstart":
        return _started(found.states[row.municipality.pk])
    if part.key == "interventies":
        return _running(row)
    words = found.agreed(part, row) if found.shares(row) else []
    words += [*_from_agreements(found, part, row), *_from_the_table(found.matrix, part, row)]
    reads_more = part.key in COLUMNS and row.shares
    is_closed = row.coalition is not None and not found.shares(row) and not reads_more
    words = list(dict.fromkeys(words))
    return LocalLine(row.municipality.name, words, is_closed=is_closed, counts=bool(words))


def _started(state: MunicipalityState) -> LocalLine:
    is_known = state.stage != Stage.UNKNOWN
    words = [str(sign_for("stage", state.stage).word)] if is_known else []
    return LocalLine(state.municipality.name, words, counts=state.stage in STARTED)


def _running(row: Row) -> LocalLine:
    number = row.running
    if not row.shares or not row.has_reported:
        return LocalLine(row.municipality.name, [], is_closed=not row.shares)
    words = ngettext("%(number)s intervention runs", "%(number)s interventions run", number) % {
        "number": number
    }
    said = words if number else _("nothing runs now")
    return LocalLine(row.municipality.name, [said], counts=bool(number))


def _from_agreements(found: _Found, part: FrameworkPart, row: Row) -> list[str]:
    """What stands beside the agreements and is shared with them."""
    if not found.shares(row) or row.coalition is None:
        return []
    if part.key == "instrument":
        return found.instruments[row.coalition.pk]
    if part.key == "sociale-kaart":
        return found.directories[row.coalition.pk, row.municipality.pk]
    return []


def _from_the_table(matrix: Matrix, part: FrameworkPart, row: Row) -> list[str]:
    """What the regional table of interventions says, when the municipality shares these."""
    wanted = COLUMNS.get(part.key)
    if wanted is None or not row.shares:
        return []
    cells = [
        *zip(matrix.columns, row.cells, strict=True),
        *zip(matrix.later, row.later, strict=True),
    ]
    return [
        f"{column.label}: {cell.text or cell.word.lower()}"
        for column, cell in cells
        if column.key == wanted and cell.counts
    ]
