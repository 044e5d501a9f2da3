"""How the lists about figures can be narrowed and ordered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core.lists import OrderedFilter, saying
from kansrijkestart.core.models import Fold
from monitoring.choices import ReleaseState


class ReleaseFilter(OrderedFilter):
    """Narrow and order the files of figures."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("created_at", "pk")),
        "source": (_("by source"), (Fold("source"), "-created_at", "-pk")),
        "most": (_("most figures first"), ("-row_count", "-created_at", "-pk")),
    }

    q = forms.CharField(label=_("Source or file"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ReleaseState.choices]
    )

    def narrow(self, rows: Any) -> Any:
        """Return the files that were asked for, in the order that was asked for."""
        rows = saying(rows, self.asked.get("q", ""), "source", "file_name")
        if state := self.asked.get("state"):
            rows = rows.filter(state=state)
        return self.in_order(rows)
