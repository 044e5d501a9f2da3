"""Who is at a meeting: organisations and a number of parents, never names of persons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.models import Agenda, Coalition, Meeting, Organisation
from kansrijkestart.core.forms import KsForm, VersionedFormMixin, set_rows


class PresentForm(VersionedFormMixin, KsForm):
    """The fields that a meeting and its agenda share.

    Offered are the partners of today, and who was there according to ``instance``.
    """

    present = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which organisations were there?"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parents_present = forms.IntegerField(
        label=gettext_lazy("Number of parents present"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=gettext_lazy("A number only, no names. Leave it empty when you do not know."),
    )

    # The fields that begin as they are stored.
    stored: tuple[str, ...] = ("parents_present",)

    def __init__(
        self,
        *args: Any,
        coalition: Coalition,
        instance: Agenda | Meeting | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        there = [] if instance is None else self.stored_value(instance, "present")
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in self.stored}
            kwargs["initial"]["present"] = there
        super().__init__(*args, **kwargs)
        partners = coalition.partners.active().values_list("organisation", flat=True)
        set_rows(self, "present", Organisation.objects.filter(pk__in=[*partners, *there]))

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "present":
            return list(record.present.values_list("organisation", flat=True))
        return super().stored_value(record, name)
