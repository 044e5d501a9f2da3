"""Forms of the start pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.forms.fields import DayField
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import User
from kansrijkestart.core.forms import FilterForm, KsForm


class CaseloadFilterForm(FilterForm):
    """Narrows the caseload by name."""

    q = forms.CharField(
        label=gettext_lazy("Search by name"), required=False, max_length=100, strip=True
    )


class CoverForm(KsForm):
    """Who takes over, and until when."""

    colleague = forms.ModelChoiceField(
        label=gettext_lazy("Which colleague covers for you?"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a colleague"),
    )
    last_day = DayField(label=gettext_lazy("Until which day, that day included?"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(
            is_active=True, national_roles__role=NationalRoleKind.ADVISER
        ).exclude(pk=user.pk)
        self.fields["colleague"].queryset = colleagues.order_by("name", "email")  # type: ignore[attr-defined]

    @property
    def has_colleagues(self) -> bool:
        """Tell whether there is anybody to choose."""
        return bool(self.fields["colleague"].queryset.exists())  # type: ignore[attr-defined]


class MapSearch(FilterForm):
    """Finds a municipality by name."""

    q = forms.CharField(
        label=gettext_lazy("Search for a municipality"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "form-control"}
        ),
    )
