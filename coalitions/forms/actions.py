"""Actions: what, who, when; and what came of it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import ActionState, AmbitionState
from coalitions.forms.fields import DayField
from coalitions.models import (
    Action,
    Ambition,
    Bottleneck,
    Coalition,
    Membership,
    Organisation,
    Partnership,
)
from kansrijkestart.accounts.models import User
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, VersionedFormMixin, set_rows


class ActionForm(IdempotentFormMixin, VersionedFormMixin, KsForm):
    """One field for who: a member of the coalition, or a partner's organisation."""

    title = forms.CharField(
        label=gettext_lazy("What will be done?"),
        max_length=200,
        help_text=gettext_lazy(
            "Write nothing about persons or families. No names, no case histories."
        ),
        error_messages={"required": gettext_lazy("Write in a few words what will be done.")},
    )
    who = forms.ChoiceField(label=gettext_lazy("Who?"), required=False)
    due_on = DayField(label=gettext_lazy("When?"), required=False)
    ambition = forms.ModelChoiceField(
        label=gettext_lazy("For which ambition?"),
        queryset=Ambition.objects.none(),
        required=False,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=ActionState.choices, initial=ActionState.OPEN
    )

    def __init__(
        self, *args: Any, coalition: Coalition, instance: Action | None = None, **kwargs: Any
    ) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {
                "title": instance.title,
                "who": who_key(instance),
                "due_on": instance.due_on,
                "ambition": instance.ambition_id,
                "state": instance.state,
            }
        super().__init__(*args, **kwargs)
        self.people = members_for(coalition, instance)
        self.organisations = organisations_for(coalition, instance)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Not agreed yet")),
            (_("People with an account"), [(f"u{u.pk}", str(u)) for u in self.people]),
            (_("Partners"), [(f"o{o.pk}", o.name) for o in self.organisations]),
        ]
        running = Q(state=AmbitionState.RUNNING) | Q(pk=instance.ambition_id if instance else None)
        set_rows(self, "ambition", coalition.ambitions.filter(running).order_by("pk"))
        if instance is None:
            del self.fields["state"]

    def stored_value(self, record: Any, name: str) -> Any:
        return who_key(record) if name == "who" else super().stored_value(record, name)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        who = self.cleaned_data["who"]
        people = {f"u{user.pk}": user for user in self.people}
        organisations = {f"o{row.pk}": row for row in self.organisations}
        values = {
            "title": self.cleaned_data["title"],
            "assigned_to": people.get(who),
            "organisation": organisations.get(who),
            "ambition": self.cleaned_data["ambition"],
            "due_on": self.cleaned_data["due_on"],
        }
        if "state" in self.fields:
            values["state"] = self.cleaned_data["state"]
        return values


def who_key(action: Action | Bottleneck) -> str:
    if action.assigned_to_id:
        return f"u{action.assigned_to_id}"
    return f"o{action.organisation_id}" if action.organisation_id else ""


def members_for(coalition: Coalition, action: Action | Bottleneck | None) -> list[User]:
    """People with access today, and whoever has the action now."""
    members = Membership.objects.current().filter(coalition=coalition).values_list("user")
    people = list(User.objects.filter(pk__in=members, is_active=True).order_by("name", "email"))
    if action and action.assigned_to and action.assigned_to not in people:
        people.append(action.assigned_to)
    return people


def organisations_for(
    coalition: Coalition, action: Action | Bottleneck | None
) -> list[Organisation]:
    partners = Partnership.objects.active().filter(coalition=coalition).values("organisation")
    found = list(Organisation.objects.filter(pk__in=partners))
    if action and action.organisation and action.organisation not in found:
        found.append(action.organisation)
    return found


class ActionDoneForm(VersionedFormMixin, KsForm):
    """What came of an action."""

    result = forms.CharField(
        label=gettext_lazy("What came of it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, instance: Action, **kwargs: Any) -> None:
        self.instance = instance
        kwargs.setdefault("initial", {"result": instance.result})
        super().__init__(*args, **kwargs)
