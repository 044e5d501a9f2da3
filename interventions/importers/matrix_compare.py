"""What every cell of a table would change in the record: new, the same, or a conflict.

Reads only. What a coalition recorded itself is never overwritten: it is shown beside the table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coalitions.choices import ConsentKind, Stage
from coalitions.models import Coalition, Municipality
from coalitions.selectors.states import STARTED as STARTED_STAGES
from interventions.choices import OfferKind
from interventions.importers.matrix import Line
from interventions.importers.matrix_words import STARTED
from interventions.models import Choice, ChoiceMunicipality, Intervention, LocalOffer
from kansrijkestart.core.signs import sign_for

NEW: Final = "new"
SAME: Final = "same"
CONFLICT: Final = "conflict"


@dataclass(frozen=True)
class Outcome:
    """One cell that says something. ``said`` and ``there`` are the words of table and record.

    ``code`` names the remark that a conflict makes. ``is_hidden`` marks what a municipality does
    not share with the region: whoever loads the table does not see what the record says.
    """

    line: Line
    column: int | None
    kind: str
    subject: str  # choice, offer, stage
    said: str
    there: str = ""
    code: str = ""
    key: str = ""  # a state, a stage, or the kind of an offer
    intervention: Intervention | None = None
    is_hidden: bool = False

    @property
    def row(self) -> int:
        return self.line.number

    @property
    def label(self) -> str:
        if self.intervention:
            return self.intervention.name
        if self.subject == "stage":
            return _("Local coalition")
        is_own = self.key == OfferKind.OWN_OFFER
        return _("Other offer") if is_own else _("Service directory or care pathway tool")

    @property
    def word(self) -> str:
        """What happens to the cell, in a word."""
        if self.kind == NEW:
            return pgettext("rehearsal", "New")
        if self.kind == SAME:
            return pgettext("rehearsal", "The same")
        return pgettext("rehearsal", "Conflict: the record stays")


@dataclass
class Known:
    """A choice of the record, or one that an earlier row of the table adds."""

    state: str
    source: str
    version: int = 1
    places: set[int] = field(default_factory=set)
    row: Choice | None = None


class Comparison:
    """Lays a table beside the record; with ``locks`` nobody changes it until this is stored."""

    def __init__(self, lines: list[Line], source: str, *, locks: bool = False) -> None:
        self.lines, self.source, self.locks = lines, source, locks
        self.outcomes: list[Outcome] = []
        self.coalitions: dict[int, Coalition] = {}
        self.choices: dict[tuple[int, int], Known] = {}
        self.offers: dict[tuple[int, str], LocalOffer] = {}
        self._read()

    def _locked(self, rows: QuerySet) -> QuerySet:
        return rows.select_for_update() if self.locks else rows

    def _read(self) -> None:
        keys = {line.coalition.pk for line in self.lines}
        rows = self._locked(Coalition.objects.filter(pk__in=keys).order_by("pk"))
        self.coalitions = {coalition.pk: coalition for coalition in rows}
        known: dict[int, Known] = {}
        for choice in self._locked(Choice.objects.filter(coalition__in=keys).order_by("pk")):
            found = Known(choice.state, choice.source, choice.version, set(), choice)
            known[choice.pk] = self.choices[choice.coalition_id, choice.intervention_id] = found
        places = ChoiceMunicipality.objects.filter(choice__coalition__in=keys)
        for choice_id, place in places.values_list("choice_id", "municipality_id"):
            known[choice_id].places.add(place)
        municipalities = {line.municipality.pk for line in self.lines}
        for offer in self._locked(LocalOffer.objects.filter(municipality__in=municipalities)):
            self.offers[offer.municipality_id, offer.kind] = offer
        sharing = Municipality.objects.sharing(ConsentKind.INTERVENTIONS_REGION)
        named = {place for found in known.values() for place in found.places}
        asked = sharing.filter(pk__in=municipalities | named)
        self.sharing = set(asked.values_list("pk", flat=True))

    def run(self) -> list[Outcome]:
        for line in self.lines:
            if line.stage:
                self._stage(line, self.coalitions[line.coalition.pk])
            for column, (intervention, state) in line.states.items():
                self._choice(line, column, intervention, state)
            for column, (kind, text) in line.texts.items():
                self._offer(line, column, kind, text)
        return self.outcomes

    def _stage(self, line: Line, coalition: Coalition) -> None:
        """A mark says that a coalition was started; no mark says nothing."""
        asked = str(Stage.FORMING) if line.stage == STARTED else line.stage
        kind, code = _beside_stage(coalition.stage, asked, is_mark=line.stage == STARTED)
        said, there = (str(sign_for("stage", stage).word) for stage in (asked, coalition.stage))
        self.outcomes.append(Outcome(line, None, kind, "stage", said, there, code, key=asked))

    def _choice(self, line: Line, column: int, intervention: Intervention, state: str) -> None:
        place, there, code = line.municipality.pk, "", ""
        known = self.choices.get((line.coalition.pk, intervention.pk))
        is_hidden = place not in self.sharing or self._tells_of_others(known, place)
        if known is None:
            known = Known(state, self.source)
            self.choices[line.coalition.pk, intervention.pk] = known
            known.places.add(place)
            kind = NEW
        else:
            kind, code = self._beside(known, place, state)
            there = str(sign_for("choice", known.state).word)
            if code and known.state == state:
                there = _("%(state)s, in other municipalities") % {"state": there}
        self.outcomes.append(
            Outcome(
                line,
                column,
                kind,
                "choice",
                str(sign_for("choice", state).word),
                "" if kind == NEW else there,
                code,
                key=state,
                intervention=intervention,
                is_hidden=is_hidden,
            )
        )

    def _tells_of_others(self, known: Known | None, place: int) -> bool:
        """Tell whether what stands there is only of municipalities that do not all share it."""
        if known is None or known.row is None or not known.places or place in known.places:
            return False
        return not known.places <= self.sharing

    def _beside(self, known: Known, place: int, state: str) -> tuple[str, str]:
        """Compare with a choice that is there; without places it applies to all of them."""
        if known.state != state:
            return CONFLICT, "kept"
        if not known.places or place in known.places:
            return SAME, ""
        if known.version > 1 or known.source != self.source:
            # Somebody chose the municipalities by hand; a table does not add to that.
            return CONFLICT, "kept"
        known.places.add(place)
        return NEW, ""

    def _offer(self, line: Line, column: int, kind: str, text: str) -> None:
        offer = self.offers.get((line.municipality.pk, kind))
        found, code = (NEW, "") if offer is None else (SAME, "")
        if offer is None:
            self.offers[line.municipality.pk, kind] = LocalOffer(text=text)
        elif offer.text != text:
            found, code = CONFLICT, "kept_text"
        self.outcomes.append(
            Outcome(
                line,
                column,
                found,
                "offer",
                text,
                offer.text if offer else "",
                code,
                key=str(kind),
                is_hidden=line.municipality.pk not in self.sharing,
            )
        )


def _beside_stage(stands: str, asked: str, *, is_mark: bool) -> tuple[str, str]:
    """Compare with how the coalition stands; a table starts a coalition and never ends one."""
    has_started = stands in STARTED_STAGES
    if stands == asked or (is_mark and has_started):
        return SAME, ""
    if stands == Stage.ENDED:
        return CONFLICT, "kept_stage"
    if has_started or asked == Stage.ENDED:
        return CONFLICT, "kept_own_stage"
    return NEW, ""


def shown(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return what whoever loads the table may see."""
    return [one for one in outcomes if not one.is_hidden]
