"""Which municipalities have not reported what they offer, and who was asked to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.choices import MembershipRole
from coalitions.models import Membership, Region
from coalitions.registry import HistorySource, NextStep, Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, fields_of, register_look_up
from coalitions.selectors.newest_changes import of_coalition
from interventions.matrix import NOT_REPORTED, Matrix, Row
from interventions.models import Choice, LocalOffer, SupplementRequest
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse


@dataclass(frozen=True)
class Missing:
    """A municipality with interventions that it did not report.

    ``again_from`` is the first day on which it may be asked again; None when it may be asked now.
    """

    row: Row
    columns: list[str]
    total: int
    coordinators: int
    again_from: date | None

    @property
    def may_be_asked(self) -> bool:
        return self.again_from is None and self.coordinators > 0

    @property
    def has_nothing(self) -> bool:
        return not self.row.has_reported


def missing_reports(matrix: Matrix) -> list[Missing]:
    """Return who has something to report, those that reported nothing and can be asked first.

    Of who does not share it is not known, so they are not in it.
    """
    asked = asked_lately(matrix.region)
    counts = _coordinators(matrix)
    total = sum(column.intervention is not None for column in matrix.columns)
    found = []
    for row, columns in lacking(matrix):
        number = counts[row.coalition.pk] if row.coalition else 0
        again = asked.get(row.municipality.pk)
        found.append(Missing(row, columns, total, number, again))
    return sorted(found, key=lambda one: (not one.has_nothing, not one.may_be_asked))


def lacking(matrix: Matrix) -> list[tuple[Row, list[str]]]:
    """Return the municipalities with something to report, and which interventions (no query)."""
    found = []
    for row in matrix.rows:
        offered = zip(matrix.columns, row.cells, strict=True)
        named = [(column, cell) for column, cell in offered if column.intervention]
        columns = [column.label for column, cell in named if cell.kind == NOT_REPORTED]
        if row.shares and (columns or not row.has_reported):
            found.append((row, columns))
    return found


def asked_lately(region: Region) -> dict[int, date]:
    """Return, per municipality that cannot be asked today, from when it can."""
    rows = SupplementRequest.objects.filter(region=region, again_from__gt=clock.today())
    found = rows.values("municipality").annotate(day=Max("again_from"))
    return dict(found.values_list("municipality", "day"))


def _coordinators(matrix: Matrix) -> Counter[int]:
    keys = {row.coalition.pk for row in matrix.rows if row.coalition}
    rows = Membership.objects.current().filter(
        coalition__in=keys, role=MembershipRole.COORDINATOR, user__is_active=True
    )
    return Counter(rows.values_list("coalition", flat=True))


def _newest_request(_reader: object) -> QuerySet[SupplementRequest]:
    since = {"coalition": OuterRef("coalition"), "updated_at__gt": OuterRef("created_at")}
    told = Exists(Choice.objects.filter(**since)) | Exists(LocalOffer.objects.filter(**since))
    rows = SupplementRequest.objects.filter(coalition=THE_COALITION).annotate(is_told=told)
    return rows.order_by("-created_at", "-pk")[:1]


def _still_open(rows: list[Any]) -> SupplementRequest | None:
    return next((row for row in rows if not row.is_told), None)


REQUEST: Final[LookUp[SupplementRequest | None]] = LookUp(
    "interventions.request",
    _newest_request,
    (*fields_of(SupplementRequest), "region__name", "is_told"),
    _still_open,
)


def open_request(reading: Reading) -> SupplementRequest | None:
    """Return the newest request to this coalition, until it reports something after it."""
    return REQUEST.of(reading)


def asked_step(reading: Reading) -> list[NextStep]:
    """Suggest to report what the region asks for."""
    found = open_request(reading) if reading.may_change else None
    if found is None:
        return []
    reason = _("The region %(region)s asks for it. An empty cell in its table is not a no.")
    return [
        NextStep(
            priority=25,
            title=_("Report which interventions you offer"),
            reason=reason % {"region": found.region.name},
            url=safe_reverse("interventions:choices", slug=reading.coalition.slug),
            action=_("Look at the interventions"),
        )
    ]


def register_own() -> None:
    """Register the next step and the line in the log. Called once when the app is ready."""
    registry.register_next_step(asked_step)
    register_look_up(REQUEST)
    registry.register_history(
        HistorySource(
            "supplement-request",
            SupplementRequest,
            gettext_lazy("Request of the region to report"),
            of_coalition,
            "municipality",
            frozenset({"coalition", "region", "asked_by", "again_from"}),
        )
    )
