"""What the plan pages show, and what a plan says about steps, principles and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.choices import AmbitionState, Scope
from coalitions.models import Action, Ambition, Coalition, EmbeddingItem, RoadMapItem
from coalitions.models.plan import regional_around
from coalitions.registry import Fact, NextStep, Reading, StepFact, StepState
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

# So long before its end an embedding item is mentioned.
LEVELS: Final = (Scope.LOCAL, Scope.REGIONAL)
SOON: Final = timedelta(days=183)


def ambitions_of(coalition: Coalition) -> QuerySet[Ambition]:
    """Return a coalition's ambitions, those that run first, each with its actions."""
    actions = Action.objects.for_plan()
    return (
        Ambition.objects.filter(coalition=coalition)
        .annotate(is_over=~Q(state=AmbitionState.RUNNING))
        .select_related("goal")
        .prefetch_related(Prefetch("actions", queryset=actions, to_attr="plan_actions"))
        .order_by("is_over", "-ended_on", "created_at", "pk")
    )


@dataclass(frozen=True)
class EmbeddingRow:
    """An embedding item with what its end date means today; nothing of it is a fault."""

    item: EmbeddingItem
    today: date

    @property
    def is_over(self) -> bool:
        return self.item.until is not None and self.item.until < self.today

    @property
    def end(self) -> str:
        """The end date in words; empty when there is none."""
        return date_format(self.item.until, "j F Y") if self.item.until else ""

    @property
    def runs_out(self) -> bool:
        """Ends within six months."""
        return (
            self.item.until is not None
            and not self.is_over
            and (self.item.until <= self.today + SOON)
        )


def _embedded() -> QuerySet[EmbeddingItem]:
    return EmbeddingItem.objects.filter(ended_on__isnull=True).order_by("until", "pk")


def _embedding_rows(items: Iterable[EmbeddingItem]) -> list[EmbeddingRow]:
    today = clock.today()
    return [EmbeddingRow(item, today) for item in items]


def embedding_of(coalition: Coalition) -> list[EmbeddingRow]:
    """Return what makes the work last, the first to end on top; ended items are left out."""
    return _embedding_rows(_embedded().filter(coalition=coalition).select_related("organisation"))


@dataclass(frozen=True)
class RoadMapColumn:
    """The deliverables of one level, those of the region beside the own ones."""

    level: Scope
    rows: list[RoadMapItem]


def road_map_of(coalition: Coalition) -> list[RoadMapColumn]:
    """Return local and regional deliverables, also those of the regional coalition around."""
    around = regional_around(Coalition.objects.filter(pk=coalition.pk))
    rows = RoadMapItem.objects.filter(Q(coalition=coalition) | Q(coalition__in=around))
    found = list(rows.for_list())
    return [
        RoadMapColumn(level, [row for row in found if row.level == level])
        for level in (Scope.LOCAL, Scope.REGIONAL)
    ]


AMBITIONS: Final[LookUp[list[Ambition]]] = LookUp(
    "plan.ambitions",
    lambda _reader: Ambition.objects.filter(
        coalition=THE_COALITION, state=AmbitionState.RUNNING
    ).order_by("pk"),
    ("title",),
    list,
)
EMBEDDING: Final[LookUp[list[EmbeddingRow]]] = LookUp(
    "plan.embedding",
    lambda _reader: _embedded().filter(coalition=THE_COALITION),
    ("title", "anchored_in", "anchored_other", "until", "has_no_end", "organisation_id"),
    _embedding_rows,
)


def _url(reading: Reading, name: str) -> str:
    return safe_reverse(f"coalitions:{name}", slug=reading.coalition.slug)


def ambition_step(reading: Reading) -> StepFact | None:
    """Step 1: a coalition with an ambition has begun, also before its partners are recorded."""
    number = len(AMBITIONS.of(reading))
    if not number:
        return None
    words = ngettext("%(number)s ambition", "%(number)s ambitions", number)
    return StepFact(StepState.STARTED, words % {"number": number})


def embedding_step(reading: Reading) -> StepFact | None:
    """Step 7: recorded when something holds today of which the owner and the end are known."""
    rows = EMBEDDING.of(reading)
    if not rows:
        return None
    holding = [row for row in rows if not row.is_over]
    is_clear = any(
        row.item.organisation_id and (row.item.until or row.item.has_no_end) for row in holding
    )
    soon = [row for row in holding if row.runs_out]
    if soon:
        words = _("runs out on %(date)s") % {"date": soon[0].end}
    else:
        words = ngettext("%(number)s anchored", "%(number)s anchored", len(holding))
        words %= {"number": len(holding)}
    return StepFact(StepState.RECORDED if is_clear else StepState.STARTED, words)


def ambition_facts(reading: Reading) -> list[Fact]:
    """Principle 1: the ambition, word for word when there is one."""
    found, url = AMBITIONS.of(reading), _url(reading, "plan")
    if not found:
        return [Fact(_("Ambition not recorded yet."), url, is_known=False, position=20)]
    if len(found) == 1:
        text = _("Ambition: %(title)s.") % {"title": found[0].title.rstrip(".")}
    else:
        text = _("%(number)s ambitions, the first: %(title)s.") % {
            "number": len(found),
            "title": found[0].title.rstrip("."),
        }
    return [Fact(text, url, position=20)]


def embedding_facts(reading: Reading) -> list[Fact]:
    """Principle 1: where it is anchored, and what runs out."""
    rows, url = EMBEDDING.of(reading), _url(reading, "embedding")
    holding = [row for row in rows if not row.is_over]
    if not holding:
        return []
    places = list(dict.fromkeys(row.item.place for row in holding))
    facts = [Fact(_("Anchored in: %(places)s.") % {"places": ", ".join(places)}, url, position=31)]
    return facts + [
        Fact(
            _("%(title)s: runs out on %(date)s.")
            % {
                "title": row.item.title.rstrip("."),
                "date": row.end,
            },
            url,
            position=32,
        )
        for row in holding
        if row.runs_out
    ]


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest an ambition, and another look at what runs out or is anchored nowhere."""
    if not reading.may_change:
        return []
    if not AMBITIONS.of(reading):
        return [
            NextStep(
                45,
                _("Write down an ambition"),
                _("No ambition has been recorded yet: for whom do you want what, and when?"),
                _url(reading, "ambition_add"),
                _("Add an ambition"),
            )
        ]
    rows, url = EMBEDDING.of(reading), _url(reading, "embedding")
    if not rows:
        return [
            NextStep(
                80,
                _("Think of what makes it last"),
                _("There is an ambition. Where is it anchored, and until when?"),
                url,
                _("Open embedding"),
            )
        ]
    return [
        NextStep(
            52,
            _("Look at what runs out"),
            _("“%(title)s” runs out on %(date)s.") % {"title": row.item.title, "date": row.end},
            url,
            _("Open embedding"),
        )
        for row in rows
        if row.runs_out
    ][:1]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_step("coalitie", ambition_step)
    registry.register_step("borging", embedding_step)
    registry.register_facts("trekker", ambition_facts)
    registry.register_facts("trekker", embedding_facts)
    registry.register_next_step(next_steps)
    register_look_up(AMBITIONS, EMBEDDING)
