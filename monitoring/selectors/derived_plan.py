"""Answers about the plan: ambitions, objectives and the policy they are part of."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from coalitions.choices import AmbitionState, Phase, RoadMapState
from coalitions.models import Ambition, EmbeddingItem, RoadMapItem
from monitoring.choices import AnswerForm
from monitoring.selectors import derivations
from monitoring.selectors.derivations import Derived, Places, Source
from monitoring.selectors.derived_parts import (
    IN_DEVELOPMENT,
    YES,
    chosen,
    grouped,
    of_own,
    path_of,
    yes_of,
)


def _own(places: Places) -> list[int]:
    return [one.pk for one in places.own.values()]


def _ambitions(places: Places) -> dict[int, list[Ambition]]:
    """The ambitions that a coalition works on."""
    rows = Ambition.objects.filter(coalition__in=_own(places), state=AmbitionState.RUNNING)
    found = rows.select_related("coalition").order_by("pk")
    return grouped((row.coalition_id, row) for row in found)


def _ambition_source(row: Ambition) -> Source:
    words = _("ambition “%(title)s”") % {"title": row.title}
    if row.reach_by:
        words = _("%(ambition)s, until %(day)s") % {
            "ambition": words,
            "day": date_format(row.reach_by, "j F Y"),
        }
    return Source("ambition", row.pk, words, path_of("coalitions:plan", row.coalition.slug))


def _sources(rows: Sequence[Ambition]) -> list[Source]:
    return [_ambition_source(row) for row in rows]


def ambitions(places: Places) -> Mapping[int, Derived]:
    """Yes where an ambition is being worked on."""
    return yes_of(places, {key: _sources(rows) for key, rows in _ambitions(places).items()})


def objectives(places: Places) -> Mapping[int, Derived]:
    """Yes with a measurable target; an ambition without one is in development."""
    told: dict[int, Derived] = {}
    for key, rows in _ambitions(places).items():
        measured = [row for row in rows if row.target.strip()]
        answer = YES if measured else IN_DEVELOPMENT
        told[key] = chosen(answer, _sources(measured or rows))
    return of_own(places, told)


def periods(places: Places) -> Mapping[int, Derived]:
    """The phases of the ambitions, those that have one."""
    told: dict[int, Derived] = {}
    for key, rows in _ambitions(places).items():
        phased = [row for row in rows if row.phase]
        keys = [phase for phase in Phase.values if phase in {row.phase for row in phased}]
        if keys:
            told[key] = chosen(keys, _sources(phased))
    return of_own(places, told)


def joint_plan(places: Places) -> Mapping[int, Derived]:
    """Yes with ambitions and a road map; with one of the two a plan is in development."""
    ambitious = _ambitions(places)
    rows = RoadMapItem.objects.filter(coalition__in=_own(places))
    kept = rows.exclude(state=RoadMapState.DROPPED).select_related("coalition").order_by("pk")
    mapped = grouped((row.coalition_id, row) for row in kept)
    told: dict[int, Derived] = {}
    for key in ambitious.keys() | mapped.keys():
        is_whole = key in ambitious and key in mapped
        sources = [
            *_sources(ambitious.get(key, [])),
            *(_deliverable_source(row) for row in mapped.get(key, [])),
        ]
        told[key] = chosen(YES if is_whole else IN_DEVELOPMENT, sources)
    return of_own(places, told)


def _deliverable_source(row: RoadMapItem) -> Source:
    words = _("road map: %(what)s (%(state)s)") % {
        "what": row.deliverable,
        "state": row.get_state_display(),
    }
    return Source("deliverable", row.pk, words, path_of("coalitions:road_map", row.coalition.slug))


def policy_framework(places: Places) -> Mapping[int, Derived]:
    """Yes where something is anchored in policy, or an agreement in force belongs to a plan."""
    anchored = EmbeddingItem.objects.filter(coalition__in=_own(places), ended_on__isnull=True)
    planned = Agreement.objects.in_force().filter(coalition__in=_own(places)).exclude(plan_name="")
    pairs = [
        *(
            (row.coalition_id, _embedding_source(row))
            for row in anchored.select_related("coalition").order_by("pk")
        ),
        *(
            (row.coalition_id, _plan_source(row))
            for row in planned.select_related("coalition").order_by("pk")
        ),
    ]
    return yes_of(places, grouped(pairs))


def _embedding_source(row: EmbeddingItem) -> Source:
    words = _("“%(title)s”, anchored in: %(place)s") % {"title": row.title, "place": row.place}
    return Source("embedding", row.pk, words, path_of("coalitions:embedding", row.coalition.slug))


def _plan_source(row: Agreement) -> Source:
    words = _("agreement “%(title)s”, part of %(plan)s") % {
        "title": row.title,
        "plan": row.plan_name,
    }
    return Source("agreement", row.pk, words, row.get_absolute_url())


def register_own() -> None:
    """Called once when the app is ready."""
    one, begun = [AnswerForm.ONE], [YES, IN_DEVELOPMENT]
    register = derivations.register
    register("joint_plan", gettext_lazy("joint plan"), joint_plan, forms=one, options=begun)
    register("objectives", gettext_lazy("objectives"), objectives, forms=one, options=begun)
    register(
        "objective_periods",
        gettext_lazy("periods of the ambitions"),
        periods,
        forms=[AnswerForm.SEVERAL],
        options=Phase.values,
    )
    register("ambitions", gettext_lazy("joint ambitions"), ambitions, forms=one, options=[YES])
    register(
        "policy_framework",
        gettext_lazy("part of a wider policy framework"),
        policy_framework,
        forms=one,
        options=[YES],
    )
