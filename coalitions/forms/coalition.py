"""Registering a coalition with the fewest fields, and changing it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import REGIONAL_SCOPES, Scope, Stage
from coalitions.forms.fields import DayField, with_suggestions
from coalitions.models import Coalition, Municipality, Region
from coalitions.selectors.municipalities import resolve_municipalities
from kansrijkestart.core.forms import (
    NOT_STORED,
    IdempotentFormMixin,
    KsForm,
    VersionedFormMixin,
)

RUNNING_STAGES = [choice for choice in Stage.choices if choice[0] != Stage.ENDED]


class MunicipalitiesMixin:
    """Understands names of municipalities as people type them."""

    def clean_municipalities(self) -> list[Municipality]:
        resolved = resolve_municipalities(self.cleaned_data["municipalities"])  # type: ignore[attr-defined]
        errors = [
            former.words + " " + _("Name the municipality of today.") for former in resolved.former
        ]
        for typed, closest in resolved.unknown:
            message = _("We do not know the municipality “%(typed)s”.") % {"typed": typed[:80]}
            if closest:
                message += " " + _("Did you mean %(closest)s?") % {"closest": closest}
            errors.append(message)
        if errors:
            raise ValidationError(errors)
        return resolved.found


def _municipalities_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Municipalities"),
        required=required,
        max_length=6000,
        widget=with_suggestions("municipality-names"),
        help_text=gettext_lazy("Several? Put a comma between the names."),
        error_messages={"required": gettext_lazy("Name at least one municipality.")},
    )


def _lead_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Organisation of the lead"),
        required=False,
        max_length=200,
        widget=with_suggestions("organisation-names"),
        help_text=gettext_lazy("The organisation that leads the coalition. No names of persons."),
    )


class CoalitionForm(IdempotentFormMixin, MunicipalitiesMixin, KsForm):
    """What is asked to register a coalition; the last three fold away."""

    name = forms.CharField(
        label=gettext_lazy("Name of the coalition"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the coalition a name.")},
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Local or regional?"),
        choices=Scope.choices,
        initial=Scope.LOCAL,
        widget=forms.RadioSelect,
    )
    municipalities = _municipalities_field(required=True)
    lead_organisation = _lead_field()
    started_on = DayField(label=gettext_lazy("Start date"), required=False)
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=RUNNING_STAGES, initial=Stage.UNKNOWN, required=False
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"),
        queryset=Region.objects.order_by("name_fold"),
        required=False,
        empty_label=gettext_lazy("Not filled in"),
        help_text=gettext_lazy(
            "A regional coalition needs a region. Leave the municipalities empty to take all of "
            "the region."
        ),
    )

    folded: tuple[str, ...] = ("started_on", "stage", "region")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Somebody who registers a regional coalition may leave them to the region.
        asked = self.data if self.is_bound else self.initial
        self.fields["municipalities"].required = asked.get("scope") not in REGIONAL_SCOPES
        if self.initial.get("region"):
            self.folded = ("started_on", "stage")  # who came to register that of a region sees it

    def clean_stage(self) -> str:
        return self.cleaned_data["stage"] or Stage.UNKNOWN

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        region = data.get("region")
        if "municipalities" in data and not data["municipalities"]:
            if data.get("scope") in REGIONAL_SCOPES and region:
                data["municipalities"] = list(Municipality.objects.in_region(region))
            if not data["municipalities"]:
                self.add_error("municipalities", _("Name at least one municipality."))
        return data


class CoalitionUpdateForm(MunicipalitiesMixin, VersionedFormMixin, KsForm):
    """The coalition's own facts; local or regional has a page of its own."""

    name = forms.CharField(
        label=gettext_lazy("Name of the coalition"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the coalition a name.")},
    )
    municipalities = _municipalities_field(required=True)
    lead_organisation = _lead_field()
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=RUNNING_STAGES)
    started_on = DayField(label=gettext_lazy("Start date"), required=False)
    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"),
        queryset=Region.objects.order_by("name_fold"),
        required=False,
        empty_label=gettext_lazy("Not filled in"),
    )
    description = forms.CharField(
        label=gettext_lazy("In a few sentences"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    folded = ("started_on", "region", "description")

    def __init__(self, *args: Any, instance: Coalition, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "municipalities":
            return list(Municipality.objects.covered_by(record).order_by("name_fold"))
        return super().stored_value(record, name)


class CoalitionEndForm(VersionedFormMixin, KsForm):
    """When a coalition stopped."""

    ended_on = DayField(label=gettext_lazy("Stopped on"))

    def __init__(self, *args: Any, instance: Coalition, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


class CoalitionReopenForm(MunicipalitiesMixin, VersionedFormMixin, KsForm):
    """A coalition that had ended runs again: why, how it stands, and for whom."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you open the coalition again?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why the coalition is opened again.")},
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("How does the coalition stand now?"), choices=RUNNING_STAGES
    )
    municipalities = _municipalities_field(required=True)

    def __init__(self, *args: Any, instance: Coalition, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)

    def stored_value(self, record: Any, name: str) -> Any:
        return record.stage if name == "stage" else NOT_STORED
