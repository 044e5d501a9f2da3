"""One item of a meeting: what was said, what was decided, and where that lands."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import ItemOutcome
from coalitions.forms.actions import members_for, organisations_for
from coalitions.forms.fields import DayField
from coalitions.models import AgendaItem, Coalition
from coalitions.selectors.agenda_sources import Subject, landing_named
from coalitions.services.agenda_items import NewAction
from kansrijkestart.core.forms import (
    NO_PERSONS_HELP,
    STALE_MESSAGES,
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_choices,
)

NOT_ANY_MORE = gettext_lazy("This cannot be decided about this record any more. Choose again.")
ACTION_FIELDS = ("action_title", "action_who", "action_due")


class DecideForm(NoPersonalNumbersMixin, IdempotentFormMixin, VersionedFormMixin, KsForm):
    """Text and outcome; what the record allows to be decided; and a new action."""

    text = forms.CharField(
        label=gettext_lazy("What was said and decided?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=ItemOutcome.choices, widget=forms.RadioSelect
    )
    landing = forms.ChoiceField(
        label=gettext_lazy("What goes into the record?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_ANY_MORE},
    )
    landing_on = DayField(label=gettext_lazy("Until or on which day?"), required=False)
    action_title = forms.CharField(
        label=gettext_lazy("What will be done?"),
        required=False,
        max_length=200,
        help_text=NO_PERSONS_HELP,
    )
    action_who = forms.ChoiceField(label=gettext_lazy("Who?"), required=False)
    action_due = DayField(label=gettext_lazy("When?"), required=False)
    record_version = forms.IntegerField(
        required=False, widget=forms.HiddenInput, error_messages=STALE_MESSAGES
    )

    folded = ACTION_FIELDS

    def __init__(
        self,
        *args: Any,
        instance: AgendaItem,
        coalition: Coalition,
        subject: Subject | None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        kwargs["initial"] = {
            "text": instance.text,
            "outcome": instance.outcome,
            "record_version": subject.version if subject else None,
        }
        super().__init__(*args, **kwargs)
        self.people = members_for(coalition, None)
        self.organisations = organisations_for(coalition, None)
        self.fields["action_who"].choices = [  # type: ignore[attr-defined]
            ("", _("Not agreed yet")),
            (_("People with an account"), [(f"u{u.pk}", str(u)) for u in self.people]),
            (_("Partners"), [(f"o{o.pk}", o.name) for o in self.organisations]),
        ]
        self._offer_landings(subject)

    def _offer_landings(self, subject: Subject | None) -> None:
        """Ask only what this record allows."""
        keys = subject.landings if subject else ()
        found = [one for key in keys if (one := landing_named(key))]
        if not found:
            del self.fields["landing"]
        else:
            choices = [("", _("Nothing, only these minutes"))]
            set_choices(self, "landing", choices + [(one.key, one.words) for one in found])
        if not any(one.needs_day for one in found):
            del self.fields["landing_on"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        asked = data.get("action_who") or data.get("action_due")
        if asked and not data.get("action_title") and "action_title" not in self.errors:
            self.add_error("action_title", _("Write in a few words what will be done."))
        # The record allowed it when the page was made; left out in silence it would seem done.
        if "landing" not in self.fields and self.data.get(self.add_prefix("landing")):
            raise ValidationError(NOT_ANY_MORE)
        return data

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        said = self.cleaned_data
        return {
            "text": said["text"],
            "outcome": said["outcome"],
            "landing": said.get("landing", ""),
            "day": said.get("landing_on"),
            "record_version": said["record_version"],
            "action": self._action(),
        }

    def _action(self) -> NewAction | None:
        said = self.cleaned_data
        if not said["action_title"]:
            return None
        people = {f"u{user.pk}": user for user in self.people}
        organisations = {f"o{row.pk}": row for row in self.organisations}
        who = said["action_who"]
        return NewAction(
            title=said["action_title"],
            assigned_to=people.get(who),
            organisation=organisations.get(who),
            due_on=said["action_due"],
        )
