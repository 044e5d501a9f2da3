"""Narrowing and ordering what was answered to the statements of the checklist."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import AnswerScale
from coalitions.models import Assessment, Principle
from kansrijkestart.core.dutch import Dutch, DutchSelect
from kansrijkestart.core.forms import set_choices
from kansrijkestart.core.lists import choice_of
from kansrijkestart.core.since import SinceFilter


class AnswerFilter(SinceFilter):
    """Narrow the list of answers; all rounds when none is chosen."""

    orders = {
        "": (gettext_lazy("as in the checklist"), None),
        "day": (
            gettext_lazy("by day, the first day first"),
            (F("due_on").asc(nulls_last=True), "pk"),
        ),
        "new": (gettext_lazy("changed last first"), ("-updated_at", "-pk")),
    }
    texts = ("statement__text", "explanation", "evidence", "owner")
    same = ("now",)

    q = forms.CharField(
        label=gettext_lazy("Search in statements and answers"), required=False, max_length=100
    )
    principle = forms.ChoiceField(
        label=gettext_lazy("Principle"), required=False, widget=DutchSelect
    )
    now = choice_of(gettext_lazy("Now"), gettext_lazy("All answers"), AnswerScale)
    round = forms.ChoiceField(label=gettext_lazy("Round"), required=False)

    def __init__(self, *args: Any, rounds: Sequence[Assessment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [
            (str(row.round), _("Round %(number)s") % {"number": row.round}) for row in rounds
        ]
        set_choices(self, "round", [("", _("All rounds")), *numbers])
        checklists = {row.checklist_id for row in rounds}
        # A principle may have had another name in an earlier version; the newest name stands.
        named = dict(
            Principle.objects.filter(checklist__in=checklists)
            .order_by("checklist__valid_from", "pk")
            .values_list("number", "screen_title")
        )
        principles = [
            (str(number), Dutch(f"{number}. {named[number]}")) for number in sorted(named)
        ]
        set_choices(self, "principle", [("", _("All principles")), *principles])

    def narrow(self, rows: Any) -> Any:
        found = super().narrow(rows)
        if number := self.asked.get("principle"):
            found = found.filter(statement__principle__number=number)
        if number := self.asked.get("round"):
            found = found.filter(assessment__round=number)
        return found
