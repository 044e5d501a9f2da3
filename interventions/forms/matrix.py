"""The region's table: what to see of it, loading one, asking for what is missing."""

import base64
import binascii
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import Domain, Phase, Stage
from coalitions.forms.fields import DayField
from interventions.choices import ChoiceState, RecognitionLevel
from interventions.matrix import NOT_REPORTED, NOT_SHARED, Matrix
from interventions.matrix.narrowing import CLOSED, REPORTED, SILENT, Wanted, narrow
from kansrijkestart.core import clock
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, set_choices
from kansrijkestart.core.lists import OrderedFilter
from kansrijkestart.core.signs import sign_for

# What is typed again as text is a third longer, and a form may hold 2.5 MB of text.
MOST_BYTES = 1024 * 1024
STATES = [*ChoiceState.values, NOT_REPORTED, NOT_SHARED]


class MatrixFilter(OrderedFilter):
    """Narrows the table of a region, or shows it as of a day of the past."""

    orders = {
        "": (gettext_lazy("by name"), None),
        "running": (gettext_lazy("what runs most first"), lambda row: -row.running),
        "silent": (
            gettext_lazy("least reported first"),
            lambda row: -sum(cell.kind == NOT_REPORTED for cell in row.cells),
        ),
    }

    phase = forms.ChoiceField(label=gettext_lazy("Phase"), required=False)
    domain = forms.ChoiceField(label=gettext_lazy("Domain"), required=False)
    recognition = forms.ChoiceField(label=gettext_lazy("Recognition"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    group = forms.ChoiceField(
        label=gettext_lazy("Municipalities"),
        required=False,
        choices=[
            ("", gettext_lazy("All municipalities")),
            (REPORTED, gettext_lazy("Reported something")),
            (SILENT, gettext_lazy("Reported nothing yet")),
            (CLOSED, gettext_lazy("Does not share")),
        ],
    )
    stage = forms.ChoiceField(label=gettext_lazy("Stage of the coalition"), required=False)
    op = DayField(label=gettext_lazy("As it was on"), required=False)
    # One municipality, by its code: what a number in the list of a region leads to.
    gemeente = forms.CharField(
        label=gettext_lazy("Municipality"),
        required=False,
        max_length=10,
        widget=forms.HiddenInput,
    )
    weergave = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "phase", [("", _("All phases")), *Phase.choices])
        set_choices(self, "domain", [("", _("All domains")), *Domain.choices])
        levels = [("", _("All")), ("any", _("Recognised, any level")), *RecognitionLevel.choices]
        set_choices(self, "recognition", [*levels, ("unknown", _("No recognition known"))])
        states = [(state, sign_for("choice", state).word) for state in STATES]
        set_choices(self, "state", [("", _("All states")), *states])
        stages = [(stage, sign_for("stage", stage).word) for stage in Stage.values]
        set_choices(self, "stage", [("", _("All stages")), *stages])

    def clean_op(self) -> Any:
        day = self.cleaned_data["op"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Choose today or a day in the past."))
        return day

    def narrowed(self, matrix: Matrix) -> Matrix:
        """Return the part of the table that is asked for, its rows in the order asked for."""
        part = narrow(matrix, self.wanted)
        return replace(part, rows=self.sorted(part.rows)) if self.order else part

    @property
    def is_listed(self) -> bool:
        """Tell whether the table is narrowed or ordered."""
        return not self.wanted.is_everything or bool(self.order)

    @property
    def wanted(self) -> Wanted:
        """Return what is asked; a word in the address that we do not know asks nothing."""
        found = self.cleaned_data if self.is_bound and not self.errors else {}
        return Wanted(
            **{name: found.get(name, "") for name in Wanted.__dataclass_fields__},
        )

    @property
    def chosen_words(self) -> str:
        """Say which choice holds, in the words of the form, for a file with a part of the table."""
        found = [
            f"{self.fields[name].label}: {self._said(name, value)}"
            for name, value in vars(self.wanted).items()
            if value
        ]
        words = _("This is a part of the table, not the whole. Chosen: %(choices)s.")
        return words % {"choices": "; ".join(found)} if found else ""

    def _said(self, name: str, value: str) -> str:
        field = self.fields[name]
        pairs: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        return str(dict(pairs).get(value, value))


class MatrixLoadForm(IdempotentFormMixin, KsForm):
    """A table with its source and date; after the rehearsal what was read, to be stored."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or XLSX: a row per municipality, a column per intervention. Mark with 1, x or ja "
            "what runs; leave empty what is not known. The download of the table may be loaded too."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        required=False,
        max_length=200,
        allow_empty_file=True,  # the reader says what is wrong with it
    )
    source = forms.CharField(
        label=gettext_lazy("Where is this table from?"),
        help_text=gettext_lazy("For example: inventory of the region, spring 2026."),
        max_length=200,
    )
    reported_on = DayField(label=gettext_lazy("Date of the table"))
    note = forms.CharField(
        label=gettext_lazy("What a reader must know of it, if anything"),
        help_text=gettext_lazy("For example: first inventory, not complete."),
        required=False,
        max_length=200,
    )
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    file_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    mark_optional = False  # the file goes along by itself after the rehearsal

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

    def clean_reported_on(self) -> Any:
        day = self.cleaned_data["reported_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Choose today or a day in the past."))
        return day

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


class AskForm(IdempotentFormMixin, KsForm):
    """Which municipalities are asked to report, with a sentence of one's own."""

    municipalities = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Municipalities"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=gettext_lazy("Your own sentence"),
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text=gettext_lazy("Stands in the mail to the coordinators."),
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "municipalities", places)
        self.fields["municipalities"].error_messages = {
            "required": _("Tick at least one municipality."),
            "invalid_choice": _("This list is no longer right. Choose the municipalities again."),
            "invalid_list": _("This list is no longer right. Choose the municipalities again."),
        }
