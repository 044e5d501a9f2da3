"""Answers about the coalition itself: how far it is, who takes part."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import Scope, Stage, levels_of
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    CoalitionStage,
    ParentInvolvement,
    Partnership,
)
from kansrijkestart.core import clock
from monitoring.choices import AnswerForm
from monitoring.selectors import derivations
from monitoring.selectors.derivations import Derived, Places, Source
from monitoring.selectors.derived_parts import (
    chosen,
    grouped,
    of_own,
    on_day,
    path_of,
    since_words,
    yes_of,
)

PRESENT = (Stage.FORMING, Stage.FORMED)


def _source(coalition: Coalition) -> Source:
    words = _("coalition %(name)s: %(stage)s") % {
        "name": coalition.name,
        "stage": coalition.get_stage_display(),
    }
    path = path_of("coalitions:life", coalition.slug)
    return Source("coalition", coalition.pk, since_words(words, coalition.stage_since), path)


def stages(places: Places) -> Mapping[int, Derived]:
    """How far the coalition is, also when it ended; not known is left out."""
    found = {
        place: chosen(own.stage, [_source(own)])
        for place, own in places.own.items()
        if own.stage != Stage.UNKNOWN
    }
    bare = [one.pk for one in places.municipalities if one.pk not in places.own]
    rows = CoalitionMunicipality.objects.filter(
        municipality__in=bare, coalition__stage=Stage.ENDED
    ).select_related("coalition")
    ended = {row.municipality_id: row.coalition for row in rows.order_by("coalition__ended_on")}
    return found | {place: chosen(Stage.ENDED, [_source(one)]) for place, one in ended.items()}


def forms(places: Places) -> Mapping[int, Derived]:
    """Whether the municipality has a local coalition, takes part in a regional one, or both."""
    found: dict[int, Derived] = {}
    for place, coalitions in places.every.items():
        present = [one for one in coalitions if one.stage in PRESENT]
        levels = {level for one in present for level in levels_of(one.scope)}
        if levels:
            keys = [key for key in (Scope.LOCAL, Scope.REGIONAL) if key in levels]
            found[place] = chosen(keys, [_source(one) for one in present])
    return found


def formed_on(places: Places) -> Mapping[int, Derived]:
    """The first day on which the coalition was formed, as far as its stages tell."""
    rows = CoalitionStage.objects.filter(
        coalition__in=[one.pk for one in places.own.values()],
        stage=Stage.FORMED,
        since__isnull=False,
    ).select_related("coalition")
    told = {
        one.pk: on_day(one.stage_since, _source(one))
        for one in places.own.values()
        if one.stage == Stage.FORMED and one.stage_since
    }
    for row in rows.order_by("-since"):
        if row.since is None:
            continue
        words = since_words(_("stage “formed” of %(name)s") % {"name": row.coalition}, row.since)
        path = path_of("coalitions:life", row.coalition.slug)
        told[row.coalition_id] = on_day(row.since, Source("stage", row.pk, words, path))
    return of_own(places, told)


def partner_types(places: Places) -> Mapping[int, Derived]:
    """Which kinds of partners take part today."""
    rows = (
        Partnership.objects.active()
        .filter(coalition__in=[one.pk for one in places.own.values()])
        .for_list()
        .select_related("coalition")
    )
    per_coalition = grouped((row.coalition_id, row) for row in rows)
    told = {
        key: chosen(
            dict.fromkeys(one.partner_type.key for one in partners),
            [_partner_source(one) for one in partners],
        )
        for key, partners in per_coalition.items()
    }
    return of_own(places, told)


def _partner_source(row: Partnership) -> Source:
    words = _("partner %(organisation)s (%(kind)s)") % {
        "organisation": row.organisation,
        "kind": row.partner_type,
    }
    path = path_of("coalitions:partners", row.coalition.slug)
    return Source("partnership", row.pk, since_words(words, row.since), path)


def parents(places: Places) -> Mapping[int, Derived]:
    """Whether parents take part: yes where it is recorded how."""
    today = clock.today()
    rows = ParentInvolvement.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        coalition__in=[one.pk for one in places.own.values()],
    ).select_related("coalition")
    return yes_of(
        places, grouped((row.coalition_id, _parents_source(row)) for row in rows.order_by("pk"))
    )


def _parents_source(row: ParentInvolvement) -> Source:
    words = _("parents take part: %(how)s") % {"how": row.get_form_display()}
    path = path_of("coalitions:partners", row.coalition.slug)
    return Source("parents", row.pk, since_words(words, row.took_place_on), path)


def register_own() -> None:
    """Called once when the app is ready."""
    derivations.register(
        "coalition_stage",
        gettext_lazy("stage of the coalition"),
        stages,
        forms=[AnswerForm.ONE],
        options=[key for key in Stage.values if key != Stage.UNKNOWN],
    )
    derivations.register(
        "coalition_form",
        gettext_lazy("local or regional coalition"),
        forms,
        forms=[AnswerForm.SEVERAL],
        options=[Scope.LOCAL, Scope.REGIONAL],
    )
    derivations.register(
        "coalition_formed_on",
        gettext_lazy("day on which the coalition was formed"),
        formed_on,
        forms=[AnswerForm.DAY],
    )
    derivations.register(
        "partner_types",
        gettext_lazy("kinds of partners that take part"),
        partner_types,
        forms=[AnswerForm.SEVERAL],
    )
    derivations.register(
        "parents_involved",
        gettext_lazy("parents take part"),
        parents,
        forms=[AnswerForm.ONE],
        options=["yes"],
    )
