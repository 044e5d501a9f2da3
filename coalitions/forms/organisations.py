"""What is known of an organisation, and who leads the coalition."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.forms.coalition import MunicipalitiesMixin
from coalitions.forms.fields import DayField, with_suggestions
from coalitions.forms.same import SameOrganisationMixin
from coalitions.models import CoalitionLead, Municipality, Organisation, Region
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, VersionedFormMixin

MOST_NETWORKS = 20


class RegionsField(forms.ModelMultipleChoiceField):
    """Regions by name with their kind: one name may belong to several kinds."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_kind_display()})"


class OrganisationForm(MunicipalitiesMixin, VersionedFormMixin, KsForm):
    """Where an organisation works and which networks it belongs to."""

    municipalities = forms.CharField(
        label=gettext_lazy("Works in these municipalities"),
        required=False,
        max_length=6000,
        widget=with_suggestions("municipality-names"),
        help_text=gettext_lazy("Several? Put a comma between the names."),
    )
    networks = forms.CharField(
        label=gettext_lazy("Networks"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "For instance a VSV or a ROS. Several? Put a semicolon between the names."
        ),
    )
    regions = RegionsField(
        label=gettext_lazy("Works in these regions"),
        queryset=Region.objects.order_by("kind", "name_fold"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    folded = ("regions",)

    def __init__(self, *args: Any, instance: Organisation, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)

    def clean_networks(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["networks"].split(";")]
        names = [name for name in names if name]
        if len(names) > MOST_NETWORKS:
            raise forms.ValidationError(
                _("Name at most %(number)s networks.") % {"number": MOST_NETWORKS}
            )
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError(_("A name of a network has at most 120 characters."))
        return names

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "networks":
            return [row.name for row in record.networks.all()]
        if name == "municipalities":
            keys = record.work_municipalities.values("municipality")
            return list(Municipality.objects.filter(pk__in=keys).order_by("name_fold"))
        if name == "regions":
            return Region.objects.filter(pk__in=record.work_regions.values("region")).order_by(
                "kind", "name_fold"
            )
        return super().stored_value(record, name)


class LeadForm(SameOrganisationMixin, IdempotentFormMixin, VersionedFormMixin, KsForm):
    """Somebody who leads the coalition, with any organisation."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=200,
        widget=with_suggestions("organisation-names"),
        help_text=gettext_lazy("Any organisation, also one that is no partner."),
    )
    since = DayField(label=gettext_lazy("Leads the coalition since"), required=False)

    def __init__(
        self,
        *args: Any,
        instance: CoalitionLead | None,
        known_names: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        self.known_names = known_names
        if instance is not None:
            kwargs["initial"] = {
                "name": instance.name,
                "organisation": instance.organisation.name if instance.organisation else "",
                "since": instance.since,
            }
        super().__init__(*args, **kwargs)
        self.ask_about_field("organisation", str(kwargs.get("initial", {}).get("organisation", "")))

    def clean_organisation(self) -> str:
        return self.chosen_name("organisation", self.cleaned_data["organisation"])


class LeadEndForm(KsForm):
    """When somebody stopped leading the coalition."""

    until = DayField(label=gettext_lazy("Stopped on"))
