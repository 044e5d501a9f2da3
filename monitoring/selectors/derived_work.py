"""Answers about what is agreed and done: agreements, activities, interventions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import Level, UptakeState
from agreements.models import Agreement, Uptake
from coalitions.choices import ActionState, Scope
from coalitions.models import Action
from interventions.choices import ChoiceState, Kind
from interventions.models import Choice
from interventions.selectors.catalogue import standing_recognition
from kansrijkestart.core.links import safe_reverse
from monitoring.choices import AnswerForm
from monitoring.selectors import derivations
from monitoring.selectors.derivations import Derived, Places, Source
from monitoring.selectors.derived_parts import (
    NO,
    YES,
    chosen,
    counted,
    grouped,
    path_of,
    since_words,
)

PRENATAL_VISIT: Final = "prenataal-huisbezoek-jgz"
EXECUTIVE, POLICY = "executive", "policy"
# The two levels of the questionnaire; the mapping is a choice of this project (ADR 0030).
LEVELS: Final = {
    Level.IMPLEMENTATION: EXECUTIVE,
    Level.ORGANISATION: POLICY,
    Level.GOVERNANCE: POLICY,
}
TAKEN: Final = (UptakeState.TAKEN_OVER, UptakeState.ADAPTED)


def _own(places: Places) -> list[int]:
    return [one.pk for one in places.own.values()]


def agreement_levels(places: Places) -> Mapping[int, Derived]:
    """The levels of agreements in force: the coalition's own, and regional ones taken over."""
    rows = Agreement.objects.in_force().filter(coalition__in=_own(places)).order_by("pk")
    own = grouped((row.coalition_id, row) for row in rows)
    found: dict[int, list[Agreement]] = {
        place: list(own.get(coalition.pk, ())) for place, coalition in places.own.items()
    }
    for uptake in _taken(places):
        found.setdefault(uptake.municipality_id, []).append(uptake.agreement)
    told: dict[int, Derived] = {}
    for place, agreements in found.items():
        levelled = {one.pk: one for one in agreements if one.levels}
        keys = {LEVELS[Level(level)] for one in levelled.values() for level in one.levels}
        if keys:
            told[place] = chosen(
                [key for key in (EXECUTIVE, POLICY) if key in keys],
                [_agreement_source(one) for one in levelled.values()],
            )
    return told


def _taken(places: Places) -> Iterator[Uptake]:
    rows = Uptake.objects.filter(
        municipality__in=[one.pk for one in places.municipalities],
        state__in=TAKEN,
        agreement__in=Agreement.objects.in_force().filter(scope=Scope.REGIONAL).values("pk"),
    )
    return rows.select_related("agreement").order_by("agreement").iterator()


def _agreement_source(row: Agreement) -> Source:
    words = _("agreement “%(title)s”") % {"title": row.title}
    if row.starts_on:
        words = _("%(agreement)s, in force since %(day)s") % {
            "agreement": words,
            "day": date_format(row.starts_on, "j F Y"),
        }
    return Source("agreement", row.pk, words, row.get_absolute_url())


def _choices(places: Places, *states: ChoiceState) -> dict[int, list[Choice]]:
    """Per municipality what its coalition chose for it; without places it is for all of them."""
    rows = (
        Choice.objects.filter(coalition__in=_own(places), state__in=states)
        .select_related("coalition", "intervention")
        .prefetch_related("municipalities", "intervention__recognitions")
        .order_by("pk")
    )
    per_coalition = grouped((row.coalition_id, row) for row in rows)
    found: defaultdict[int, list[Choice]] = defaultdict(list)
    for place, own in places.own.items():
        for row in per_coalition.get(own.pk, ()):
            named = {one.municipality_id for one in row.municipalities.all()}
            if not named or place in named:
                found[place].append(row)
    return dict(found)


def _choice_source(row: Choice) -> Source:
    words = _("%(intervention)s: %(state)s") % {
        "intervention": row.intervention.name,
        "state": row.get_state_display(),
    }
    path = path_of("interventions:choices", row.coalition.slug)
    return Source("choice", row.pk, since_words(words, row.since), path)


def activities(places: Places) -> Mapping[int, Derived]:
    """Yes where an intervention runs or an action is done."""
    running = _choices(places, ChoiceState.RUNNING)
    rows = Action.objects.filter(coalition__in=_own(places), state=ActionState.DONE)
    done = grouped(
        (row.coalition_id, _action_source(row))
        for row in rows.select_related("coalition").order_by("pk")
    )
    told: dict[int, Derived] = {}
    for place, own in places.own.items():
        sources = [*map(_choice_source, running.get(place, ())), *done.get(own.pk, ())]
        if sources:
            told[place] = chosen(YES, sources)
    return told


def _action_source(row: Action) -> Source:
    words = since_words(_("action “%(title)s”, done") % {"title": row.title}, row.done_on)
    return Source("action", row.pk, words, path_of("coalitions:actions", row.coalition.slug))


def prenatal_visit(places: Places) -> Mapping[int, Derived]:
    """Whether the prenatal home visit is offered: it runs, or was recorded as stopped."""
    told: dict[int, Derived] = {}
    for place, rows in _choices(places, ChoiceState.RUNNING, ChoiceState.STOPPED).items():
        for row in rows:
            if row.intervention.slug == PRENATAL_VISIT:
                runs = row.state == ChoiceState.RUNNING
                told[place] = chosen(YES if runs else NO, [_choice_source(row)])
    return told


def prenatal_visit_week(places: Places) -> Mapping[int, Derived]:
    """The earliest week of the visit that the catalogue knows, where the visit is offered."""
    told: dict[int, Derived] = {}
    for place, rows in _choices(places, ChoiceState.RUNNING).items():
        for row in rows:
            task = row.intervention
            if task.slug == PRENATAL_VISIT and task.earliest_week:
                words = _("%(task)s, from week %(week)s") % {
                    "task": task.name,
                    "week": task.earliest_week,
                }
                path = safe_reverse("interventions:detail", slug=task.slug)
                source = Source("intervention", task.pk, words, path)
                told[place] = counted([source], task.earliest_week)
    return told


def running_interventions(places: Places) -> Mapping[int, Derived]:
    """How many interventions run, where any does."""
    told: dict[int, Derived] = {}
    for place, rows in _choices(places, ChoiceState.RUNNING).items():
        sources = [_choice_source(row) for row in rows if row.intervention.kind in OFFERED]
        if sources:
            told[place] = counted(sources)
    return told


def recognised_interventions(places: Places) -> Mapping[int, Derived]:
    """How many of those that run have a recognition; none of them is a real zero."""
    told: dict[int, Derived] = {}
    for place, rows in _choices(places, ChoiceState.RUNNING).items():
        offered = [row for row in rows if row.intervention.kind in OFFERED]
        recognised = [row for row in offered if standing_recognition(row.intervention)]
        if offered:
            sources = [_choice_source(row) for row in recognised or offered]
            told[place] = counted(sources, len(recognised))
    return told


OFFERED: Final = (Kind.INTERVENTION, Kind.WORKING_METHOD)


def register_own() -> None:
    """Called once when the app is ready."""
    one, number = [AnswerForm.ONE], [AnswerForm.NUMBER]
    register = derivations.register
    register(
        "agreement_levels",
        gettext_lazy("levels of agreements in force"),
        agreement_levels,
        forms=[AnswerForm.SEVERAL],
        options=[EXECUTIVE, POLICY],
    )
    register("activities", gettext_lazy("activities"), activities, forms=one, options=[YES])
    register(
        "prenatal_visit",
        gettext_lazy("prenatal home visit is offered"),
        prenatal_visit,
        forms=one,
        options=[YES, NO],
    )
    register(
        "prenatal_visit_week",
        gettext_lazy("earliest week of the prenatal home visit"),
        prenatal_visit_week,
        forms=number,
    )
    register(
        "interventions_running",
        gettext_lazy("number of interventions that run"),
        running_interventions,
        forms=number,
    )
    register(
        "interventions_recognised",
        gettext_lazy("number of recognised interventions that run"),
        recognised_interventions,
        forms=number,
    )
