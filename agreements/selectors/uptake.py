"""What municipalities do with regional agreements, for the region and for a local coalition."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, UptakeState
from agreements.models import Agreement, Uptake
from agreements.querysets import AgreementQuerySet
from agreements.selectors.enclosures import parts_of
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    Municipality,
    MunicipalitySuccession,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from coalitions.selectors.look_ups import THE_COALITION, LookUp
from kansrijkestart.core import clock
from kansrijkestart.core.signs import sign_for

NOTHING = "none"
TAKEN = (UptakeState.TAKEN_OVER, UptakeState.ADAPTED)
STATES = [*UptakeState.values, NOTHING]


# What a number about the uptake counts, by the word in the address.
TAKEN_OVER, TOLD = "overgenomen", "verteld"


@dataclass(frozen=True)
class UptakeRow:
    """What one municipality says of one regional agreement; without a row nothing was told.

    ``former`` is what the municipalities said that it came from: no answer of its own.
    """

    municipality: Municipality
    uptake: Uptake | None
    former: list[Uptake] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.uptake.state if self.uptake else NOTHING

    @property
    def word(self) -> str:
        return str(sign_for("uptake", self.state).word)

    @property
    def former_words(self) -> list[str]:
        """Say what each municipality said that this one came from."""
        words = _("%(place)s said then: %(answer)s.")
        return [
            words
            % {
                "place": one.municipality.name,
                "answer": str(sign_for("uptake", one.state).word).lower(),
            }
            for one in self.former
        ]

    @property
    def note(self) -> str:
        return self.uptake.note if self.uptake else ""

    @property
    def since(self) -> date | None:
        return self.uptake.decided_on if self.uptake else None


@dataclass(frozen=True)
class UptakeTable:
    """One regional agreement with its municipalities, in order of name."""

    agreement: Agreement
    rows: list[UptakeRow]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return how many municipalities say what, the states that nobody says left out."""
        found = Counter(row.state for row in self.rows)
        return [(state, found[state]) for state in STATES if found[state]]

    @property
    def taken(self) -> int:
        return sum(row.state in TAKEN for row in self.rows)

    def narrowed(self, asked: str) -> "UptakeTable":
        """Return the municipalities that took it over, or that told anything; else all of them."""
        if asked not in (TAKEN_OVER, TOLD):
            return self
        wanted = TAKEN if asked == TAKEN_OVER else UptakeState.values
        return UptakeTable(self.agreement, [row for row in self.rows if row.state in wanted])

    @property
    def is_new(self) -> bool:
        """Whether a municipality has told nothing of it yet."""
        return any(row.uptake is None for row in self.rows)


def municipalities_of(coalition: Coalition) -> list[Municipality]:
    """Return the municipalities that a coalition works for today, in order of name."""
    rows = Municipality.objects.covered_by(coalition)
    return list(rows.order_by("name_fold", "code"))


def municipalities_around(regional: Coalition) -> QuerySet[Municipality]:
    """Return the municipalities that may say something of a regional coalition's agreements.

    Those that belong to its region today: the other side of ``offered_to``.
    """
    here = RegionMunicipality.objects.filter(open_on(clock.today()), region=regional.region_id)
    rows = Municipality.objects.filter(pk__in=here.values("municipality"))
    return rows.order_by("name_fold", "code")


def municipalities_asked(coalition: Coalition, agreement: Agreement) -> list[Municipality]:
    """Return for which municipalities a coalition answers: its own, in the agreement's region."""
    own = Municipality.objects.covered_by(coalition)
    return list(municipalities_around(agreement.coalition).filter(pk__in=own.values("pk")))


def uptake_tables(
    agreements: Iterable[Agreement], places: Iterable[Municipality]
) -> list[UptakeTable]:
    """Return a table per agreement over these municipalities, in two queries."""
    shown, columns = list(agreements), list(places)
    before = _came_from(columns)
    asked = {place.pk for place in columns}.union(*before.values())
    told: defaultdict[int, dict[int, Uptake]] = defaultdict(dict)
    rows = Uptake.objects.filter(agreement__in=[one.pk for one in shown], municipality__in=asked)
    for row in rows.select_related("municipality"):
        told[row.agreement_id][row.municipality_id] = row
    return [
        UptakeTable(one, [_row(place, told[one.pk], before[place.pk]) for place in columns])
        for one in shown
    ]


def _came_from(places: Iterable[Municipality]) -> defaultdict[int, list[int]]:
    """Return, per municipality, the former ones that its area came from, in order of name."""
    rows = MunicipalitySuccession.objects.filter(
        successor__in=[place.pk for place in places], effective_on__lte=clock.today()
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for new, old in rows.order_by("predecessor__name_fold").values_list("successor", "predecessor"):
        if old != new:
            found[new].append(old)
    return found


def _row(place: Municipality, told: dict[int, Uptake], before: list[int]) -> UptakeRow:
    return UptakeRow(place, told.get(place.pk), [told[old] for old in before if old in told])


def uptake_of(agreement: Agreement) -> UptakeTable:
    """Return what every municipality says of one regional agreement; two queries."""
    places = municipalities_around(agreement.coalition)
    return uptake_tables([agreement], places)[0]


def regional_uptake(regional: Coalition) -> list[UptakeTable]:
    """Return every agreement that the region lays before its municipalities, by title."""
    rows = Agreement.objects.filter(coalition=regional).offered().select_related("coalition")
    return uptake_tables(rows.order_by("title_fold", "pk"), municipalities_around(regional))


def _told_here(*states: str) -> Coalesce:
    """Of how many municipalities of its region something stands with an agreement."""
    here = RegionMunicipality.objects.filter(
        open_on(clock.today()), region=OuterRef(OuterRef("coalition__region"))
    )
    rows = Uptake.objects.filter(
        agreement=OuterRef("pk"), municipality__in=here.values("municipality")
    )
    if states:
        rows = rows.filter(state__in=states)
    counted = rows.order_by().values("agreement").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _laid_before(_reader: object) -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(coalition=THE_COALITION).offered()
    counted = rows.annotate(taken=_told_here(*TAKEN), told=_told_here())
    return counted.order_by("title_fold", "pk")


UPTAKE_COUNTED: Final[LookUp[list[Any]]] = LookUp(
    "agreements.uptake_counted", _laid_before, ("title", "taken", "told"), list
)


def offered_tables(coalition: Coalition, agreements: Iterable[Agreement]) -> list[UptakeTable]:
    """Return regional agreements with what the coalition's own municipalities said of them."""
    tables = uptake_tables(agreements, municipalities_of(coalition))
    regions = {table.agreement.coalition.region_id for table in tables}
    inside = RegionMunicipality.objects.filter(open_on(clock.today()), region__in=regions)
    asked = set(inside.values_list("region", "municipality"))
    return [
        UptakeTable(
            table.agreement,
            [
                row
                for row in table.rows
                if (table.agreement.coalition.region_id, row.municipality.pk) in asked
            ],
        )
        for table in tables
    ]


def taken_over(coalition: Coalition) -> AgreementQuerySet:
    """Return regional agreements that apply and that one of its municipalities took over."""
    own = Municipality.objects.covered_by(coalition)
    told = Uptake.objects.filter(
        agreement=OuterRef("pk"), municipality__in=own.values("pk"), state__in=TAKEN
    )
    rows = Agreement.objects.offered_to(coalition).exclude(coalition=coalition)
    return rows.in_force().filter(Exists(told))


def unanswered(coalition: Coalition | Callable[[int], Any]) -> AgreementQuerySet:
    """Return regional agreements of which a municipality of this coalition told nothing yet.

    The newest first. For a look-up of several coalitions: ``the_coalition``.
    """
    today = open_on(clock.today())
    told = Uptake.objects.filter(
        agreement=OuterRef(OuterRef("pk")), municipality=OuterRef("municipality")
    )
    asked = RegionMunicipality.objects.filter(
        today,
        municipality=OuterRef("municipality"),
        region=OuterRef(OuterRef("coalition__region")),
    )
    silent = CoalitionMunicipality.objects.filter(
        ~Exists(told),
        Exists(asked),
        today,
        coalition=coalition(1) if callable(coalition) else coalition,
    )
    rows = Agreement.objects.offered_to(coalition).filter(Exists(silent))
    return rows.order_by("-proposed_at", "pk")


@dataclass(frozen=True)
class RegionalPart:
    """What the page of an agreement of a regional coalition says of its municipalities.

    ``table`` is None before it was proposed, and for who reads the record without keeping it;
    these read ``counts``. ``shown`` is the table, or the part of it that was asked for.
    """

    is_proposed: bool
    parts: list[str]
    counts: list[tuple[str, int]]
    table: UptakeTable | None
    shown: UptakeTable | None
    may_propose: bool

    @property
    def is_narrowed(self) -> bool:
        return self.shown is not self.table


def regional_part(agreement: Agreement, user: Any, asked: str = "") -> RegionalPart | None:
    """Return what an agreement of a regional coalition says of municipalities; of others None.

    ``asked`` is the part of its table that a number led to.
    """
    if not agreement.coalition.is_regional:
        return None
    is_proposed = agreement.proposed_at is not None
    keeps = user.has_perm("agreements.read_uptake", agreement)
    may_propose = keeps and agreement.state != AgreementState.ENDED
    if not is_proposed and not may_propose:
        return None
    table = uptake_of(agreement) if is_proposed else None
    kept = table if keeps else None
    return RegionalPart(
        is_proposed=is_proposed,
        parts=[link.part.name for link in parts_of(agreement)] if is_proposed else [],
        counts=table.counts if table else [],
        table=kept,
        shown=kept.narrowed(asked) if kept else None,
        may_propose=may_propose,
    )
