"""What somebody wants a document of agreements as."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core.forms import IdempotentFormMixin, KsForm


class PapersForm(IdempotentFormMixin, KsForm):
    """PDF to read and print, Word to go on with."""

    kind = forms.ChoiceField(
        label=_("Which kind of file?"),
        choices=[
            ("pdf", _("PDF: to read, print and send")),
            ("docx", _("Word: to change it yourselves")),
        ],
        initial="pdf",
        widget=forms.RadioSelect,
    )
