"""How the national map may tell municipalities apart: by stage, by the round, by freshness."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from agreements.models import Agreement
from coalitions.models import Action, Ambition, Answer, Coalition, Meeting, Partnership
from coalitions.selectors.states import MunicipalityState
from interventions.models import Choice
from kansrijkestart.core import clock
from kansrijkestart.dashboard.tilemap import Group, Grouping, by_stage
from monitoring.choices import HANDED_IN
from monitoring.models import Response, Round

HANDED, BUSY, NOT_STARTED, NOT_ASKED = "ingediend", "bezig", "niet-begonnen", "niet-gevraagd"
QUARTER, YEAR, LONGER, NOBODY = "kwartaal", "jaar", "langer", "geen-coalitie"
A_QUARTER, A_YEAR = timedelta(days=92), timedelta(days=366)
# Where a coalition writes what it does; the way from a row to its coalition.
WRITTEN: Final[tuple[tuple[Any, str], ...]] = (
    (Coalition, "pgh_obj"),
    (Partnership, "coalition"),
    (Agreement, "coalition"),
    (Choice, "coalition"),
    (Action, "coalition"),
    (Ambition, "coalition"),
    (Meeting, "coalition"),
    (Answer, "assessment__coalition"),
)


def _group(key: str, css: str, word: Promise, words: Promise) -> tuple[str, Group]:
    return key, Group(key, css, word, words)


ROUND_GROUPS: Final = dict(
    (
        _group(
            HANDED,
            "t3",
            gettext_lazy("handed in"),
            ngettext_lazy("municipality that handed in", "municipalities that handed in", "number"),
        ),
        _group(
            BUSY,
            "t2",
            gettext_lazy("being filled in"),
            ngettext_lazy(
                "municipality that is being filled in",
                "municipalities that are being filled in",
                "number",
            ),
        ),
        _group(
            NOT_STARTED,
            "t1",
            gettext_lazy("not started"),
            ngettext_lazy(
                "municipality that did not start", "municipalities that did not start", "number"
            ),
        ),
        _group(
            NOT_ASKED,
            "t0",
            gettext_lazy("not asked: no coalition known"),
            ngettext_lazy(
                "municipality that is not asked: no coalition known",
                "municipalities that are not asked: no coalition known",
                "number",
            ),
        ),
    )
)
FRESH_GROUPS: Final = dict(
    (
        _group(
            QUARTER,
            "t3",
            gettext_lazy("record changed in the past three months"),
            ngettext_lazy(
                "municipality with a record that was changed in the past three months",
                "municipalities with a record that was changed in the past three months",
                "number",
            ),
        ),
        _group(
            YEAR,
            "t2",
            gettext_lazy("record changed in the past year"),
            ngettext_lazy(
                "municipality with a record that was changed in the past year, not since",
                "municipalities with a record that was changed in the past year, not since",
                "number",
            ),
        ),
        _group(
            LONGER,
            "t1",
            gettext_lazy("record not changed for a year"),
            ngettext_lazy(
                "municipality with a record that was not changed for a year",
                "municipalities with a record that was not changed for a year",
                "number",
            ),
        ),
        _group(
            NOBODY,
            "t0",
            gettext_lazy("no coalition known"),
            ngettext_lazy(
                "municipality of which no coalition is known",
                "municipalities of which no coalition is known",
                "number",
            ),
        ),
    )
)


def by_round() -> Grouping:
    """Tell municipalities apart by how far they are in the newest round that opened (one query).

    As on the page of the round: without a coalition nobody is asked.
    """
    newest = Round.objects.newest_opened()
    rows = Response.objects.filter(round__in=newest.values("pk")[:1], coalition__isnull=False)
    states = dict(rows.values_list("municipality", "state"))

    def value_of(state: MunicipalityState) -> str:
        found = states.get(state.municipality.pk)
        if found is None:
            return NOT_ASKED
        if found in HANDED_IN:
            return HANDED
        return BUSY if found == "busy" else NOT_STARTED

    return Grouping(ROUND_GROUPS, value_of)


def by_freshness() -> Grouping:
    """Tell municipalities apart by when their coalition last wrote in its record (one query).

    Three classes and nothing of what was written: the country reads no records.
    """
    changed, now = _last_changes(), clock.now()

    def value_of(state: MunicipalityState) -> str:
        if state.deciding is None:
            return NOBODY
        last = changed.get(state.deciding.pk)
        if last is None or last < now - A_YEAR:
            return LONGER
        return QUARTER if last >= now - A_QUARTER else YEAR

    return Grouping(FRESH_GROUPS, value_of)


def _last_changes() -> dict[int, datetime]:
    parts = [
        model.events.field.model.objects.order_by()
        .values(of=F(path))
        .annotate(last=Max("pgh_created_at"))
        .values_list("of", "last")
        for model, path in WRITTEN
    ]
    found: dict[int, datetime] = {}
    for coalition, last in parts[0].union(*parts[1:], all=True):
        found[coalition] = max(last, found.get(coalition, last))
    return found


@dataclass(frozen=True)
class Look:
    """One way to look at the map; ``key`` stands in the address."""

    key: str
    name: Promise
    grouping: Callable[[], Grouping]


LOOKS: Final = (
    Look("", gettext_lazy("By stage"), by_stage),
    Look("ronde", gettext_lazy("By the questionnaire"), by_round),
    Look("dossier", gettext_lazy("By how fresh the record is"), by_freshness),
)


def look_of(asked: str) -> Look:
    """Return the look that is asked for; by stage when there is no such look."""
    return next((one for one in LOOKS if one.key == asked), LOOKS[0])
