"""Forms about figures (loading, publishing, withdrawing) and about exports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.forms.fields import DayField
from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)
from monitoring.models import Indicator, Interpretation
from monitoring.selectors.evidence import with_figures
from monitoring.selectors.exports import Subject, export_years
from monitoring.services.interpretations import FIELDS


class ReleaseUploadForm(KsForm):
    """A file and where its figures come from."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, with the columns described below."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        max_length=200,
        allow_empty_file=True,  # the reader says what is wrong with it
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Who made these figures, for instance “Perined via DIAPER, 2025”."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Web address of the source"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Optional. It stands as a link beside the figures."),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before anything is read from it."""
        file: UploadedFile = self.cleaned_data["file"]
        most = settings.MAX_UPLOAD_BYTES
        if file.size is not None and file.size > most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s. Split it into parts, or save it as CSV.")
                % {"most": filesizeformat(most)}
            )
        return file


class ReleasePublishForm(KsForm):
    """Publish now, or show the figures only from a moment on."""

    embargo_until = forms.DateTimeField(
        label=gettext_lazy("Show from"),
        required=False,
        help_text=gettext_lazy("Leave empty to publish now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class ReleaseWithdrawForm(KsForm):
    """Why the figures are taken back: shown to everyone who sees their place."""

    reason = forms.CharField(
        label=gettext_lazy("Why are these figures withdrawn?"),
        max_length=2000,
        help_text=gettext_lazy("Everyone who looks for the figures sees this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExportForm(IdempotentFormMixin, KsForm):
    """What to download, of which year; without ``subjects`` the page itself says what."""

    subject = forms.ChoiceField(label=gettext_lazy("What"))
    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"), coerce=int, help_text=gettext_lazy("The record of which year?")
    )

    def __init__(self, *args: Any, subjects: Sequence[Subject] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if subjects is None:
            del self.fields["subject"]
        else:
            set_choices(self, "subject", [(one.key, one.words) for one in subjects])
        set_choices(self, "year", [(str(year), str(year)) for year in export_years()])


class InterpretationForm(IdempotentFormMixin, VersionedFormMixin, KsForm):
    """What a coalition reads in a figure: the conclusion is asked, the rest folds away."""

    indicator = ReferenceChoiceField(
        label=gettext_lazy("About which figure?"),
        queryset=Indicator.objects.none(),
        required=False,
        empty_label=gettext_lazy("The figures together"),
    )
    discussed_on = DayField(label=gettext_lazy("When did you talk about it?"), initial=clock.today)
    present = forms.CharField(
        label=gettext_lazy("Who was there?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Organisations and a number of parents, no names of persons."),
    )
    conclusion = forms.CharField(
        label=gettext_lazy("What do you make of it?"), max_length=3000, widget=forms.Textarea
    )
    parents_said = forms.CharField(
        label=gettext_lazy("What did parents say?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea,
    )
    intention = forms.CharField(
        label=gettext_lazy("What will you do?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea,
    )

    folded = ("parents_said", "intention")

    def __init__(
        self,
        *args: Any,
        coalition: Coalition,
        instance: Interpretation | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in FIELDS}
        super().__init__(*args, **kwargs)
        rows = with_figures(coalition)
        if instance is not None and instance.indicator_id is not None:
            rows = rows | Indicator.objects.filter(pk=instance.indicator_id)
        set_rows(self, "indicator", rows.order_by("name_fold", "pk"))

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in FIELDS}
