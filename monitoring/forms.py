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
    KsModelForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)
from monitoring.models import (
    Definition,
    Indicator,
    IndicatorMembership,
    IndicatorSet,
    Interpretation,
)
from monitoring.selectors.evidence import with_figures
from monitoring.selectors.exports import Subject, export_years
from monitoring.services.indicators import (
    DEFINITION_FIELDS,
    INDICATOR_FIELDS,
    MEMBERSHIP_FIELDS,
    SET_FIELDS,
)
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


KEY_HELP = gettext_lazy("Small letters, digits and hyphens. It never changes, numbers may.")


class _KeeperForm(KsModelForm):
    """What an analyst writes about indicators: no persons in it, so no standing help about them."""

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    class Meta:
        fields: Sequence[str] = ()


class _SetWords(_KeeperForm):
    fields_without_persons_help = ("note",)

    class Meta(_KeeperForm.Meta):
        model = IndicatorSet
        fields: Sequence[str] = SET_FIELDS


class IndicatorSetAddForm(IdempotentFormMixin, _SetWords):
    """A new set."""

    class Meta(_SetWords.Meta):
        fields = ("key", *SET_FIELDS)
        help_texts = {"key": KEY_HELP}


class IndicatorSetForm(VersionedFormMixin, _SetWords):
    """A change of a set."""


class _IndicatorWords(_KeeperForm):
    opposite = ReferenceChoiceField(
        label=gettext_lazy("Counts the same the other way round as"),
        queryset=Indicator.objects.none(),
        required=False,
        help_text=gettext_lazy("A file about the one may then not carry the words of the other."),
    )

    class Meta(_KeeperForm.Meta):
        model = Indicator
        fields: Sequence[str] = INDICATOR_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Indicator.objects.exclude(pk=self.instance.pk).order_by("name_fold", "key")
        set_rows(self, "opposite", rows)


class IndicatorAddForm(IdempotentFormMixin, _IndicatorWords):
    """A new indicator."""

    class Meta(_IndicatorWords.Meta):
        fields = ("key", *INDICATOR_FIELDS)
        labels = {"key": gettext_lazy("key")}
        help_texts = {"key": KEY_HELP}


class IndicatorForm(VersionedFormMixin, _IndicatorWords):
    """A change of an indicator."""


class _MembershipWords(_KeeperForm):
    fields_without_persons_help = ("note", "provenance")

    class Meta(_KeeperForm.Meta):
        model = IndicatorMembership
        fields: Sequence[str] = MEMBERSHIP_FIELDS
        labels = {
            "number": gettext_lazy("Number in this set"),
            "is_official_number": gettext_lazy("The source says this number"),
            "note": gettext_lazy("note"),
            "provenance": gettext_lazy("Where this is known from"),
        }


class MembershipAddForm(IdempotentFormMixin, _MembershipWords):
    """An indicator in one more set."""

    indicator_set = ReferenceChoiceField(
        label=gettext_lazy("indicator set"), queryset=IndicatorSet.objects.none()
    )

    class Meta(_MembershipWords.Meta):
        fields = ("indicator_set", *MEMBERSHIP_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = IndicatorMembership.objects.filter(indicator=self.instance.indicator_id)
        rows = IndicatorSet.objects.exclude(pk__in=taken.values("indicator_set"))
        set_rows(self, "indicator_set", rows)


class MembershipForm(VersionedFormMixin, _MembershipWords):
    """A correction of a number in a set."""


class _DefinitionWords(_KeeperForm):
    fields_without_persons_help = ("numerator", "denominator", "break_note", "provenance")

    class Meta(_KeeperForm.Meta):
        model = Definition
        fields: Sequence[str] = DEFINITION_FIELDS
        labels = {
            "first_year": gettext_lazy("From the year"),
            "last_year": gettext_lazy("Until the year"),
            "provenance": gettext_lazy("Where this is known from"),
        }
        help_texts = {
            "minimum_count": gettext_lazy("Smaller counts are hidden. Empty: nothing is hidden."),
            "aggregation": gettext_lazy("Only counts are added; shares are never averaged."),
            "break_note": gettext_lazy("From the second version on: what is counted otherwise."),
        }


class DefinitionAddForm(IdempotentFormMixin, _DefinitionWords):
    """A new version of a definition."""


class DefinitionForm(VersionedFormMixin, _DefinitionWords):
    """A correction of a version."""
