"""Interventions per municipality. Not reported is no answer, and not sharing is another thing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from coalitions.choices import ConsentKind, SupportLevel, words_of
from coalitions.models import Coalition, Municipality
from interventions.choices import ChoiceState, OfferKind, RecognitionLevel
from interventions.models import Choice, Intervention, LocalOffer
from interventions.selectors import best_recognition
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.sheets import Column, Table, closed_row, label, sharing_cells
from monitoring.exporters.target import Record

NOT_REPORTED, NOT_SHARED = "not_reported", "not_shared"


@dataclass(frozen=True)
class Entry:
    """One intervention in one municipality: its state, or why there is none."""

    place: Municipality
    coalition: Coalition | None
    intervention: Intervention
    state: str
    choice: Choice | None = None

    @property
    def state_words(self) -> str:
        return state_words(self.state)


def state_words(state: str) -> str:
    """A state of a choice in words, or why there is none."""
    if state == NOT_REPORTED:
        return _("not reported")
    if state == NOT_SHARED:
        return _("does not share")
    return label(ChoiceState, state)


@dataclass
class Choices:
    """What the coalitions of a record chose, per coalition, municipality and intervention."""

    record: Record
    rows: list[Choice]
    catalogue: list[Intervention] = field(default_factory=list)

    @cached_property
    def by_place(self) -> dict[tuple[int, int], dict[int, Choice]]:
        found: dict[tuple[int, int], dict[int, Choice]] = defaultdict(dict)
        for one in self.rows:
            for covered in one.municipalities.all():
                found[one.coalition_id, covered.municipality_id][one.intervention_id] = one
        return dict(found)

    def entries(self) -> Iterator[Entry]:
        for place in self.record.municipalities:
            yield from self._of_others(place)
            yield from self._of_own(place)

    def _of_others(self, place: Municipality) -> Iterator[Entry]:
        """A region's table has a row for every intervention, with or without an answer."""
        if not self.record.target.is_region:
            return
        covering = [row.coalition for row in self.record.coverage_of.get(place.pk, [])]
        local: list[Coalition | None] = [one for one in covering if one != self.record.own]
        shares = self.record.shares(place.pk, ConsentKind.INTERVENTIONS_REGION)
        for coalition in local or [None]:
            chosen = self.by_place.get((coalition.pk, place.pk), {}) if coalition else {}
            for intervention in self.catalogue:
                choice = chosen.get(intervention.pk) if shares else None
                state = choice.state if choice else (NOT_REPORTED if shares else NOT_SHARED)
                yield Entry(place, coalition, intervention, state, choice)

    def _of_own(self, place: Municipality) -> Iterator[Entry]:
        own = self.record.own
        chosen = self.by_place.get((own.pk, place.pk), {}) if own else {}
        for choice in sorted(chosen.values(), key=_order):
            yield Entry(place, own, choice.intervention, choice.state, choice)


def _order(choice: Choice) -> tuple[str, str]:
    return choice.intervention.name_fold, choice.intervention.slug


def load_choices(record: Record) -> Choices:
    """The choices that may be read, known on the last day of the year."""
    last = record.target.last_day
    known = (Q(since__isnull=True) | Q(since__lte=last)) & (
        Q(reported_on__isnull=True) | Q(reported_on__lte=last)
    )
    rows = list(
        Choice.objects.filter(known, coalition__in=_readable(record))
        .select_related("intervention")
        .prefetch_related("municipalities", "intervention__recognitions")
        .order_by("coalition__slug", "intervention__name_fold", "pk")
    )
    return Choices(record, rows, _catalogue(record, rows))


def _readable(record: Record) -> list[Coalition]:
    """Coalitions whose rows are read; per municipality its own consent decides after that."""
    if record.target.is_region:
        return record.coalitions
    return [record.own] if record.own else []


def _catalogue(record: Record, rows: Iterable[Choice]) -> list[Intervention]:
    """The catalogue, and local offers that a sharing municipality of the region chose."""
    if not record.target.is_region:
        return []
    shared = {
        one.intervention_id
        for one in rows
        if any(
            record.shares(covered.municipality_id, ConsentKind.INTERVENTIONS_REGION)
            for covered in one.municipalities.all()
        )
    }
    wanted = Q(is_local=False) | Q(pk__in=shared)
    return list(
        Intervention.objects.filter(wanted)
        .prefetch_related("recognitions")
        .order_by("name_fold", "slug")
    )


def interventions_table(record: Record) -> Table:
    columns = [
        Column("gm_code", _("Code of the municipality")),
        Column("municipality", _("Municipality")),
        Column("coalition", _("Coalition (key)")),
        Column("intervention", _("Intervention (key)")),
        Column("intervention_words", _("Intervention")),
        Column("state", _("State (code)")),
        Column("state_words", _("State")),
        Column("reason", _("Why this one")),
        Column("stop_reason", _("Why stopped")),
        Column("executor", _("Carried out by")),
        Column("since", _("Since")),
        Column("until", _("Until")),
        Column("source", _("Where this is known from")),
        Column("reported_on", _("Reported on")),
        Column("invented", _("Invented for the demo: yes or no")),
        Column("recognition", _("Recognition")),
        Column("recognition_until", _("Recognition valid until")),
        Column("support_levels", _("For whom")),
    ]
    rows = [_row(entry) for entry in load_choices(record).entries()]
    if record.target.is_national:
        rows = [_row_of_place(record, place, len(columns)) for place in record.municipalities]
    empty = _("No interventions were chosen for this year.")
    return Table("interventies", _("Interventions"), columns, rows, empty=empty)


def _row_of_place(record: Record, place: Municipality, width: int) -> list[Cell]:
    """For the country: whether there is a coalition that could share what it offers."""
    covering = record.coverage_of.get(place.pk, [])
    local = next((row.coalition for row in covering if row.coalition.is_local), None)
    state = NOT_SHARED if covering else NOT_REPORTED
    row: list[Cell] = [place.code, place.name, local.slug if local else None, None, None]
    row += [state, state_words(state)]
    return [*row, *[None] * (width - len(row))]


def _row(entry: Entry) -> list[Cell]:
    one = entry.choice
    chosen: list[Cell] = [None] * 8
    if one is not None:
        chosen = [
            one.reason or _("not recorded yet"),
            one.stop_reason or None,
            one.executor or None,
            one.since,
            one.until,
            one.source or None,
            one.reported_on,
            "yes" if one.is_demo else "no",
        ]
    return [
        entry.place.code,
        entry.place.name,
        entry.coalition.slug if entry.coalition else None,
        entry.intervention.slug,
        entry.intervention.name,
        entry.state,
        entry.state_words,
        *chosen,
        *_recognition(entry.intervention),
        words_of(one.support_levels, SupportLevel) or None if one else None,
    ]


def _recognition(intervention: Intervention) -> tuple[Cell, Cell]:
    """Level and end; an unknown end says where to look, and an absent one says nothing."""
    best = best_recognition(intervention)
    if best is None:
        return None, None
    known = best.recognition
    return label(RecognitionLevel, known.level), known.expires_on or _("check at the source")


def offers_table(record: Record) -> Table:
    """What municipalities reported in their own words, as written."""
    columns = [
        Column("gm_code", _("Code of the municipality")),
        Column("municipality", _("Municipality")),
        Column("coalition", _("Coalition (key)")),
        Column("shared", _("Shared (code)")),
        Column("shared_words", _("Shared")),
        Column("kind", _("Kind (code)")),
        Column("kind_words", _("Kind")),
        Column("text", _("Text")),
        Column("source", _("Where this is known from")),
        Column("reported_on", _("Reported on")),
    ]
    last = record.target.last_day
    offers = (
        LocalOffer.objects.filter(
            Q(reported_on__isnull=True) | Q(reported_on__lte=last),
            coalition__in=_readable(record),
            municipality__in=record.municipalities,
        )
        .select_related("coalition", "municipality")
        .order_by("municipality__name_fold", "municipality__code", "kind", "pk")
    )
    rows: list[list[Cell]] = [
        _offer_row(one)
        for one in offers
        if one.coalition == record.own
        or record.shares(one.municipality_id, ConsentKind.INTERVENTIONS_REGION)
    ]
    rows += _closed_offers(record, columns)
    empty = _("Nobody reported an offer of its own.")
    return Table("eigen-aanbod", _("Own offer"), columns, rows, empty=empty)


def _offer_row(one: LocalOffer) -> list[Cell]:
    return [
        one.municipality.code,
        one.municipality.name,
        one.coalition.slug,
        *sharing_cells(is_shared=True),
        one.kind,
        label(OfferKind, one.kind),
        one.text,
        one.source or None,
        one.reported_on,
    ]


def _closed_offers(record: Record, columns: Sequence[Column]) -> list[list[Cell]]:
    """The municipalities with a local coalition that do not share what they offer."""
    return [
        closed_row(columns, [row.municipality.code, row.municipality.name, row.coalition.slug])
        for row in record.coverage
        if row.coalition != record.own
        and row.coalition.is_local
        and not record.shares(row.municipality_id, ConsentKind.INTERVENTIONS_REGION)
    ]
