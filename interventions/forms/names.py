"""Other names of an intervention, and forms with an insured status of their own."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from interventions.models import InsuredVariant, InterventionName
from interventions.services.names import NAME_FIELDS, VARIANT_FIELDS
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    VersionedFormMixin,
)


class _NameWords(KsModelForm):
    class Meta:
        model = InterventionName
        fields = NAME_FIELDS
        help_texts = {
            "name": _("Search and tables find the intervention by it. A name means one thing."),
        }

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in NAME_FIELDS}


class NameAddForm(IdempotentFormMixin, _NameWords):
    """Another name."""


class NameUpdateForm(VersionedFormMixin, _NameWords):
    """A correction."""


class _VariantWords(KsModelForm):
    class Meta:
        model = InsuredVariant
        fields = VARIANT_FIELDS

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in VARIANT_FIELDS}


class VariantAddForm(IdempotentFormMixin, _VariantWords):
    """Another form."""


class VariantUpdateForm(VersionedFormMixin, _VariantWords):
    """A correction."""


class PartRemoveForm(VersionedFormMixin, KsForm):
    """Nothing to fill in: only which version of the row somebody saw."""

    def __init__(
        self, *args: Any, instance: InterventionName | InsuredVariant, **kwargs: Any
    ) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
