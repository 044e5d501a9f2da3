"""The next state of an agreement, and the form that narrows their list."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import TRANSITIONS, AgreementState
from agreements.models import Agreement, Theme
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    NOT_STORED,
    DateInput,
    FilterForm,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_choices,
)


class StateForm(NoPersonalNumbersMixin, VersionedFormMixin, KsForm):
    """The next state, with a date and, for an end, a reason.

    Only the allowed states are offered; any state may be sent, so that a page of before somebody
    else's change gets the answer for a conflict.
    """

    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("From which date"), required=False, widget=DateInput(), help_text=_("Empty: today.")
    )
    reason = forms.CharField(
        label=_("Why it ends"), required=False, widget=forms.Textarea, max_length=2000
    )

    def __init__(self, *args: Any, instance: Agreement, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
        allowed = TRANSITIONS[instance.state]
        if AgreementState.ENDED in allowed:
            self.fields["on"].label = _("Since when it has ended")
            self.fields["on"].help_text = _("Only when it ends. Empty: today.")
        elif instance.starts_on:
            self.initial.setdefault("on", instance.starts_on)
            self.fields["on"].help_text = _("Empty: the start date it has.")
        set_choices(self, "state", AgreementState.choices)
        offered = cast("forms.RadioSelect", self.fields["state"].widget)
        offered.choices = [pair for pair in offered.choices if pair[0] in allowed]
        if AgreementState.ENDED not in allowed:
            del self.fields["reason"]

    def stored_value(self, record: Any, name: str) -> Any:
        return record.state if name == "state" else NOT_STORED


class AgreementFilter(FilterForm):
    """Narrows the list of agreements."""

    q = forms.CharField(label=_("Search in the title"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    theme = ReferenceChoiceField(
        label=_("Theme"), queryset=Theme.objects.all(), required=False, empty_label=_("All themes")
    )
    due = forms.BooleanField(label=_("Only those to look at again"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [("", _("All states")), *AgreementState.choices])
