"""The line of reasoning: from a figure to what is done, and to the next figure.

It sets beside each other what was recorded, in the order in which it was thought. It never says
that one thing is the result of another.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.choices import AgreementState
from agreements.models import Agreement
from coalitions.choices import AmbitionState
from coalitions.models import Ambition
from coalitions.registry import Reading
from interventions.choices import ChoiceState
from interventions.models import Choice
from interventions.selectors.reach import YearRow, latest_reach
from kansrijkestart.core.links import safe_reverse
from monitoring.models import Interpretation
from monitoring.selectors.pages import Figures, Line, figures_of
from monitoring.selectors.series import say
from monitoring.selectors.tables import telling_lines
from monitoring.selectors.told import Table, Told, figures_table, told_of

STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("figure", gettext_lazy("Figure")),
    ("interpretation", gettext_lazy("Interpretation")),
    ("ambition", gettext_lazy("Ambition")),
    ("work", gettext_lazy("Agreements and interventions")),
    ("reach", gettext_lazy("Reach")),
    ("next", gettext_lazy("Next figure")),
)


@dataclass(frozen=True)
class Said:
    """A sentence about a figure; ``name`` is the Dutch part of it."""

    words: str
    name: str
    url: str


@dataclass(frozen=True)
class Work:
    """An agreement or an intervention for an ambition."""

    kind: str
    state: str
    title: str
    url: str
    reach: YearRow | None = None

    @property
    def is_intervention(self) -> bool:
        return self.kind == "choice"

    @property
    def reach_words(self) -> str:
        """Planned and reached in its latest year; what is not known is said to be not known."""
        if self.reach is None:
            return _("reach: not recorded yet")
        return _("%(year)s: reached %(reached)s, planned %(planned)s") % {
            "year": self.reach.year,
            "reached": self.reach.reached_words,
            "planned": self.reach.planned_words,
        }


@dataclass(frozen=True)
class Strand:
    """One line: what was read in a figure, the ambition after it, and what is done for that."""

    told: Told
    figure: Said
    ambition: Ambition
    works: list[Work]
    next_figure: Said | None

    @property
    def interventions(self) -> list[Work]:
        return [one for one in self.works if one.is_intervention]


@dataclass(frozen=True)
class Record:
    """Everything of one coalition that the line of reasoning is made of."""

    reading: Reading
    table: Table
    told: list[Told]
    ambitions: list[Ambition]
    agreements: list[Agreement]
    choices: list[Choice]
    reach: dict[int, YearRow]
    works: dict[int, list[Work]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.reading.coalition.slug

    @property
    def linked(self) -> set[int]:
        """The ambitions that follow from an interpretation."""
        return {one.pk for told in self.told for one in told.ambitions}

    @cached_property
    def earlier(self) -> Figures:
        """All years, for figures that were read before the newest one came."""
        return figures_of(self.table.figures.municipalities)


def record_of(reading: Reading) -> Record:
    """Look up the whole record, in a fixed number of questions."""
    coalition = reading.coalition
    table = figures_table(coalition)
    rows = Interpretation.objects.filter(coalition=coalition).for_list()
    choices = list(
        Choice.objects.filter(coalition=coalition)
        .exclude(state=ChoiceState.STOPPED)
        .prefetch_related("municipalities__municipality")
        .for_list()
    )
    agreements = Agreement.objects.visible_to(reading.user or AnonymousUser()).filter(
        coalition=coalition
    )
    record = Record(
        reading,
        table,
        told_of(coalition, rows, table),
        list(coalition.ambitions.order_by("created_at", "pk")),
        list(agreements.exclude(state=AgreementState.ENDED).order_by("title_fold", "pk")),
        choices,
        latest_reach(choices),
    )
    record.works.update(_works(record))
    return record


def _works(record: Record) -> dict[int, list[Work]]:
    found: defaultdict[int, list[Work]] = defaultdict(list)
    for row in record.agreements:
        if row.ambition_id:
            url = row.get_absolute_url()
            found[row.ambition_id].append(Work("agreement", row.state, row.title, url))
    for choice in record.choices:
        if choice.ambition_id:
            url = safe_reverse("interventions:reach", slug=record.slug, pk=choice.pk)
            name, reach = choice.intervention.name, record.reach.get(choice.pk)
            found[choice.ambition_id].append(Work("choice", choice.state, name, url, reach))
    return dict(found)


def strands_of(record: Record) -> list[Strand]:
    """Every interpretation with an ambition after it; the newest talk first.

    An ambition that stopped is told in the plan, not here.
    """
    return [
        _strand(record, told, ambition)
        for told in record.told
        for ambition in told.ambitions
        if ambition.state != AmbitionState.STOPPED
    ]


def _strand(record: Record, told: Told, ambition: Ambition) -> Strand:
    lines = record.table.lines(told.row)
    newest = _said(record, lines, told.row)
    figure = _read_then(record, told, lines) if told.newer else newest
    works = record.works.get(ambition.pk, [])
    return Strand(told, figure, ambition, works, newest if told.newer else None)


def _said(record: Record, lines: Sequence[Line], row: Interpretation) -> Said:
    """The newest figure in a sentence; of several, the one that tells most."""
    shown = [*telling_lines(lines, most=1), *lines]
    if not shown:
        return Said(_("No figure is known here."), "", "")
    return Said(
        f"{shown[0].sentence}{_others(lines)}",
        shown[0].indicator.name,
        _figure_url(record, shown[0]),
    )


def _read_then(record: Record, told: Told, lines: Sequence[Line]) -> Said:
    """The figure that lay on the table, now that there is a newer one."""
    shown = [*telling_lines(lines, most=1), *lines][0]
    full = record.earlier.line(shown.indicator, shown.municipality)
    figures = full.series.figures if full else []
    asked = (told.row.read_from, told.row.read_until)
    then = next((one for one in figures if (one.first_year, one.last_year) == asked), None)
    name, url = shown.indicator.name, _figure_url(record, shown)
    if then is None:
        words = _("The figure of %(years)s.") % {"years": told.read.words if told.read else ""}
        return Said(words, name, url)
    return Said(f"{say(then, shown.municipality.name)}{_others(lines)}", name, url)


def _others(lines: Sequence[Line]) -> str:
    """Say how many figures stand beside the one that is told."""
    count = len(lines) - 1
    if count < 1:
        return ""
    words = ngettext(
        "There is %(count)s other figure.", "There are %(count)s other figures.", count
    )
    return " " + words % {"count": count}


def _figure_url(record: Record, line: Line) -> str:
    url = safe_reverse("monitoring:indicator", slug=record.slug, indicator=line.indicator.key)
    many = len(record.table.figures.municipalities) > 1
    return f"{url}?gemeente={line.municipality.code}" if many else url


def indicators_told(record: Record) -> set[int]:
    """The indicators that somebody read: by themselves, or in a set."""
    rows: Iterable[Any] = (told.row for told in record.told)
    found: set[int] = set()
    for row in rows:
        if row.indicator_id:
            found.add(row.indicator_id)
        if row.indicator_set_id:
            found |= record.table.members.get(row.indicator_set_id, set())
    return found
