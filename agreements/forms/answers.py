"""Narrowing who answered about a text."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import PartyAnswer
from kansrijkestart.core.lists import RowsFilter

SILENT: Final = "none"


def _asked_at(row: Any) -> tuple[bool, Any]:
    """Who was not asked comes last."""
    return (row.request is None, row.request and row.request.asked_at)


class AnswersFilter(RowsFilter):
    """Narrow and order the parties of an agreement; ``versie`` keeps to the text that is shown."""

    orders = {
        "": (_("by name"), None),
        "answer": (_("without an answer first"), lambda row: row.answer != SILENT),
        "asked": (_("asked longest ago first"), _asked_at),
    }

    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("All answers")), (SILENT, _("no answer yet")), *PartyAnswer.choices],
    )
    versie = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)

    def said_by(self, row: Any) -> str:
        return f"{row.party.organisation.name} {row.party.role}"

    def narrow(self, rows: Iterable[Any]) -> list[Any]:
        wanted = self.asked.get("answer")
        return super().narrow(row for row in rows if not wanted or row.answer == wanted)

    @property
    def is_asked(self) -> bool:
        """Another text is no narrowing of the list."""
        return any(self.data.get(name) for name in self.fields if name != "versie")
