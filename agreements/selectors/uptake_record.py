"""What regional agreements say about next steps, principles and the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, AgreementPart, FrameworkVersion, Uptake
from agreements.selectors.uptake import TAKEN, regional_uptake, unanswered
from coalitions import registry
from coalitions.models import Coalition, Municipality
from coalitions.registry import Fact, HistorySource, NextStep, Reading
from coalitions.selectors.newest_changes import by_key, of_coalition
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

MAY_ANSWER: Final = "agreements.set_uptake"
FRESH: Final = "agreements.fresh"
PARENTS = frozenset({"agreement", "municipality", "coalition"})


@dataclass(frozen=True)
class Fresh:
    """A regional agreement of which a municipality of the coalition told nothing yet."""

    title: str
    region: str


def look_up_together(readings: Sequence[Reading]) -> None:
    """Look up what is new for several coalitions, for a page that shows them all (one query)."""
    found = _fresh([reading.coalition for reading in readings if _asks(reading)])
    for reading in readings:
        reading.remember(FRESH, partial(found.get, reading.coalition.pk))


def _asks(reading: Reading) -> bool:
    return reading.coalition.is_local and reading.may_change


def _fresh(coalitions: Sequence[Coalition]) -> dict[int, Fresh]:
    """Return per coalition, by its key, the newest such agreement, in one query."""
    parts = [_newest_for(coalition) for coalition in coalitions]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True)
    return {asked: Fresh(title, region) for asked, title, region in rows}


def _newest_for(coalition: Coalition) -> QuerySet[Agreement, tuple[Any, ...]]:
    named = unanswered(coalition).annotate(asked=Value(coalition.pk, BigIntegerField()))
    return named.values_list("asked", "title", "coalition__name")[:1]


def next_steps(reading: Reading) -> list[NextStep]:
    """Tell a local coalition of a regional agreement that it has said nothing of yet.

    The lead of a coalition that is both keeps its record, but does not answer.
    """
    coalition = reading.coalition
    if not _asks(reading):
        return []
    fresh = reading.remember(FRESH, lambda: _fresh([coalition]).get(coalition.pk))
    if fresh is None:
        return []
    user = reading.user
    if coalition.is_regional and not (user and user.has_perm(MAY_ANSWER, coalition)):
        return []
    reason = _("%(region)s proposes “%(title)s”. Only the municipality says what it does with it.")
    return [
        NextStep(
            priority=27,
            title=_("New regional agreement"),
            reason=reason % {"region": fresh.region, "title": fresh.title},
            url=safe_reverse("agreements:regional", slug=coalition.slug),
            action=_("Look at the regional agreements"),
        )
    ]


def uptake_facts(reading: Reading) -> list[Fact]:
    """Regional principle 3: in how many municipalities a regional agreement was taken over."""
    coalition = reading.coalition
    if coalition.is_local:  # also of both: it walks the local checklist
        return []
    tables = reading.remember("agreements.uptake", lambda: regional_uptake(coalition))
    if not tables:
        return []
    rows = [row for table in tables for row in table.rows]
    everybody = {row.municipality.pk for row in rows}
    taken = {row.municipality.pk for row in rows if row.state in TAKEN}
    words = ngettext(
        "In %(taken)s of %(total)s municipality a regional agreement is taken over.",
        "In %(taken)s of %(total)s municipalities a regional agreement is taken over.",
        len(everybody),
    ) % {"taken": len(taken), "total": len(everybody)}
    url = safe_reverse("agreements:list", slug=coalition.slug)
    return [Fact(words, url, is_known=bool(taken), position=15)]


def _uptake_within(reading: Reading) -> Q | None:
    """A local coalition reads that of its municipalities, who keeps the regional record all of it.

    Also of a municipality that it worked for and that was abolished. The note of a municipality is
    for whoever keeps the regional record, not for all who read it.
    """
    coalition, user = reading.coalition, reading.user
    own = Q()
    if coalition.is_local:
        former = Municipality.objects.filter(
            pk__in=coalition.coverage.values("municipality"), valid_until__lte=clock.today()
        )
        own = Q(municipality__in=Municipality.objects.covered_by(coalition).values("pk"))
        own |= Q(municipality__in=former.values("pk"))
    if not coalition.is_regional:
        return own
    keeps = user is not None and user.has_perm("coalitions.change_coalition", coalition)
    agreements = Agreement.objects.filter(coalition=coalition)
    if keeps:
        return own | Q(agreement__in=agreements.values("pk"))
    return own if coalition.is_local else None


@by_key
def _of_its_agreements(key: Any) -> Q:
    return Q(agreement__in=Agreement.objects.filter(coalition=key).values("pk"))


SOURCES = (
    HistorySource(
        "uptake",
        Uptake,
        gettext_lazy("Uptake of a regional agreement"),
        _uptake_within,
        "municipality",
        PARENTS,
        about_field="agreement",
        said_field="state",
    ),
    HistorySource(
        "framework",
        FrameworkVersion,
        gettext_lazy("Version of the regional framework"),
        of_coalition,
        "number",
        PARENTS,
    ),
    HistorySource(
        "agreement-part",
        AgreementPart,
        gettext_lazy("Part of the regional framework"),
        _of_its_agreements,
        "part",
        PARENTS,
        about_field="agreement",
    ),
)


def register_own() -> None:
    """Register everything above. Called once when the app is ready."""
    registry.register_next_step(next_steps)
    registry.register_facts("afspraken", uptake_facts)
    for source in SOURCES:
        registry.register_history(source)
