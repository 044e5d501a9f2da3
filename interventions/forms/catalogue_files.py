"""A file of the catalogue; after the rehearsal what was read, to be stored."""

import base64
import binascii
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.forms.matrix import MOST_BYTES
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm


class CatalogueFileForm(IdempotentFormMixin, KsForm):
    """First only a file; what was read goes along by itself after the rehearsal."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, with the columns of the download of the catalogue."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        required=False,
        max_length=200,
        allow_empty_file=True,  # the reader says what is wrong with it
    )
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    file_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    mark_optional = False

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large before anything is read from it."""
        file: UploadedFile | None = self.cleaned_data["file"]
        most = min(settings.MAX_UPLOAD_BYTES, MOST_BYTES)
        if file and file.size is not None and file.size > most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s. Split it into parts, or save it as CSV.")
                % {"most": filesizeformat(most)}
            )
        return file

    def clean_content(self) -> bytes:
        """Return the file that was rehearsed, as it was."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError):
            return b""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("file") and not data.get("content"):
            self.add_error("file", _("Choose a file."))
        return data
