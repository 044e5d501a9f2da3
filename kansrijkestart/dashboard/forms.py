"""Forms of the public pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core.forms import FilterForm


class MapSearch(FilterForm):
    """Finds a municipality by name."""

    q = forms.CharField(
        label=_("Search for a municipality"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "form-control"}
        ),
    )
