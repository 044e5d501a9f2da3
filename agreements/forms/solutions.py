"""Choosing the agreements that are to solve a bottleneck."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import AgreementState
from agreements.models import Agreement
from coalitions.models import Coalition
from kansrijkestart.core.forms import (
    KsForm,
    SeenFormMixin,
    numbers_in,
)


class BottleneckAgreementsForm(SeenFormMixin, KsForm):
    """Which agreements are to solve a bottleneck: those that run, and those linked already."""

    mark_optional = False

    agreements = forms.ModelMultipleChoiceField(
        label=_("Which agreements are to solve this?"),
        queryset=Agreement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, coalition: Coalition, linked: Collection[Agreement], **kwargs: Any
    ) -> None:
        keys = [row.pk for row in linked]
        kwargs["initial"] = {"agreements": keys}
        super().__init__(*args, ticked=map(str, keys), **kwargs)
        own = Agreement.objects.filter(coalition=coalition)
        runs = ~Q(state=AgreementState.ENDED) | Q(pk__in=keys)
        rows = own.filter(runs).order_by("title_fold", "pk")
        self.fields["agreements"].queryset = rows  # type: ignore[attr-defined]

    def changes(self) -> dict[str, list[int]]:
        """Return what to add and to remove, for the service; only after ``is_valid()``."""
        ticked = (str(row.pk) for row in self.cleaned_data["agreements"])
        added, removed = self.compare(ticked)
        return {"add": numbers_in(added), "remove": numbers_in(removed)}
