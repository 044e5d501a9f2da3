"""Lists of what was added or changed since a moment, by the history of the rows."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import is_naive, localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core.lists import OrderedFilter


class SinceFilter(OrderedFilter):
    """Can leave only what was added or changed since a moment that stands in the address."""

    sinds = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_sinds(self) -> datetime | None:
        """Read the moment; it has its own offset, so that it is the same one everywhere."""
        text = self.cleaned_data["sinds"]
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or is_naive(moment):
            raise forms.ValidationError(_("This moment cannot be read."))
        return moment

    @property
    def said(self) -> str:
        """Say since when, for above the list; empty without a moment."""
        if not (moment := self.asked.get("sinds")):
            return ""
        words = gettext("Only what was added or changed since %(moment)s.")
        return words % {"moment": date_format(localtime(moment), "j F Y H:i")}

    def since(self, rows: Any) -> Any:
        """Return the rows of which an event was kept since the moment; all without one."""
        if not (moment := self.asked.get("sinds")):
            return rows
        events = rows.model.events.field.model.objects.filter(pgh_created_at__gt=moment)
        return rows.filter(pk__in=events.values("pgh_obj_id"))

    def narrow(self, rows: Any) -> Any:
        return self.since(super().narrow(rows))
