"""What is not on the line of reasoning yet: per kind, with the page where it can be put there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import AmbitionState
from coalitions.models import Ambition
from interventions.choices import ChoiceState
from interventions.models import Choice
from kansrijkestart.core.links import safe_reverse
from monitoring.selectors.reasoning import Record, indicators_told
from monitoring.selectors.tables import telling_lines


@dataclass(frozen=True)
class Orphan:
    """Something that stands alone: where it is read, and where a coordinator mends it."""

    title: str
    url: str
    mend_url: str
    is_dutch: bool = False


@dataclass(frozen=True)
class Orphans:
    """One kind of what stands alone."""

    key: str
    title: str | Promise
    mend_label: str | Promise
    rows: list[Orphan]


Finder = Callable[[Record], Iterable[Orphan]]


def orphans_of(record: Record) -> list[Orphans]:
    """Every kind of which there is something, in the order of the line."""
    found = (
        Orphans(key, title, label, list(finder(record))) for key, title, label, finder in KINDS
    )
    return [kind for kind in found if kind.rows]


def _figures(record: Record) -> Iterable[Orphan]:
    """Figures that differ from the country and that nobody read by themselves or in a set."""
    told = indicators_told(record)
    figures = record.table.figures
    lines = [line for one in figures.municipalities for line in figures.lines(one)]
    apart = [line for line in lines if line.differs and line.indicator.pk not in told]
    ranked = telling_lines(apart, most=len(apart))
    for indicator in dict.fromkeys(line.indicator for line in ranked):
        url = safe_reverse("monitoring:indicator", slug=record.slug, indicator=indicator.key)
        mend = _url(record, "monitoring:interpretation_add") + f"?cijfer={indicator.key}"
        yield Orphan(indicator.name, url, mend, is_dutch=True)


def _interpretations(record: Record) -> Iterable[Orphan]:
    listed = _url(record, "monitoring:interpretations")
    for told in record.told:
        if told.ambitions:
            continue
        row = told.row
        title = _("%(figure)s, %(day)s") % {
            "figure": str(row),
            "day": date_format(row.discussed_on, "j F Y"),
        }
        mend = _url(record, "monitoring:interpretation_ambition", pk=row.pk)
        yield Orphan(title, f"{listed}#told-{row.pk}", mend, is_dutch=row.indicator_id is not None)


def _running(record: Record) -> list[Ambition]:
    return [one for one in record.ambitions if one.state == AmbitionState.RUNNING]


def _ambition_url(record: Record, ambition: Ambition) -> str:
    return f"{_url(record, 'coalitions:plan')}#ambition-{ambition.pk}"


def _without_figure(record: Record) -> Iterable[Orphan]:
    add = _url(record, "monitoring:interpretation_add")
    for one in _running(record):
        if one.pk not in record.linked:
            yield Orphan(one.title, _ambition_url(record, one), f"{add}?ambitie={one.pk}")


def _without_work(record: Record) -> Iterable[Orphan]:
    add = _url(record, "agreements:create")
    for one in _running(record):
        if not record.works.get(one.pk):
            yield Orphan(one.title, _ambition_url(record, one), f"{add}?ambitie={one.pk}")


def _agreements(record: Record) -> Iterable[Orphan]:
    for row in record.agreements:
        if row.ambition_id is None:
            mend = safe_reverse("agreements:update", pk=row.pk)
            yield Orphan(row.title, row.get_absolute_url(), mend)


def _choices(record: Record) -> Iterable[Orphan]:
    for choice in record.choices:
        if choice.ambition_id is None and choice.state != ChoiceState.CONSIDERED:
            yield _choice(record, choice, "interventions:choice_update")


def _without_reach(record: Record) -> Iterable[Orphan]:
    for choice in record.choices:
        if choice.state == ChoiceState.RUNNING and choice.pk not in record.reach:
            yield _choice(record, choice, "interventions:reach_add")


def _choice(record: Record, choice: Choice, route: str) -> Orphan:
    url = _url(record, "interventions:reach", pk=choice.pk)
    mend = _url(record, route, pk=choice.pk)
    return Orphan(choice.intervention.name, url, mend, is_dutch=True)


def _url(record: Record, name: str, **kwargs: object) -> str:
    return safe_reverse(name, slug=record.slug, **kwargs)


KINDS: Final[tuple[tuple[str, str | Promise, str | Promise, Finder], ...]] = (
    (
        "figures",
        gettext_lazy("Figures that differ from the Netherlands, without an interpretation"),
        gettext_lazy("Talk about it"),
        _figures,
    ),
    (
        "interpretations",
        gettext_lazy("Interpretations without an ambition"),
        gettext_lazy("Make an ambition of this"),
        _interpretations,
    ),
    (
        "ambitions_figure",
        gettext_lazy("Ambitions without a figure"),
        gettext_lazy("Talk about a figure"),
        _without_figure,
    ),
    (
        "ambitions_work",
        gettext_lazy("Ambitions without an agreement or an intervention"),
        gettext_lazy("Add an agreement"),
        _without_work,
    ),
    (
        "agreements",
        gettext_lazy("Agreements without an ambition"),
        gettext_lazy("Choose an ambition"),
        _agreements,
    ),
    (
        "choices",
        gettext_lazy("Interventions without an ambition"),
        gettext_lazy("Choose an ambition"),
        _choices,
    ),
    (
        "reach",
        gettext_lazy("Interventions without a reach"),
        gettext_lazy("Record the reach"),
        _without_reach,
    ),
)
