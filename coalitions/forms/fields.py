"""Fields that several forms of the record share."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A date, asked with the browser's own date field where it has one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)


def with_suggestions(list_id: str, **attrs: Any) -> forms.TextInput:
    """Return a text field that suggests what stands in the ``datalist`` of this id."""
    return forms.TextInput(attrs={"list": list_id, "autocomplete": "off", **attrs})
