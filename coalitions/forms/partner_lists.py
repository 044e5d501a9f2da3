"""Narrowing long lists of partners and contact persons, ending several, reading a file of them."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import Domain
from coalitions.forms.fields import DayField
from coalitions.forms.partners import partner_types_for
from coalitions.models import Coalition, Partnership, PartnerType
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, set_rows
from kansrijkestart.core.lists import OrderedFilter
from kansrijkestart.core.models import Fold
from kansrijkestart.core.since import SinceFilter

ACTIVE, ENDED, ALL = "active", "ended", "all"
STATES = [
    (ACTIVE, gettext_lazy("Takes part")),
    (ENDED, gettext_lazy("No longer takes part")),
    (ALL, gettext_lazy("All")),
]


class PartnerFilterForm(SinceFilter):
    """Narrow the list of partners; who takes part today when nothing is chosen.

    The list stands per domain in every order.
    """

    orders = {
        "": (gettext_lazy("by kind of partner"), None),
        "name": (gettext_lazy("by name"), ("organisation__name_fold", "pk")),
        "new": (gettext_lazy("who joined last first"), (F("since").desc(nulls_last=True), "pk")),
    }

    q = forms.CharField(label=gettext_lazy("Name or role"), required=False, max_length=200)
    domain = forms.ChoiceField(
        label=gettext_lazy("Domain"),
        required=False,
        choices=[("", gettext_lazy("All domains")), *Domain.choices],
    )
    kind = ReferenceChoiceField(
        label=gettext_lazy("Kind of partner"),
        queryset=PartnerType.objects.none(),
        required=False,
        empty_label=gettext_lazy("All kinds"),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=STATES, initial=ACTIVE
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind.pk for kind in partner_types_for(coalition)]
        set_rows(self, "kind", PartnerType.objects.filter(pk__in=kinds))


class PartnersEndForm(KsForm):
    """Which partners leave, when and why."""

    partners = forms.ModelMultipleChoiceField(
        queryset=Partnership.objects.none(), widget=forms.MultipleHiddenInput
    )
    until = DayField(label=gettext_lazy("Takes part until"))
    reason = forms.CharField(
        label=gettext_lazy("Why do they no longer take part?"), required=False, max_length=200
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Partnership.objects.filter(coalition=coalition)
        set_rows(self, "partners", rows.select_related("organisation", "partner_type"))
        self.fields["partners"].error_messages = {
            "required": _("Tick at least one partner."),
            "invalid_choice": _("This list is no longer right. Choose the partners again."),
            "invalid_pk_value": _("This list is no longer right. Choose the partners again."),
        }


class PersonAddressForm(KsForm):
    """An address that somebody asks about, whether or not a contact person has it."""

    mark_optional = False

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class ContactFilterForm(OrderedFilter):
    """Narrow and order the list of contact persons."""

    orders = {
        "": (gettext_lazy("longest without a sign of life first"), None),
        "name": (gettext_lazy("by name"), (Fold("name"), "pk")),
        "organisation": (
            gettext_lazy("by organisation"),
            ("partnership__organisation__name_fold", Fold("name"), "pk"),
        ),
    }

    q = forms.CharField(
        label=gettext_lazy("Name, e-mail address or organisation"), required=False, max_length=200
    )


class PartnersFileForm(IdempotentFormMixin, KsForm):
    """A file with partners; after the rehearsal what was read, to be loaded."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, with the columns of the download of partners."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        required=False,
        max_length=200,
        allow_empty_file=True,  # the reader says what is wrong with it
    )
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    mark_optional = False

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large before anything is read from it."""
        file: UploadedFile | None = self.cleaned_data["file"]
        most = settings.MAX_UPLOAD_BYTES
        if file and file.size is not None and file.size > most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s. Split it into parts, or save it as CSV.")
                % {"most": filesizeformat(most)}
            )
        return file

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("file") and not data.get("content"):
            self.add_error("file", _("Choose a file."))
        return data
