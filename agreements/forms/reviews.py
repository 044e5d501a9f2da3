"""Does an agreement still hold: yes until a date, or it ends with a reason."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from kansrijkestart.core.forms import (
    NOT_STORED,
    DateInput,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
)

EXTEND: Final = "extend"
END: Final = "end"


class ReviewForm(NoPersonalNumbersMixin, VersionedFormMixin, KsForm):
    """One form with two buttons: which was pressed is ``do``."""

    mark_optional = False

    do = forms.ChoiceField(choices=[(EXTEND, EXTEND), (END, END)], initial=EXTEND)
    until = forms.DateField(label=gettext_lazy("Yes, until"), required=False, widget=DateInput())
    reason = forms.CharField(
        label=gettext_lazy("Why it ends"), required=False, max_length=2000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, instance: Agreement, proposed: date, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {"until": proposed}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("do") == EXTEND and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Fill in until when it holds."))
        if data.get("do") == END and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Write why it ends."))
        return data

    def stored_value(self, record: Any, name: str) -> Any:
        return record.review_on if name == "until" else NOT_STORED
