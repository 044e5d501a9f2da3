"""How the lists of interventions of a coalition can be narrowed and ordered."""

from typing import Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interventions.choices import ChoiceState
from interventions.selectors.money import Line
from kansrijkestart.core.lists import RowsFilter, choice_of
from kansrijkestart.core.since import SinceFilter

OF_TABLE: Final = "tabel"
UNANSWERED: Final = "erkenning"


class ChoiceFilter(SinceFilter):
    """Narrow and order what a coalition offers."""

    orders = {
        "": (_("by state"), None),
        "name": (_("by name"), ("intervention__name_fold", "pk")),
        "old": (_("longest without news first"), ("reported_on", "intervention__name_fold", "pk")),
    }
    texts = ("intervention__name", "executor", "reason")
    same = ("state",)

    q = forms.CharField(label=_("Intervention, by whom or why"), required=False, max_length=100)
    state = choice_of(_("State"), _("All states"), ChoiceState)
    # What numbers on the start page lead to.
    deel = forms.ChoiceField(
        required=False,
        choices=[("", ""), (OF_TABLE, ""), (UNANSWERED, "")],
        widget=forms.HiddenInput,
    )

    @property
    def said(self) -> str:
        words = {
            OF_TABLE: gettext("Only what stands in the regional table."),
            UNANSWERED: gettext("Only what of which a recognition lapses, without your reason."),
        }
        return " ".join(filter(None, [super().said, words.get(self.asked.get("deel", ""), "")]))


class MoneyFilter(RowsFilter):
    """Narrow and order streams of money; each part of the page stays a part."""

    orders = {
        "": (_("what ends first on top"), None),
        "amount": (_("the largest amount first"), lambda line: -(line.row.amount or 0)),
        "title": (_("by what it is for"), lambda line: line.row.title.casefold()),
        "source": (_("by source"), lambda line: line.source.casefold()),
        "coalition": (_("by coalition"), lambda line: line.row.coalition.name_fold),
    }

    q = forms.CharField(label=_("For what, source or coalition"), required=False, max_length=100)

    @property
    def notes(self) -> list[str]:
        """Say in a file that it holds a part, so that nobody takes it for everything."""
        asked = self.asked.get("q", "")
        return [gettext("Only what has “%(text)s” in it.") % {"text": asked}] if asked else []

    def said_by(self, row: Line) -> str:
        return f"{row.row.title} {row.source} {row.row.coalition.name}"
