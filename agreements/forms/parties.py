"""With whom: a list to tick with what each does, also for a coalition of eighty organisations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Party
from coalitions.models import Organisation
from kansrijkestart.core.forms import set_rows

ROLE = "role_"


@dataclass(frozen=True)
class PartyLine:
    """One organisation: its tick, and the field for what it does in the agreement."""

    tick: BoundWidget
    role: BoundField


class PartiesMixin(forms.Form):
    """Adds the organisations with a role each. Mixed in before KsModelForm."""

    instance: Agreement

    organisations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("With whom"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
        help_text=gettext_lazy(
            "After a tick you may write what they do, for example “refers” or “pays”."
        ),
    )

    def offer_parties(self, offered: QuerySet[Organisation]) -> None:
        """Offer these organisations, each with its role as it stands."""
        set_rows(self, "organisations", offered)
        roles = roles_of(self.instance)
        for organisation in offered:
            name = f"{ROLE}{organisation.pk}"
            self.fields[name] = forms.CharField(
                label=_("What %(organisation)s does") % {"organisation": organisation.name},
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
            self.initial.setdefault(name, roles.get(organisation.pk, ""))

    def party_lines(self) -> list[PartyLine]:
        """Return the lines in the order of the list."""
        return [
            PartyLine(tick, self[f"{ROLE}{tick.data['value']}"])
            for tick in self["organisations"].subwidgets
        ]

    def roles(self) -> dict[int, str]:
        """Return what was written by key of the organisation; only after ``is_valid()``."""
        return {
            int(name.removeprefix(ROLE)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(ROLE)
        }

    def stored_party(self, record: Agreement, name: str, others: Callable[..., Any]) -> Any:
        """Return what is stored for these fields, or what ``others`` says for another one."""
        if name == "organisations":
            rows = record.parties.filter(left_on=None)
            return Organisation.objects.filter(pk__in=rows.values("organisation"))
        if name.startswith(ROLE):
            return roles_of(record).get(int(name.removeprefix(ROLE)), "")
        return others(record, name)


def roles_of(agreement: Agreement) -> dict[int, str]:
    """Return what each party does now, by key of the organisation."""
    if not agreement.pk:
        return {}
    rows = Party.objects.filter(agreement=agreement, left_on=None)
    return dict(rows.values_list("organisation", "role"))
