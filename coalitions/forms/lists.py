"""How the lists of a record can be narrowed and ordered."""

from typing import Final

from django import forms
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ActionState, MeetingKind, Scope, Stage
from kansrijkestart.core.lists import OrderedFilter
from kansrijkestart.core.models import Fold

# The one that is furthest first; the words of a stage have another order in the alphabet.
_FURTHEST: Final = Case(
    *(
        When(stage=stage, then=Value(place))
        for place, stage in enumerate(
            (Stage.FORMED, Stage.FORMING, Stage.ANNOUNCED, Stage.UNKNOWN, Stage.ENDED)
        )
    )
)


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
    scope = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *Scope.choices]
    )
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("All stages")), *Stage.choices]
    )


class ActionFilter(OrderedFilter):
    """Narrow a list of actions."""

    orders = {
        "": (_("open first, by date"), None),
        "title": (_("by title"), (Fold("title"), "pk")),
        "new": (_("newest first"), ("-pk",)),
    }
    texts = ("title",)
    same = ("state",)

    q = forms.CharField(label=_("Search in what is done"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ActionState.choices]
    )


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
    kind = forms.ChoiceField(
        label=_("Kind of meeting"),
        required=False,
        choices=[("", _("All kinds")), *MeetingKind.choices],
    )
