"""How the lists about figures can be narrowed and ordered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core.lists import OrderedFilter
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
    texts = ("source", "file_name")
    same = ("state",)

    q = forms.CharField(label=_("Source or file"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ReleaseState.choices]
    )
