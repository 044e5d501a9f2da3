"""The checklist's forms: one small form per statement, one for the explanation, one to settle."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import AnswerScale
from coalitions.forms.fields import DayField
from coalitions.models import Answer, Coalition, Organisation, Partnership
from coalitions.selectors.checklist import FOLDED, PrinciplePart, StatementRow
from coalitions.services.checklist import ANSWER_FIELDS, SavedAnswers
from kansrijkestart.core import clock
from kansrijkestart.core.forms import KsForm
from kansrijkestart.core.signs import sign_for

SCALE: Final = [(value, sign_for("answer", value).word) for value in AnswerScale.values]
MOST: Final = 2**31 - 1


class AnswerForm(KsForm):
    """One statement: a choice in sight, the rest folded. Every field may stay empty."""

    mark_optional = False
    fields_without_persons_help = ()

    now = forms.ChoiceField(
        label=gettext_lazy("Now"),
        required=False,
        choices=SCALE,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    wished = forms.ChoiceField(
        label=gettext_lazy("What do you want to reach?"),
        required=False,
        choices=[("", gettext_lazy("No choice")), *SCALE],
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("What shows this?"), required=False, max_length=500
    )
    owner = forms.CharField(
        label=gettext_lazy("Who takes this up?"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("An organisation or team, no name of a person."),
    )
    due_on = DayField(label=gettext_lazy("When is this ready?"), required=False)
    clear = forms.BooleanField(
        label=gettext_lazy("Take my choice away: not filled in"), required=False
    )
    version = forms.IntegerField(
        min_value=0, max_value=MOST, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, row: StatementRow, **kwargs: Any) -> None:
        self.row = row
        kwargs["prefix"] = f"s{row.statement.pk}"
        kwargs["initial"] = self._stored(row)
        super().__init__(*args, **kwargs)
        self.fields["due_on"].error_messages["invalid"] = _(
            "The date at statement %(number)s does not exist. Choose another date, "
            "for example 30-04-2026."
        ) % {"number": row.number}

    @staticmethod
    def _stored(row: StatementRow) -> dict[str, Any]:
        if row.answer is None:
            return {"now": row.prefill, "version": 0}
        values = {name: getattr(row.answer, name) for name in ANSWER_FIELDS}
        return values | {"version": row.answer.version}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("clear"):
            data["now"] = ""
        wanted = data.get("now") == AnswerScale.NOT_APPLICABLE
        if wanted and not data.get("explanation") and "explanation" not in self.errors:
            message = _("Write in the explanation why statement %(number)s does not apply.")
            self.add_error("explanation", message % {"number": self.row.number})
        return data

    def values(self) -> dict[str, Any]:
        """Return the answer; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in ANSWER_FIELDS}

    @property
    def is_open(self) -> bool:
        """A mistake under the fold must be in sight."""
        return self.is_bound and any(name in self.errors for name in FOLDED)

    @property
    def about(self) -> str:
        """Say which statement this is, where its fields stand alone."""
        return f"{self.row.number}. {self.row.statement.text}"

    @property
    def div_id(self) -> str:
        return f"div_{self['now'].auto_id}"


class NoteForm(KsForm):
    """The coalition's explanation with one principle."""

    mark_optional = False

    explanation = forms.CharField(
        label=gettext_lazy("Explanation of the coalition"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(
        min_value=0, max_value=MOST, required=False, widget=forms.HiddenInput
    )


def saved_versions(saved: SavedAnswers) -> dict[str, int]:
    """Return the stored version per hidden field, for what was kept; not for conflicts."""
    versions = {f"s{pk}-version": version for pk, version in saved.versions.items()}
    if saved.note_version and not saved.note_conflict:
        versions["note-version"] = saved.note_version
    return versions


class PrincipleForm:
    """One principle's page: a form per statement and one for the explanation.

    Looks like a formset, so that the error summary lists the mistakes of all its parts.
    """

    management_form = None

    def __init__(self, part: PrinciplePart, data: Any = None) -> None:
        self.part = part
        self.is_bound = data is not None
        self.data = data.copy() if data is not None else None
        self._build()

    def _build(self) -> None:
        note = self.part.note
        self.answers = [AnswerForm(self.data, row=row) for row in self.part.rows]
        self.note = NoteForm(
            self.data,
            prefix="note",
            initial={
                "explanation": note.explanation if note else "",
                "version": note.version if note else 0,
            },
        )

    @property
    def forms(self) -> list[Form]:
        return [*self.answers, self.note]

    def __iter__(self) -> Iterator[Form]:
        return iter(self.forms)

    def non_form_errors(self) -> list[str]:
        return []

    @property
    def errors(self) -> list[Any]:
        return [part.errors for part in self.forms if part.errors]

    def is_valid(self) -> bool:
        return not self.errors

    def service_values(self) -> dict[str, Any]:
        """Return what can be stored: the parts without a mistake, with the versions seen."""
        fit = [part for part in self.answers if part.is_valid()]
        values: dict[str, Any] = {
            "answers": {part.row.statement.pk: part.values() for part in fit},
            "versions": {
                part.row.statement.pk: part.cleaned_data.get("version") or 0 for part in fit
            },
        }
        if self.note.is_valid():
            values["explanation"] = self.note.cleaned_data["explanation"]
            values["note_version"] = self.note.cleaned_data.get("version") or 0
        return values

    def follow(self, saved: SavedAnswers) -> None:
        """Carry the versions now stored; where texts differ, both are shown above the form."""
        versions = saved_versions(saved)
        versions |= {f"s{pk}-version": row.version for pk, row in saved.conflicts.items()}
        if saved.note_conflict:
            versions["note-version"] = saved.note_conflict.version
        if self.data is not None:
            for name, version in versions.items():
                self.data[name] = str(version)
            self._build()

    def conflict_fields(self, saved: SavedAnswers) -> list[tuple[str, str, str]]:
        """Return (label, stored text, own text) for what somebody else changed too."""
        found: list[tuple[str, str, str]] = []
        for form in self.answers:
            theirs = saved.conflicts.get(form.row.statement.pk)
            if theirs is not None and form.is_valid():
                found += _differences(form, theirs)
        if saved.note_conflict and self.note.is_valid():
            label = str(self.note.fields["explanation"].label)
            mine = self.note.cleaned_data["explanation"]
            found.append((label, saved.note_conflict.explanation, mine))
        return found


def _differences(form: AnswerForm, theirs: Answer) -> list[tuple[str, str, str]]:
    mine = form.values()
    return [
        (
            f"{form.row.number}. {form.row.statement.text} {form.fields[name].label}",
            _in_words(name, getattr(theirs, name)),
            _in_words(name, mine[name]),
        )
        for name in ANSWER_FIELDS
        if getattr(theirs, name) != mine[name]
    ]


def _in_words(name: str, value: Any) -> str:
    if name in {"now", "wished"}:
        return str(sign_for("answer", value).word)
    return str(value or _("not filled in"))


class AgreeForm(KsForm):
    """Settled together: when, and who was there."""

    fields_without_persons_help = ()

    agreed_on = DayField(label=gettext_lazy("Date on which you settled this together"))
    organisations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who was there?"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick who was there: at least one partner.")},
    )
    parents_present = forms.IntegerField(
        label=gettext_lazy("How many (expectant) parents were there?"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=gettext_lazy("A number only, no names. Leave it empty when you do not know."),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Name the organisations that were there.")},
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].initial = clock.today
        partners = Partnership.objects.active().filter(coalition=coalition)
        found = Organisation.objects.filter(pk__in=partners.values("organisation"))
        self.fields["organisations"].queryset = found  # type: ignore[attr-defined]
        # Without partners in the record nobody can be ticked: the remark says who was there.
        self.fields["organisations"].required = found.exists()
        self.fields["remark"].required = not self.fields["organisations"].required
