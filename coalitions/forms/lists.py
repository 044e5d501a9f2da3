"""How the lists of a record can be narrowed and ordered."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from coalitions.choices import (
    ActionState,
    AmbitionState,
    ExampleState,
    MeetingKind,
    Phase,
    RoadMapState,
    Scope,
    Stage,
)
from kansrijkestart.core.lists import OrderedFilter, RowsFilter, choice_of
from kansrijkestart.core.models import Fold, stored_fold
from kansrijkestart.core.since import SinceFilter

# The one that is furthest first; the words of a stage have another order in the alphabet.
_FURTHEST: Final = Case(
    *(
        When(stage=stage, then=Value(place))
        for place, stage in enumerate(
            (Stage.FORMED, Stage.FORMING, Stage.ANNOUNCED, Stage.UNKNOWN, Stage.ENDED)
        )
    )
)


_ROAD_MAP_STATES: Final = list(RoadMapState)


class CoalitionFilterForm(OrderedFilter):
    """Narrow the list of coalitions."""

    orders = {
        "": (_("by name"), None),
        "stage": (_("by stage, the furthest first"), (_FURTHEST, "name_fold", "pk")),
        "region": (
            _("by region"),
            (F("region__name_fold").asc(nulls_last=True), "name_fold", "pk"),
        ),
    }
    texts = ("name",)
    same = ("scope", "stage")

    q = forms.CharField(label=_("Name"), required=False, max_length=120)
    scope = choice_of(_("Kind"), _("All kinds"), Scope)
    stage = choice_of(_("Stage"), _("All stages"), Stage)


class ActionFilter(SinceFilter):
    """Narrow a list of actions."""

    orders = {
        "": (_("open first, by date"), None),
        "title": (_("by title"), (Fold("title"), "pk")),
        "new": (_("newest first"), ("-pk",)),
    }
    texts = ("title",)
    same = ("state",)

    q = forms.CharField(label=_("Search in what is done"), required=False, max_length=100)
    state = choice_of(_("State"), _("All states"), ActionState)


class MeetingFilter(OrderedFilter):
    """Narrow the list of meetings held."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("held_on", "pk")),
        "kind": (_("by kind"), ("kind", "-held_on", "-pk")),
    }
    texts = ("outcome",)
    same = ("kind",)

    q = forms.CharField(label=_("Search in what came of it"), required=False, max_length=100)
    kind = choice_of(_("Kind of meeting"), _("All kinds"), MeetingKind)


class AmbitionFilter(OrderedFilter):
    """Narrow the list of ambitions."""

    orders = {
        "": (_("running first"), None),
        "title": (_("by title"), (Fold("title"), "pk")),
        "day": (_("by day, the first day first"), (F("reach_by").asc(nulls_last=True), "pk")),
    }
    texts = ("title", "for_whom", "target")
    same = ("state", "phase")

    q = forms.CharField(label=_("Search in ambitions"), required=False, max_length=100)
    state = choice_of(_("State"), _("All states"), AmbitionState)
    phase = choice_of(_("Phase"), _("All phases"), Phase)


class OwnExampleFilter(OrderedFilter):
    """Narrow a coalition's own practice examples."""

    orders = {
        "": (_("changed last first"), None),
        "title": (_("by title"), (Fold("title"), "pk")),
        "state": (_("by state"), ("state", Fold("title"), "pk")),
    }
    texts = ("title", "what")
    same = ("state",)

    q = forms.CharField(label=_("Search in examples"), required=False, max_length=100)
    state = choice_of(_("State"), _("All states"), ExampleState)


class PollFilter(OrderedFilter):
    """Narrow the polls of a coalition."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("opened_on", "pk")),
        "title": (_("by title"), (Fold("title"), "pk")),
    }
    texts = ("title",)

    q = forms.CharField(label=_("Title"), required=False, max_length=100)


class InvitedFilter(OrderedFilter):
    """Narrow the list of who was asked in a poll."""

    orders = {
        "": (_("as they were invited"), None),
        "person": (_("by person"), (Fold("member__name"), Fold("email"), "pk")),
        "organisation": (
            _("by organisation"),
            (F("organisation__name_fold").asc(nulls_last=True), "pk"),
        ),
    }
    texts = ("member__name", "email", "organisation__name")

    q = forms.CharField(
        label=_("Name, e-mail address or organisation"), required=False, max_length=200
    )


class ComingFilter(RowsFilter):
    """Narrow and order what lies ahead."""

    orders = {
        "": (_("the first day first"), None),
        "last": (_("the last day first"), lambda one: -one.on.toordinal()),
    }

    def said_by(self, row: Any) -> str:
        return f"{row.name} {row.words}"


class EmbeddingFilter(RowsFilter):
    """Narrow and order what makes the work last."""

    orders = {
        "": (_("the first to end first"), None),
        "title": (_("by name"), lambda row: stored_fold(row.item.title)),
        "place": (_("by where it is anchored"), lambda row: (row.item.place, row.item.title)),
    }

    def said_by(self, row: Any) -> str:
        return f"{row.item.title} {row.item.place} {row.item.organisation or ''}"


class RoadMapFilter(RowsFilter):
    """Narrow and order the deliverables of a road map, each level by itself."""

    orders = {
        "": (_("the first deadline first"), None),
        "title": (_("by name"), lambda item: stored_fold(item.deliverable)),
        "state": (_("by state"), lambda item: _ROAD_MAP_STATES.index(item.state)),
    }

    state = choice_of(_("State"), _("All states"), RoadMapState)

    def said_by(self, item: Any) -> str:
        return f"{item.deliverable} {item.organisation or ''}"

    def narrow(self, rows: Iterable[Any]) -> list[Any]:
        wanted = self.asked.get("state")
        return super().narrow(item for item in rows if not wanted or item.state == wanted)


class TimelineFilter(ComingFilter):
    """Narrow and order what happened."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), lambda one: one.on),
    }
