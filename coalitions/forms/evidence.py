"""The form that links records to one statement of the checklist."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.registry import Reading
from coalitions.selectors.evidence import DOCUMENT, Candidate, Linked, evidence_sources
from coalitions.services.evidence import Keys
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.forms import KsForm, SeenFormMixin, numbers_in


class EvidenceForm(SeenFormMixin, KsForm):
    """A list to tick per kind of record, and a document by its web address."""

    mark_optional = False

    title = forms.CharField(
        label=gettext_lazy("Title of the document"), required=False, max_length=200
    )
    url = forms.URLField(
        label=gettext_lazy("Web address of the document"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=gettext_lazy("For example a policy paper on the site of the municipality."),
        error_messages={
            "invalid": gettext_lazy("This is no web address. It begins with https://.")
        },
    )

    def __init__(
        self, *args: Any, reading: Reading, linked: Iterable[Linked], **kwargs: Any
    ) -> None:
        self.linked = {one.key: one for one in linked if one.key}
        super().__init__(*args, ticked=self.linked, **kwargs)
        self.kinds: list[str] = []
        for source in evidence_sources():
            offered = {
                f"{source.key}-{one.pk}": _in_its_language(one)
                for one in source.records(reading, None)
            }
            self._offer(source.key, str(source.title), offered)
        self._offer(DOCUMENT, _("Documents"), {})

    def _offer(self, kind: str, title: str, offered: dict[str, str]) -> None:
        """Add the list of one kind: what is linked first, then what may be; none, then no list."""
        own = ((key, one) for key, one in self.linked.items() if key.startswith(f"{kind}-"))
        mine = {key: _in_its_language(one) for key, one in own}
        choices = mine | offered
        if not choices:
            return
        self.kinds.append(kind)
        self.fields[kind] = forms.MultipleChoiceField(
            label=title,
            required=False,
            choices=list(choices.items()),
            initial=list(mine),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            error_messages={
                "invalid_choice": _("One record is not there any more. Look at the list again.")
            },
        )

    @property
    def lists(self) -> list[tuple[Any, bool]]:
        """The lists to tick, each with whether it must be open: something is ticked or it is short.

        A long list is folded, so that the page stays one screen.
        """
        found = []
        for kind in self.kinds:
            field = self[kind]
            is_short = len(field.field.choices) <= 6  # type: ignore[attr-defined]
            found.append((field, is_short or bool(field.value()) or bool(field.errors)))
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        title, url = data.get("title"), data.get("url")
        if url and not title and "title" not in self.errors:
            self.add_error("title", _("Give the title of the document."))
        if title and not url and "url" not in self.errors:
            self.add_error("url", _("Give the web address of the document."))
        return data

    def changes(self) -> dict[str, Any]:
        """Return what to add and to remove, for the service; only after ``is_valid()``."""
        ticked = {key for kind in self.kinds for key in self.cleaned_data[kind]}
        added, removed = self.compare(ticked)
        title, url = self.cleaned_data["title"], self.cleaned_data["url"]
        return {
            "add": _by_kind(added),
            "remove": _by_kind(removed),
            "document": (title, url) if url else None,
        }


def _in_its_language(one: Candidate | Linked) -> str:
    return Dutch(one.words) if one.is_dutch else one.words


def _by_kind(keys: Iterable[str]) -> Keys:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for key in keys:
        kind, _dash, number = key.rpartition("-")
        found[kind] += numbers_in([number])
    return found
