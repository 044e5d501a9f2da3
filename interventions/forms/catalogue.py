"""Narrowing the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.choices import Domain, Phase
from interventions.choices import InsuredStatus, Kind, RecognitionLevel
from interventions.selectors import Asked
from kansrijkestart.core.forms import set_choices
from kansrijkestart.core.lists import OrderedFilter


class CatalogueFilter(OrderedFilter):
    """Narrows and orders the catalogue; its fields are those of ``interventions.selectors.Asked``
    and the order."""

    orders = {
        "": (_("by name"), None),
        "kind": (_("by kind"), ("kind", "name_fold", "pk")),
        "new": (_("changed last first"), ("-updated_at", "pk")),
    }

    q = forms.CharField(label=_("Search by name"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    target = forms.CharField(label=_("For whom"), required=False, max_length=100)
    executor = forms.CharField(label=_("Carried out by"), required=False, max_length=100)
    insured = forms.ChoiceField(label=_("Insured under the Zvw"), required=False)
    recognition = forms.ChoiceField(label=_("Recognition"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", [("", _("All kinds")), *Kind.choices])
        set_choices(self, "phase", [("", _("All phases")), *Phase.choices])
        set_choices(self, "domain", [("", _("All domains")), *Domain.choices])
        set_choices(self, "insured", [("", _("All")), *InsuredStatus.choices])
        levels = [("", _("All")), ("any", _("Recognised, any level")), *RecognitionLevel.choices]
        set_choices(self, "recognition", [*levels, ("unknown", _("No recognition known"))])

    @property
    def of_catalogue(self) -> Asked:
        """Return what is asked of the catalogue; of a form with mistakes nothing."""
        return Asked(**{name: said for name, said in self.asked.items() if name != "sort"})
