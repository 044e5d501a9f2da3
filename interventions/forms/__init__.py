"""Forms of interventions; one module per subject."""

from interventions.forms.catalogue import CatalogueFilter
from interventions.forms.choices import ChoiceAddForm, ChoiceForm, ChoiceUpdateForm
from interventions.forms.offers import OfferAddForm, OfferForm

__all__ = [
    "CatalogueFilter",
    "ChoiceAddForm",
    "ChoiceForm",
    "ChoiceUpdateForm",
    "OfferAddForm",
    "OfferForm",
]
