"""Reference texts stay Dutch in every language; this is how they say so.

Names of indicators, interventions, principles, partner types and themes are not translated: they
are what the sources call them. On an English page a screen reader must know that they are Dutch.
"""

from typing import Any, Self

from django import forms
from django.utils.translation import get_language


class Dutch(str):
    """A text that is Dutch in every language, or of which ``part`` is (a name in a heading)."""

    part: str

    def __new__(cls, text: object, part: str | None = None) -> Self:
        made = super().__new__(cls, text)
        made.part = str(text) if part is None else part
        return made


def is_dutch_page() -> bool:
    return (get_language() or "").startswith("nl")


class DutchSelect(forms.Select):
    """A select whose options say that they are Dutch where the page is not."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, label, *args, **kwargs)
        if isinstance(label, Dutch) and not is_dutch_page():
            option["attrs"]["lang"] = "nl"
        return option


class ReferenceChoiceField(forms.ModelChoiceField):
    """A choice from reference data."""

    widget = DutchSelect

    def label_from_instance(self, obj: Any) -> str:
        return Dutch(obj)


class ReferenceMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Several choices from reference data."""

    def label_from_instance(self, obj: Any) -> str:
        return Dutch(obj)
