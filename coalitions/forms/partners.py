"""The tick list of partners, one partner, contact persons, parents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import Domain, Scope
from coalitions.forms.fields import DayField, with_suggestions
from coalitions.forms.same import SameOrganisationMixin
from coalitions.models import (
    Coalition,
    ContactPerson,
    ParentInvolvement,
    Partnership,
    PartnerType,
)
from coalitions.services.partners import NewPartner
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    VersionedFormMixin,
)

LONGEST_LINE = 1000


def partner_types_for(coalition: Coalition) -> "list[PartnerType]":
    """Return the kinds of partner for a local or a regional coalition."""
    rows = PartnerType.objects.all()
    return list(
        rows if coalition.scope == Scope.BOTH else rows.filter(scope__in=["", coalition.scope])
    )


@dataclass(frozen=True)
class TickLine:
    """One kind of partner: its tick, the field for the name, and what has to be asked about it."""

    tick: BoundField
    name: BoundField
    questions: list[BoundField] = field(default_factory=list)


def names_in(text: str) -> list[str]:
    """Return the names of one line, which are separated by semicolons."""
    return [name.strip() for name in text.split(";") if name.strip()]


class PartnersAddForm(SameOrganisationMixin, IdempotentFormMixin, KsForm):
    """Every kind of partner as a tick with a name; several names of one kind with a semicolon."""

    mark_optional = False

    def __init__(
        self, *args: Any, coalition: Coalition, known_names: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known_names = known_names
        self.types = partner_types_for(coalition)
        for kind in self.types:
            self.fields[f"tick_{kind.pk}"] = forms.BooleanField(
                label=kind.name,
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"name_{kind.pk}"] = forms.CharField(
                label=_("Name of the organisation: %(kind)s") % {"kind": kind.name},
                required=False,
                max_length=LONGEST_LINE,
                widget=with_suggestions("organisation-names", **{"class": "form-control"}),
            )
            if self.is_bound and self.data.get(f"tick_{kind.pk}"):
                for name in names_in(self.data.get(f"name_{kind.pk}", "")[:LONGEST_LINE]):
                    self.ask_same(str(kind.pk), name)

    def groups(self) -> list[tuple[str, list[TickLine]]]:
        """Return the lines per domain, in the order of the domains."""
        found: dict[str, list[TickLine]] = {domain: [] for domain in Domain.values}
        for kind in self.types:
            line = TickLine(
                self[f"tick_{kind.pk}"], self[f"name_{kind.pk}"], self.questions(str(kind.pk))
            )
            found[kind.domain].append(line)
        return [(str(Domain(key).label), lines) for key, lines in found.items() if lines]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.partners: list[NewPartner] = []
        for kind in self.types:
            self._read_line(data, kind)
        if not self.partners and not self.errors:
            self.add_error(None, _("Tick at least one partner."))
        return data

    def _read_line(self, data: dict[str, Any], kind: PartnerType) -> None:
        key = f"name_{kind.pk}"
        if key in self.errors:
            return  # what is wrong with it has been said
        is_ticked = data.get(f"tick_{kind.pk}")
        names = names_in(data.get(key, ""))
        if is_ticked and not names:
            self.add_error(key, _("Fill in the name."))
        elif names and not is_ticked:
            self.add_error(
                key,
                _("Tick the box, or leave the name empty."),
            )
        elif any(len(name) > 200 for name in names):
            self.add_error(key, _("A name has at most 200 characters."))
        else:
            chosen = [self.chosen_name(str(kind.pk), name) for name in names]
            self.partners += [NewPartner(kind, name, key) for name in chosen]


class PartnerForm(SameOrganisationMixin, VersionedFormMixin, KsForm):
    """One partner; role, since and note fold away."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        widget=with_suggestions("organisation-names"),
        error_messages={"required": gettext_lazy("Fill in the name of the organisation.")},
    )
    partner_type = ReferenceChoiceField(
        label=gettext_lazy("Kind of partner"), queryset=PartnerType.objects.all(), empty_label=None
    )
    role = forms.CharField(
        label=gettext_lazy("Role in the coalition"), required=False, max_length=200
    )
    since = DayField(label=gettext_lazy("Takes part since"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea
    )

    folded = ("role", "since", "note")

    def __init__(
        self, *args: Any, instance: Partnership, known_names: Sequence[str] = (), **kwargs: Any
    ) -> None:
        self.instance = instance
        self.known_names = known_names
        kwargs["initial"] = {
            "organisation": instance.organisation.name,
            "partner_type": instance.partner_type_id,
            "role": instance.role,
            "since": instance.since,
            "note": instance.note,
        }
        super().__init__(*args, **kwargs)
        kinds = partner_types_for(instance.coalition)
        self.fields["partner_type"].queryset = PartnerType.objects.filter(  # type: ignore[attr-defined]
            pk__in=[*(kind.pk for kind in kinds), instance.partner_type_id]
        )
        self.ask_about_field("organisation", instance.organisation.name)

    def clean_organisation(self) -> str:
        return self.chosen_name("organisation", self.cleaned_data["organisation"])


class PartnerEndForm(KsForm):
    """When a partner left, and why."""

    until = DayField(label=gettext_lazy("Takes part until"))
    reason = forms.CharField(
        label=gettext_lazy("Why does it no longer take part?"), required=False, max_length=200
    )


class ParentsEndForm(KsForm):
    """When parents stopped to take part in this way."""

    ended_on = DayField(label=gettext_lazy("Stopped on"))


class ContactForm(IdempotentFormMixin, VersionedFormMixin, KsModelForm):
    """A person to reach at a partner."""

    class Meta:
        model = ContactPerson
        fields = ("name", "function", "email", "phone")


class ParentsForm(IdempotentFormMixin, VersionedFormMixin, KsModelForm):
    """How parents took part: form and numbers, no names."""

    took_place_on = DayField(label=gettext_lazy("When"), required=False)

    class Meta:
        model = ParentInvolvement
        fields = ("form", "number", "took_place_on", "what_changed")
        labels = {
            "form": gettext_lazy("How parents take part"),
            "number": gettext_lazy("How many parents"),
        }
