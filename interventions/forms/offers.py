"""The own offer of a municipality, in its own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition, Municipality
from interventions.choices import OfferKind
from interventions.models import LocalOffer
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)


class OfferForm(VersionedFormMixin, KsModelForm):
    """The words of an own offer; whose and what it is stays."""

    fields_without_persons_help = ()

    class Meta:
        model = LocalOffer
        fields = ("text",)
        labels = {"text": _("What you offer")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class OfferAddForm(IdempotentFormMixin, KsForm):
    """An own offer in own words: of which municipality, and what kind."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("What kind"), initial=OfferKind.OWN_OFFER, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What you offer"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(value, str(label).capitalize()) for value, label in OfferKind.choices]
        set_choices(self, "kind", kinds)
        covered = Municipality.objects.covered_by(coalition).order_by("name_fold")
        set_rows(self, "municipality", covered)
