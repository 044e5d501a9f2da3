"""What a municipality does with a regional agreement, and proposing one to municipalities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import UptakeState
from agreements.models import Agreement, FrameworkPart, Uptake
from coalitions.forms.fields import DayField
from coalitions.models import Coalition, Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceMultipleChoiceField
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_rows,
)


class UptakeForm(NoPersonalNumbersMixin, IdempotentFormMixin, VersionedFormMixin, KsForm):
    """One answer of one municipality; the note is read by the region too, and says so."""

    state = forms.ChoiceField(
        label=_("What does the municipality do with it?"),
        choices=UptakeState.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the municipality does with it.")},
    )
    decided_on = DayField(label=_("Since when?"))
    note = forms.CharField(
        label=_("Note or reason"),
        required=False,
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("The regional lead reads this too. Needed when it is not taken over."),
    )

    def __init__(self, *args: Any, instance: Uptake | None, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {
            "state": instance.state if instance else "",
            "note": instance.note if instance else "",
            "decided_on": instance.decided_on if instance else clock.today(),
        }
        super().__init__(*args, **kwargs)


class ProposeForm(VersionedFormMixin, KsForm):
    """Who looks after it, and which parts of the framework it fills in."""

    owner_organisation = forms.ModelChoiceField(
        label=_("Which organisation looks after it?"),
        queryset=Organisation.objects.none(),
        help_text=_("A partner of the regional coalition. Municipalities ask who that is."),
    )
    parts = ReferenceMultipleChoiceField(
        label=_("Which parts of the framework does it fill in?"),
        queryset=FrameworkPart.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, coalition: Coalition, instance: Agreement, **kwargs: Any
    ) -> None:
        self.instance = instance
        kwargs["initial"] = {
            "owner_organisation": instance.owner_organisation_id,
            "parts": list(instance.parts.values_list("part", flat=True)),
        }
        super().__init__(*args, **kwargs)
        partners = coalition.partners.active().values("organisation")
        known = Organisation.objects.filter(pk__in=partners)
        if instance.owner_organisation_id:
            known |= Organisation.objects.filter(pk=instance.owner_organisation_id)
        set_rows(self, "owner_organisation", known.order_by("name_fold", "pk"))

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "parts":
            return FrameworkPart.objects.filter(pk__in=record.parts.values("part"))
        return super().stored_value(record, name)
