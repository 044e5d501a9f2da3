"""Which recognised interventions belong to what a coalition sees and wants, each with its reason.

A reason is a figure that is less favourable than the Netherlands and that an analyst put beside the
intervention, or an ambition whose phase is one of the intervention's. What is hidden or unknown
gives none. Nothing here says what works best: the order is phase, then name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import AmbitionState, Phase
from coalitions.models import Ambition, Coalition
from interventions.choices import Kind
from interventions.models import Choice, Intervention
from interventions.selectors.catalogue import RecognitionView, standing_recognition
from kansrijkestart.core.links import safe_reverse
from monitoring.choices import Direction
from monitoring.models import Definition, Indicator, InterventionIndicator
from monitoring.selectors.newest import Newest, newest_of
from monitoring.selectors.pages import Line, in_order, municipalities_of

UNFAVOURABLE: Final = "worse"
KNOWN: Final = frozenset({"better", "similar", UNFAVOURABLE})
NAMED_AT_MOST: Final = 3
PHASES: Final = list(Phase.values)


@dataclass(frozen=True)
class Reason:
    """Why an intervention stands here, in one sentence, and where that is told.

    ``link`` is what the link says, ``about`` what of.
    """

    sentence: str
    url: str
    link: str
    about: str


@dataclass(frozen=True)
class Suggestion:
    """An intervention with its recognition and reasons; ``choice`` when it is on the list."""

    intervention: Intervention
    recognition: RecognitionView
    reasons: list[Reason]
    choice: Choice | None = None


@dataclass(frozen=True)
class Poor:
    """An indicator that is less favourable in some municipalities of the coalition."""

    indicator: Indicator
    lines: list[Line]
    url: str


@dataclass(frozen=True)
class Seen:
    """What the figures say: less favourable ones, and how many of all are not known."""

    poor: list[Poor] = field(default_factory=list)
    unknown: int = 0
    total: int = 0


@dataclass(frozen=True)
class Suggestions:
    """Everything of the page. ``bare`` are figures beside which no recognised intervention stands;
    ``phaseless`` are ambitions that do not say about which phase they are."""

    fresh: list[Suggestion]
    listed: list[Suggestion]
    seen: Seen
    bare: list[Poor]
    ambitions: list[Ambition]
    phaseless: int

    @property
    def has_grounds(self) -> bool:
        """Whether there is anything that a suggestion could rest on."""
        return bool(self.seen.poor or self.ambitions)


def is_unfavourable(line: Line | None) -> bool:
    """The verdict of the figures page, and nothing else."""
    return line is not None and line.verdict == UNFAVOURABLE


def suggestions_for(coalition: Coalition) -> Suggestions:
    """Return the suggestions for a coalition, in a fixed number of queries."""
    items = _recognised()
    beside = _beside(items)
    linked = {one.pk: one for rows in beside.values() for one in rows}
    figures = newest_of(municipalities_of(coalition))
    seen = _seen(coalition, figures, linked.values())
    running = list(coalition.ambitions.filter(state=AmbitionState.RUNNING).order_by("title", "pk"))
    ambitions = [one for one in running if one.phase]
    grounds = _Grounds(coalition, seen, ambitions, len(figures.municipalities))
    chosen = {one.intervention_id: one for one in Choice.objects.filter(coalition=coalition)}
    found = [
        Suggestion(item, view, reasons, chosen.get(item.pk))
        for item, view in items
        if (reasons := grounds.reasons(item, beside.get(item.pk, [])))
    ]
    return Suggestions(
        fresh=[one for one in found if one.choice is None],
        listed=[one for one in found if one.choice is not None],
        seen=seen,
        bare=[one for one in seen.poor if one.indicator.pk not in linked],
        ambitions=ambitions,
        phaseless=len(running) - len(ambitions),
    )


def _recognised() -> list[tuple[Intervention, RecognitionView]]:
    """What may be suggested: a task by law is no choice, a lapsed recognition is none."""
    rows = Intervention.objects.catalogue().exclude(kind=Kind.LEGAL_TASK).for_list()
    found = [(item, view) for item in rows if (view := standing_recognition(item))]
    return sorted(found, key=lambda pair: _order(pair[0]))


def _order(item: Intervention) -> tuple[int, str, int]:
    """By the first phase of the programme that it is for, then by name."""
    first = min((PHASES.index(phase) for phase in item.phases), default=len(PHASES))
    return first, item.name_fold, item.pk


def _beside(items: Iterable[tuple[Intervention, RecognitionView]]) -> dict[int, list[Indicator]]:
    """The indicators that stand beside each intervention."""
    keys = [item.pk for item, _view in items]
    rows = InterventionIndicator.objects.filter(intervention__in=keys).select_related("indicator")
    found: dict[int, list[Indicator]] = {}
    for row in rows:
        found.setdefault(row.intervention_id, []).append(row.indicator)
    return {key: in_order(indicators) for key, indicators in found.items()}


def _seen(coalition: Coalition, figures: Newest, linked: Iterable[Indicator]) -> Seen:
    """Judge every indicator that is published of these municipalities or stands beside something.

    Of a neutral one nobody says that higher is worse, so it is neither known nor unknown here.
    """
    directions = dict(Definition.objects.order_by("number").values_list("indicator", "direction"))
    known = {one.pk: one for one in (*figures.indicators, *linked)}
    poor, unknown, total = [], 0, 0
    for indicator in in_order(known.values()):
        if directions.get(indicator.pk) == Direction.NEUTRAL:
            continue
        lines = [figures.line(indicator, one) for one in figures.municipalities]
        bad = [line for line in lines if line and is_unfavourable(line)]
        total += 1
        if bad:
            poor.append(Poor(indicator, bad, _figure_url(coalition, bad[0], figures)))
        elif not all(line and line.verdict in KNOWN for line in lines):
            unknown += 1
    return Seen(poor, unknown, total)


def _figure_url(coalition: Coalition, line: Line, figures: Newest) -> str:
    url = safe_reverse("monitoring:indicator", slug=coalition.slug, indicator=line.indicator.key)
    many = len(figures.municipalities) > 1
    return f"{url}?gemeente={line.municipality.code}" if many else url


@dataclass
class _Grounds:
    """What a suggestion may rest on."""

    coalition: Coalition
    seen: Seen
    ambitions: Sequence[Ambition]
    places: int

    def reasons(self, item: Intervention, indicators: Iterable[Indicator]) -> list[Reason]:
        keys = {one.pk for one in indicators}
        poor = [one for one in self.seen.poor if one.indicator.pk in keys]
        return [
            *(self._of_figure(one) for one in poor),
            *(self._of_phase(phase) for phase in self.phases if phase in item.phases),
        ]

    def _of_figure(self, poor: Poor) -> Reason:
        words = _figure_words(poor, self.places)
        return Reason(words, poor.url, _("Look at the figure"), poor.indicator.name)

    @cached_property
    def phases(self) -> list[str]:
        """The phases that running ambitions are about."""
        named = {one.phase for one in self.ambitions}
        return [phase for phase in PHASES if phase in named]

    def _of_phase(self, phase: str) -> Reason:
        titles = [one.title for one in self.ambitions if one.phase == phase]
        url = safe_reverse("coalitions:plan", slug=self.coalition.slug)
        word = str(Phase(phase).label)
        return Reason(_ambition_words(titles, word), url, _("Look at the plan"), word)


def _figure_words(poor: Poor, total: int) -> str:
    words = _(
        "Because: %(figure)s is less favourable in %(places)s than in the Netherlands "
        "(%(period)s), and this intervention stands beside that figure."
    )
    periods = sorted({line.figure.period for line in poor.lines})
    return words % {
        "figure": poor.indicator.name,
        "places": places_words(poor.lines, total),
        "period": ", ".join(periods),
    }


def places_words(lines: Sequence[Line], total: int) -> str:
    """Name the municipalities, or say how many when that is a long list."""
    if len(lines) > NAMED_AT_MOST:
        words = _("%(count)s of the %(total)s municipalities")
        return words % {"count": len(lines), "total": total}
    return ", ".join(line.municipality.name for line in lines)


def _ambition_words(titles: Sequence[str], phase: str) -> str:
    """Name the ambitions of a phase, or say how many when that is a long list."""
    if len(titles) > NAMED_AT_MOST:
        words = _(
            "Because: %(count)s of your ambitions are about the phase %(phase)s, and this "
            "intervention is meant for that phase."
        )
        return words % {"count": len(titles), "phase": phase}
    words = ngettext(
        "Because: your ambition %(titles)s is about the phase %(phase)s, and this intervention is "
        "meant for that phase.",
        "Because: your ambitions %(titles)s are about the phase %(phase)s, and this intervention "
        "is meant for that phase.",
        len(titles),
    )
    return words % {"titles": ", ".join(f"“{title}”" for title in titles), "phase": phase}
