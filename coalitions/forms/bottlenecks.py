"""Bottlenecks: what, where, who; the rest folds away. And what a region answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import BottleneckState
from coalitions.forms.actions import members_for, organisations_for, who_key
from coalitions.forms.fields import DayField
from coalitions.models import (
    Bottleneck,
    BottleneckResponse,
    Coalition,
    Municipality,
    Organisation,
)
from kansrijkestart.core.forms import (
    NO_PERSONS_HELP,
    IdempotentFormMixin,
    KsForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)
from kansrijkestart.core.lists import OrderedFilter
from kansrijkestart.core.models import Fold

PLAIN = ("title", "text", "place", "state", "why_not", "solution", "solved_on")


class BottleneckForm(IdempotentFormMixin, VersionedFormMixin, KsForm):
    """One field for where, one for who; state and solution when it exists already."""

    title = forms.CharField(
        label=gettext_lazy("What goes wrong?"), max_length=200, help_text=NO_PERSONS_HELP
    )
    where = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    who = forms.ChoiceField(label=gettext_lazy("Who picks it up?"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=BottleneckState.choices, initial=BottleneckState.OPEN
    )
    text = forms.CharField(
        label=gettext_lazy("Explanation"), required=False, max_length=2000, widget=forms.Textarea
    )
    place = forms.CharField(
        label=gettext_lazy("Which place or which service?"), required=False, max_length=200
    )
    solution = forms.CharField(
        label=gettext_lazy("What is the solution?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )
    solved_on = DayField(label=gettext_lazy("Solved on"), required=False)
    why_not = forms.CharField(
        label=gettext_lazy("Why will it not be solved?"),
        required=False,
        max_length=500,
        help_text=NO_PERSONS_HELP,
    )

    folded = ("text", "place", "solution", "solved_on", "why_not")

    def __init__(
        self, *args: Any, coalition: Coalition, instance: Bottleneck | None = None, **kwargs: Any
    ) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in PLAIN} | {
                "where": instance.municipality_id or "",
                "who": who_key(instance),
            }
        super().__init__(*args, **kwargs)
        self.people = members_for(coalition, instance)
        self.organisations = organisations_for(coalition, instance)
        self.places = list(Municipality.objects.covered_by(coalition).order_by("name_fold"))
        if instance and instance.municipality and instance.municipality not in self.places:
            self.places.append(instance.municipality)
        set_choices(
            self,
            "where",
            [("", _("Everywhere in the coalition")), *((str(p.pk), p.name) for p in self.places)],
        )
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Not agreed yet")),
            (_("People with an account"), [(f"u{u.pk}", str(u)) for u in self.people]),
            (_("Partners"), [(f"o{o.pk}", o.name) for o in self.organisations]),
        ]
        if instance is None:
            for name in ("state", "solution", "solved_on", "why_not"):
                del self.fields[name]

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "who":
            return who_key(record)
        return record.municipality_id if name == "where" else super().stored_value(record, name)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        data = self.cleaned_data
        people = {f"u{user.pk}": user for user in self.people}
        organisations = {f"o{row.pk}": row for row in self.organisations}
        places = {str(place.pk): place for place in self.places}
        return {name: data[name] for name in PLAIN if name in self.fields} | {
            "municipality": places.get(data["where"]),
            "assigned_to": people.get(data["who"]),
            "organisation": organisations.get(data["who"]),
        }


class BottleneckFilter(OrderedFilter):
    """Narrows a list of bottlenecks."""

    orders = {
        "": (gettext_lazy("not solved first, then the newest"), None),
        "new": (gettext_lazy("newest first"), ("-created_at", "-pk")),
        "old": (gettext_lazy("oldest first"), ("created_at", "pk")),
        "title": (gettext_lazy("by title"), (Fold("title"), "pk")),
    }
    texts = ("title", "text")
    same = ("state",)

    q = forms.CharField(label=gettext_lazy("What goes wrong"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("All states")), *BottleneckState.choices],
        required=False,
    )
    brought = forms.BooleanField(label=gettext_lazy("Only brought to the region"), required=False)

    def narrow(self, rows: Any) -> Any:
        """Return the bottlenecks that were asked for, in the order that was asked for."""
        found = super().narrow(rows)
        return found.filter(brought_on__isnull=False) if self.asked.get("brought") else found


class ResponseForm(VersionedFormMixin, KsForm):
    """What the region does, who picks it up there, and how far it is."""

    text = forms.CharField(
        label=gettext_lazy("What does the region do with it?"),
        max_length=2000,
        widget=forms.Textarea,
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Who picks it up in the region?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not agreed yet"),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=BottleneckState.choices)

    def __init__(
        self,
        *args: Any,
        coalition: Coalition,
        instance: BottleneckResponse | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {
                "text": instance.text,
                "organisation": instance.organisation_id,
                "state": instance.state,
            }
        super().__init__(*args, **kwargs)
        keys = list(coalition.partners.active().values_list("organisation", flat=True))
        if instance and instance.organisation_id:
            keys.append(instance.organisation_id)
        set_rows(self, "organisation", Organisation.objects.filter(pk__in=keys))
