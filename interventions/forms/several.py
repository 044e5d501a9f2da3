"""Several choices at once, stopping one, and going through those of a year ago."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interventions.choices import ChoiceState
from interventions.models import Choice, Intervention
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceMultipleChoiceField
from kansrijkestart.core.forms import (
    DateInput,
    IdempotentFormMixin,
    KsForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)

STILL, STOPPED, UNKNOWN = "still", "stopped", "unknown"


class ChoicesAddForm(IdempotentFormMixin, KsForm):
    """Which interventions, in what state, and why; the same for all."""

    interventions = ReferenceMultipleChoiceField(
        label=_("Which interventions"),
        queryset=Intervention.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one intervention.")},
    )
    state = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why these"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The same for all. Leave it empty when it is not recorded yet."),
    )

    def __init__(self, *args: Any, offered: QuerySet[Intervention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "interventions", offered)
        states = [pair for pair in ChoiceState.choices if pair[0] != ChoiceState.STOPPED]
        set_choices(self, "state", states)


class StopForm(VersionedFormMixin, KsForm):
    """Since when it does not run any more, and why."""

    on = forms.DateField(label=_("Until"), widget=DateInput)
    reason = forms.CharField(
        label=_("Why stopped"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, instance: Choice, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {"on": clock.today(), "reason": instance.stop_reason}
        super().__init__(*args, **kwargs)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if self.instance.since and on < self.instance.since:
            raise forms.ValidationError(_("The end date lies before the start date."))
        return on

    def stored_value(self, record: Any, name: str) -> Any:
        return record.until if name == "on" else record.stop_reason


class ConfirmForm(KsForm):
    """Per older choice: does it still hold? Nothing said leaves it as it was."""

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        answers = [
            (STILL, _("Still so")),
            (STOPPED, _("Stopped")),
            (UNKNOWN, _("I do not know")),
        ]
        for choice in choices:
            self.fields[f"c{choice.pk}"] = forms.ChoiceField(
                label=choice.intervention.name,
                choices=answers,
                initial=UNKNOWN,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[tuple[Choice, Any]]:
        """Each choice with its field."""
        return [(choice, self[f"c{choice.pk}"]) for choice in self.choices]

    def answered(self, answer: str) -> list[int]:
        """Return the keys of the choices with this answer; only after ``is_valid()``."""
        return [one.pk for one in self.choices if self.cleaned_data[f"c{one.pk}"] == answer]
