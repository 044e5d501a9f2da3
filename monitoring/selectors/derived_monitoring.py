"""Answers about monitoring itself: whether figures were read, and of which kind."""

from collections import defaultdict
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.models import Reach
from monitoring.choices import AnswerForm, IndicatorKind
from monitoring.models import Interpretation
from monitoring.selectors import derivations
from monitoring.selectors.derivations import Derived, Places, Source
from monitoring.selectors.derived_parts import chosen, grouped, of_own, path_of, yes_of

KINDS = (IndicatorKind.PROCESS, IndicatorKind.OUTCOME)


def _own(places: Places) -> list[int]:
    return [one.pk for one in places.own.values()]


def _talks(places: Places) -> list[Interpretation]:
    rows = Interpretation.objects.filter(coalition__in=_own(places))
    return list(
        rows.select_related("coalition", "indicator", "indicator_set").order_by(
            "discussed_on", "pk"
        )
    )


def _talk_source(row: Interpretation) -> Source:
    words = _("talk of %(day)s about: %(figure)s") % {
        "day": date_format(row.discussed_on, "j F Y"),
        "figure": row,
    }
    path = path_of("monitoring:interpretations", row.coalition.slug)
    return Source("interpretation", row.pk, words, path)


def baseline(places: Places) -> Mapping[int, Derived]:
    """Yes where the coalition wrote down what its figures tell."""
    return yes_of(places, grouped((row.coalition_id, _talk_source(row)) for row in _talks(places)))


def kinds(places: Places) -> Mapping[int, Derived]:
    """Outcome or process, by the figures talked about; recorded reach is of the process."""
    found: defaultdict[int, dict[str, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for row in _talks(places):
        if row.indicator is not None and row.indicator.kind in KINDS:
            found[row.coalition_id][row.indicator.kind].append(_talk_source(row))
    for reach in _reached(places):
        found[reach.choice.coalition_id][IndicatorKind.PROCESS].append(_reach_source(reach))
    told = {
        key: chosen(
            [kind for kind in KINDS if kind in per_kind],
            [one for kind in KINDS for one in per_kind.get(kind, ())],
        )
        for key, per_kind in found.items()
    }
    return of_own(places, told)


def _reached(places: Places) -> list[Reach]:
    rows = Reach.objects.filter(choice__coalition__in=_own(places))
    return list(
        rows.exclude(reached__isnull=True, reached_few=False)
        .select_related("choice__coalition", "choice__intervention")
        .order_by("choice", "-year", "municipality")
        .distinct("choice")
    )


def _reach_source(row: Reach) -> Source:
    words = _("reach of %(intervention)s in %(year)s") % {
        "intervention": row.choice.intervention.name,
        "year": row.year,
    }
    path = path_of("interventions:choices", row.choice.coalition.slug)
    return Source("reach", row.pk, words, path)


def register_own() -> None:
    """Called once when the app is ready."""
    derivations.register(
        "baseline",
        gettext_lazy("baseline assessment of the figures"),
        baseline,
        forms=[AnswerForm.ONE],
        options=["yes"],
    )
    derivations.register(
        "monitoring_kinds",
        gettext_lazy("monitoring of process or outcome"),
        kinds,
        forms=[AnswerForm.SEVERAL],
        options=KINDS,
    )
