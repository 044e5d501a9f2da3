"""Forms with which a coalition answers a questionnaire: the fields are the year's questions."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijkestart.accounts.models import User
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.forms import (
    NOT_STORED,
    STALE_MESSAGES,
    KsForm,
    KsFormMixin,
    NoPersonalNumbersMixin,
    set_choices,
    set_rows,
)
from monitoring.answers import faults
from monitoring.forms.question_fields import (
    APART,
    OTHER,
    REASON,
    UNSURE,
    digest_of,
    fields_of,
    initial_of,
    mixed_faults,
    needs_reason,
    others_of,
    stray_faults,
    value_from,
    version_of,
)
from monitoring.models import ApprovalWish
from monitoring.selectors.filled_in import Place, Shown
from monitoring.services.answering import Entry


def _seen_field() -> forms.CharField:
    """What a page remembers of what was on it: written and read by the site, out of sight."""
    return forms.CharField(
        max_length=20_000, widget=forms.HiddenInput, error_messages=STALE_MESSAGES
    )


def _seen_from(text: str, fits: Callable[[Any], bool]) -> dict[str, Any]:
    """Return what the page remembered; what is not that, however it was written, is refused."""
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        seen = None
    if not isinstance(seen, dict) or not all(fits(one) for one in seen.values()):
        raise forms.ValidationError(STALE_MESSAGES["invalid"])
    return seen


class _Questions(forms.Form):
    """Makes the fields of the year's questions, before ``KsFormMixin`` gives them their words."""

    version = _seen_field()

    def __init__(self, *args: Any, shown: Sequence[Shown], alone: Place | None, **kwargs: Any):
        self.shown, self.alone = shown, alone
        self.touched: set[str] = set()  # names of fields
        super().__init__(*args, **kwargs)
        for one in shown:
            for name, field in fields_of(one, alone):
                self.fields[name] = field
        self.fields["version"].initial = version_of(shown, alone)


class PartForm(NoPersonalNumbersMixin, KsFormMixin, _Questions):
    """The questions of one part that the route comes by.

    A field is named after its question's key; ``-other``, ``-unknown``, ``-reason`` and ``-apart``
    stand beside it. ``version`` remembers per question what the reader had before them, so that two
    people who change different questions both keep their words.
    """

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.shown:
            # Behind it may stand words of the reader's own language.
            field, words = self.fields[one.asked.key], one.question.help_text
            field.help_text = Dutch(field.help_text, words)

    def questions(self) -> Iterator[dict[str, Any]]:
        """Each question with its fields, for the page."""
        for one in self.shown:
            key = one.asked.key
            yield {
                "shown": one,
                "field": self[key],
                "other": self[f"{key}-{OTHER}"] if self._has(key, OTHER) else None,
                "other_keys": " ".join(option.key for option in others_of(one)),
                "unsure": self[f"{key}-{UNSURE}"] if self._has(key, UNSURE) else None,
                "reason": self[f"{key}-{REASON}"] if self._has(key, REASON) else None,
                "apart": self[f"{key}-{APART}"] if self._has(key, APART) else None,
            }

    def _has(self, key: str, end: str) -> bool:
        return f"{key}-{end}" in self.fields

    def clean_version(self) -> dict[str, list[Any]]:
        """Return per question its version and a digest of what the reader saw."""
        return _seen_from(
            self.cleaned_data["version"],
            lambda one: isinstance(one, list) and len(one) == 2 and isinstance(one[0], int),
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.shown:
            entry = self.entry(one)
            if self.alone and not entry.is_apart:
                continue
            wrong = faults(one.asked, entry.value) if entry.value is not None else []
            for words in [*mixed_faults(one, data), *wrong]:
                self.add_error(one.asked.key, words)
            for words in stray_faults(one, data):
                self.add_error(f"{one.asked.key}-{OTHER}", words)
            if needs_reason(one, entry.value) and not entry.reason:
                words = _("Write why the answer differs from the record.")
                self.add_error(f"{one.asked.key}-{REASON}", words)
        return data

    def entry(self, one: Shown) -> Entry:
        """Return what was filled in at a question."""
        data, key = self.cleaned_data, one.asked.key
        return Entry(
            value_from(one, data),
            str(data.get(f"{key}-{REASON}", "")).strip(),
            bool(data.get(f"{key}-{APART}", False)),
        )

    def entries(self) -> dict[str, Entry]:
        """Return what this person changed; the rest is left to others. After ``is_valid()``."""
        seen = self.cleaned_data["version"]
        found = {}
        for one in self.shown:
            entry = self.entry(one)
            if seen.get(one.asked.key, [0, ""])[1] != digest_of(one, entry):
                found[one.asked.key] = entry
        return found

    def seen(self) -> dict[str, int]:
        return {key: row[0] for key, row in self.cleaned_data["version"].items()}

    def stored_value(self, _record: Any, name: str) -> Any:
        """Return what is stored for a field that this person changed, after a conflict."""
        if name not in self.touched:
            return NOT_STORED
        for one in self.shown:
            stored = initial_of(one, self.alone)
            if name in stored:
                return stored[name]
        return NOT_STORED


class SubmitForm(NoPersonalNumbersMixin, KsForm):
    """For which municipalities the answers are handed in, with a remark for who reads them."""

    municipalities = forms.MultipleChoiceField(
        label=gettext_lazy("Hand in for"), widget=forms.CheckboxSelectMultiple
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks for who reads the answers"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self,
            "municipalities",
            [(one.municipality.code, str(one.municipality)) for one in places],
        )
        self.fields["municipalities"].initial = [one.municipality.code for one in places]
        if places:
            self.fields["remarks"].initial = places[0].response.remarks


class ReopenForm(NoPersonalNumbersMixin, KsForm):
    """For which municipalities the answers are opened again, and why."""

    municipalities = forms.MultipleChoiceField(
        label=gettext_lazy("Open again for"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=gettext_lazy("Why do you open the answers again?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self,
            "municipalities",
            [(one.municipality.code, str(one.municipality)) for one in places],
        )
        self.fields["municipalities"].initial = [one.municipality.code for one in places]


class ApproveForm(NoPersonalNumbersMixin, KsForm):
    """Approve, or send back; a reason is asked only for sending back."""

    mark_optional = False
    reason = forms.CharField(
        label=gettext_lazy("What should be different?"),
        help_text=gettext_lazy("Only needed when you send the answers back."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # Per code of a municipality the version that the approver has before them.
    version = _seen_field()

    def clean_version(self) -> dict[str, int]:
        return _seen_from(self.cleaned_data["version"], lambda one: type(one) is int)

    def stored_value(self, record: Any, name: str) -> Any:
        """Nothing of it is stored: the reason is one's own."""
        return NOT_STORED


class ApprovalWishForm(KsForm):
    """Who approves the answers of a coalition; nobody is an answer too."""

    approver = forms.ModelChoiceField(
        label=gettext_lazy("Who approves the answers?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody: handing in is enough"),
        help_text=gettext_lazy(
            "Somebody with access to this record, for instance the manager of the coordinator. "
            "Invite them first when they are not in the list."
        ),
    )
    version = forms.IntegerField(
        min_value=0, widget=forms.HiddenInput, error_messages=STALE_MESSAGES
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "approver", members)

    def stored_value(self, record: Any, name: str) -> Any:
        return getattr(record, name, NOT_STORED)


def approval_initial(wish: ApprovalWish | None) -> dict[str, Any]:
    """What stands in the form above; version 0: nobody was named."""
    return {"approver": wish and wish.approver_id, "version": wish.version if wish else 0}
