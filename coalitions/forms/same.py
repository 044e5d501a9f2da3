"""Asks "is this the same organisation?" where a name looks like one that is known already."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from coalitions.selectors.similar import near_names
from kansrijkestart.core.models import stored_fold

OTHER = "-"


class SameOrganisationMixin:
    """Mixed in before KsForm. ``known_names`` are organisations that the user may see.

    A question is a field of its own, named after the line and the name it is about: when the name
    is changed, the answer no longer counts. Nothing is stored before every question is answered.
    """

    fields: dict[str, forms.Field]
    data: Any
    known_names: Sequence[str] = ()

    def ask_same(self, line: str, name: str, except_for: str = "") -> None:
        """Add a question about ``name`` when it is near a known one."""
        near = [one for one in near_names(name, self.known_names) if one != except_for]
        if not near:
            return
        question = _("Is “%(name)s” the same organisation?") % {"name": name[:200]}
        self.fields[_key(line, name)] = forms.ChoiceField(
            label=question,
            choices=[
                *((one, _("Yes, this is %(name)s") % {"name": one}) for one in near),
                (OTHER, _("No, this is another organisation")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": question, "invalid_choice": question},
        )

    def ask_about_field(self, field: str, current: str = "") -> None:
        """Ask about the one name in a field, when it is another than the one there was."""
        typed = self.data.get(field, "")[:200].strip()
        if typed and typed != current:
            self.ask_same(field, typed, except_for=current)

    def questions(self, line: str) -> list[BoundField]:
        """Return the questions about this line, as far as there are any."""
        start = f"same_{line}_"
        return [self[name] for name in self.fields if name.startswith(start)]  # type: ignore[index]

    def chosen_name(self, line: str, name: str) -> str:
        """Return the known name that was chosen, or the name as it was typed."""
        key = _key(line, name)
        chosen = self.data.get(key, OTHER) if key in self.fields else OTHER
        return name if chosen == OTHER else str(chosen)


def _key(line: str, name: str) -> str:
    return f"same_{line}_{sha256(stored_fold(name).encode()).hexdigest()[:12]}"
