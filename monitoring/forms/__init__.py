"""Forms about figures (loading, publishing, withdrawing) and about exports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import AmbitionState
from coalitions.forms.fields import DayField
from coalitions.models import Ambition, Coalition, Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_choices,
    set_rows,
)
from monitoring.models import Indicator, IndicatorSet, Interpretation
from monitoring.selectors.evidence import with_figures
from monitoring.selectors.exports import Subject, export_years
from monitoring.services.interpretations import FIELDS

LINKED = ("organisations", "ambitions")


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


class InterpretationForm(NoPersonalNumbersMixin, IdempotentFormMixin, VersionedFormMixin, KsForm):
    """What a coalition reads in a figure: the conclusion is asked, the rest folds away."""

    indicator = ReferenceChoiceField(
        label=gettext_lazy("About which figure?"),
        queryset=Indicator.objects.none(),
        required=False,
        empty_label=gettext_lazy("The figures together"),
    )
    discussed_on = DayField(label=gettext_lazy("When did you talk about it?"), initial=clock.today)
    read_newest = forms.BooleanField(
        label=gettext_lazy("We talked about the newest figure"), required=False
    )
    organisations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which organisations were there?"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    present = forms.CharField(
        label=gettext_lazy("Who else was there?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For instance a number of parents. No names of persons."),
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
    ambitions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which ambitions belong to this?"),
        queryset=Ambition.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    indicator_set = ReferenceChoiceField(
        label=gettext_lazy("Or about a whole set of figures?"),
        queryset=IndicatorSet.objects.none(),
        required=False,
        help_text=gettext_lazy("Only when it is not about one figure."),
    )

    folded = ("organisations", "parents_said", "intention", "ambitions", "indicator_set")

    def __init__(
        self,
        *args: Any,
        coalition: Coalition,
        instance: Interpretation | None = None,
        newer: str = "",
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in FIELDS} | linked(
                instance
            )
        super().__init__(*args, **kwargs)
        offer(self, coalition, instance)
        if newer:
            self.fields["read_newest"].help_text = newer
        else:
            del self.fields["read_newest"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("indicator") and data.get("indicator_set"):
            self.add_error("indicator_set", _("Choose one figure or one set, not both."))
        return data

    def stored_value(self, record: Any, name: str) -> Any:
        if name in LINKED:
            return linked(record)[name]
        return super().stored_value(record, name)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        names = [*FIELDS, *LINKED, "read_newest"]
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


def linked(row: Interpretation) -> dict[str, list[int]]:
    """The organisations and ambitions that stand with an interpretation."""
    return {
        "organisations": list(row.organisations.values_list("organisation", flat=True)),
        "ambitions": list(row.ambitions.values_list("ambition", flat=True)),
    }


def offer(form: InterpretationForm, coalition: Coalition, row: Interpretation | None) -> None:
    """Fill the choices: what the coalition has, and what was chosen before."""
    chosen: dict[str, list[int]] = linked(row) if row else {name: [] for name in LINKED}
    figures = with_figures(coalition)
    sets = IndicatorSet.objects.filter(memberships__indicator__in=figures.values("pk"))
    if row is not None and row.indicator_id is not None:
        figures = figures | Indicator.objects.filter(pk=row.indicator_id)
    set_rows(form, "indicator", figures.order_by("name_fold", "pk"))
    now = Q(pk__in=sets.values("pk")) | Q(pk=row.indicator_set_id if row else None)
    set_rows(form, "indicator_set", IndicatorSet.objects.filter(now))
    partners = coalition.partners.active().values("organisation")
    there = Q(pk__in=partners) | Q(pk__in=chosen["organisations"])
    set_rows(form, "organisations", Organisation.objects.filter(there).order_by("name_fold"))
    running = Q(state=AmbitionState.RUNNING) | Q(pk__in=chosen["ambitions"])
    set_rows(form, "ambitions", coalition.ambitions.filter(running).order_by("title", "pk"))
