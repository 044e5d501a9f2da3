"""Forms for what goes with an agreement: a file, a policy document, an instrument."""

from typing import Any, Final

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementDocument, DetectionInstrument
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
)

# Unknown is an answer of its own, and the first one: nobody has to know.
VALIDATED: Final = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]


class AttachmentForm(IdempotentFormMixin, KsForm):
    """A file; what is in it is judged when it is stored."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A PDF, a Word document (.docx), or a PNG or JPEG picture, of at most 10 MB. "
            "Write nothing about persons or families. No names, no case histories."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.png,.jpg,.jpeg"}),
        max_length=200,
        allow_empty_file=True,  # the service says what to choose instead
        error_messages={"required": _("Choose a file.")},
    )


class DocumentForm(NoPersonalNumbersMixin, KsModelForm):
    """A policy document somewhere else on the web."""

    folded = ()

    url = forms.URLField(
        label=_("Web address of the document"),
        max_length=300,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("For example a policy paper on the site of the municipality."),
        error_messages={"invalid": _("This is no web address. It begins with https://.")},
    )

    class Meta:
        model = AgreementDocument
        fields = ["title", "url"]
        labels = {"title": _("Title of the document")}


class DocumentAddForm(IdempotentFormMixin, DocumentForm):
    """A new link."""


class DocumentUpdateForm(VersionedFormMixin, DocumentForm):
    """A change to a link."""


class InstrumentForm(NoPersonalNumbersMixin, KsModelForm):
    """The instrument, who uses it and what follows."""

    is_validated = forms.ChoiceField(
        label=_("Is it validated?"), choices=VALIDATED, required=False, widget=forms.RadioSelect
    )
    field_order = ("name", "is_validated", "used_by", "follow_up")
    folded = ()

    class Meta:
        model = DetectionInstrument
        fields = ["name", "used_by", "follow_up"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("is_validated", validated_key(self.instance))

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        asked = {name: self.cleaned_data[name] for name in self.field_order}
        return asked | {"is_validated": {"yes": True, "no": False}.get(asked["is_validated"])}


class InstrumentAddForm(IdempotentFormMixin, InstrumentForm):
    """A new instrument."""


class InstrumentUpdateForm(VersionedFormMixin, InstrumentForm):
    """A change to an instrument."""

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "is_validated":
            return validated_key(record)
        return super().stored_value(record, name)


class RemoveForm(VersionedFormMixin, KsForm):
    """Nothing to fill in: only the version that the reader saw."""

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


class AttachmentRemoveForm(IdempotentFormMixin, KsForm):
    """Nothing to fill in; a file has no version, and is removed once."""


def validated_key(instrument: DetectionInstrument) -> str:
    """Return the choice for what is stored; unknown is not no."""
    value = instrument.is_validated
    return "" if value is None else ("yes" if value else "no")
