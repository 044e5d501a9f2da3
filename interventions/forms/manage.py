"""Changing the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.choices import Domain, Phase
from interventions.models import Intervention, Recognition
from interventions.services.manage import FIELDS, RECOGNITION_FIELDS
from kansrijkestart.core.forms import (
    DateInput,
    IdempotentFormMixin,
    KsModelForm,
    VersionedFormMixin,
)


class _InterventionWords(KsModelForm):
    """Everything the catalogue says of an intervention itself."""

    phases = forms.MultipleChoiceField(
        label=_("Phase"),
        choices=Phase.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    domains = forms.MultipleChoiceField(
        label=_("Domains"),
        choices=Domain.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fields_without_persons_help = ("provenance",)

    class Meta:
        model = Intervention
        fields = FIELDS
        labels = {"insured_note": _("What is said about the insurance")}

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class InterventionAddForm(IdempotentFormMixin, _InterventionWords):
    """A new intervention."""


class InterventionForm(VersionedFormMixin, _InterventionWords):
    """A change."""


class _RecognitionWords(KsModelForm):
    class Meta:
        model = Recognition
        fields = RECOGNITION_FIELDS
        widgets = {
            "recognised_on": DateInput(),
            "expires_on": DateInput(),
            "checked_on": DateInput(),
        }
        help_texts = {
            "expires_on": _("Leave it empty when the source does not say it. Never calculate it."),
        }

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in RECOGNITION_FIELDS}


class RecognitionAddForm(IdempotentFormMixin, _RecognitionWords):
    """A new recognition."""


class RecognitionUpdateForm(VersionedFormMixin, _RecognitionWords):
    """A correction."""
