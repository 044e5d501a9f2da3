"""What regional agreements say about next steps, principles and the log."""

from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, AgreementPart, FrameworkVersion, Uptake
from agreements.selectors.uptake import TAKEN, regional_uptake, unanswered
from coalitions import registry
from coalitions.models import Municipality
from coalitions.registry import Fact, HistorySource, NextStep, Reading
from coalitions.selectors.look_ups import LookUp, register_look_up, the_coalition
from coalitions.selectors.newest_changes import by_key, of_coalition
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

MAY_ANSWER: Final = "agreements.set_uptake"
PARENTS = frozenset({"agreement", "municipality", "coalition"})


FRESH: Final[LookUp[list[Agreement]]] = LookUp(
    "agreements.fresh",
    lambda _reader: unanswered(the_coalition)[:1],
    ("title", "coalition__name"),
    list,
)


def next_steps(reading: Reading) -> list[NextStep]:
    """Tell a local coalition of a regional agreement that it has said nothing of yet.

    The lead of a coalition that is both keeps its record, but does not answer.
    """
    coalition = reading.coalition
    if not coalition.is_local or not reading.may_change:
        return []
    fresh = next(iter(FRESH.of(reading)), None)
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
            reason=reason % {"region": fresh.coalition.name, "title": fresh.title},
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
    register_look_up(FRESH)
    registry.register_facts("afspraken", uptake_facts)
    for source in SOURCES:
        registry.register_history(source)
