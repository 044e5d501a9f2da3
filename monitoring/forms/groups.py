"""A group or neighbourhood of an interpretation, and the ambition that follows from one."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.forms.plan import AmbitionForm
from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.forms import (
    NOT_STORED,
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_rows,
)
from monitoring.choices import GroupKind
from monitoring.models import InterpretationGroup
from monitoring.selectors.own_counts import GroupView

PLAIN: Final = ("kind", "words", "municipality", "year", "source")
COUNTS: Final = ("numerator", "denominator")
MOST: Final = 10_000_000


class GroupForm(NoPersonalNumbersMixin, IdempotentFormMixin, VersionedFormMixin, KsForm):
    """Who it is about; a count of your own folds away.

    A stored count that is hidden never comes back: it stays, is replaced, or is cleared.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("A group or a neighbourhood?"), choices=GroupKind.choices
    )
    words = forms.CharField(
        label=gettext_lazy("Which one?"),
        max_length=200,
        help_text=gettext_lazy("A group or a neighbourhood, never a person or a family."),
    )
    clear_counts = forms.BooleanField(
        label=gettext_lazy("Clear the count that is filled in"), required=False
    )
    numerator = forms.IntegerField(
        label=gettext_lazy("How many?"), required=False, min_value=0, max_value=MOST
    )
    denominator = forms.IntegerField(
        label=gettext_lazy("Out of how many?"), required=False, min_value=1, max_value=MOST
    )
    year = forms.IntegerField(
        label=gettext_lazy("Of which year?"), required=False, min_value=2000, max_value=2100
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("In which municipality?"),
        queryset=Municipality.objects.none(),
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("Where is this known from?"), max_length=200, required=False
    )

    folded: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        municipalities: Any,
        instance: InterpretationGroup | None = None,
        view: GroupView | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance, self.view = instance, view
        if instance is not None and view is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in PLAIN} | {
                "numerator": view.numerator,
                "denominator": view.denominator,
            }
        super().__init__(*args, **kwargs)
        rows = municipalities
        if instance is not None and instance.municipality_id is not None:
            rows = rows | Municipality.objects.filter(pk=instance.municipality_id)
        set_rows(self, "municipality", rows.order_by("name_fold", "pk"))
        if not self.is_hidden:
            del self.fields["clear_counts"]

    @property
    def is_hidden(self) -> bool:
        """A count is stored that nobody sees."""
        return self.view is not None and self.view.is_hidden

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = [data.get(name) is not None for name in COUNTS]
        if any(given) and data.get("clear_counts"):
            self.add_error("clear_counts", _("Clear the count, or give another one: not both."))
        if given == [True, False] and "denominator" not in self.errors:
            self.add_error("denominator", _("Out of how many is this?"))
        if given == [False, True] and "numerator" not in self.errors:
            self.add_error("numerator", _("How many of these is it about?"))
        if all(given) and data["numerator"] > data["denominator"]:
            self.add_error("numerator", _("The first number cannot be more than the second."))
        if all(given) or (self.is_hidden and not data.get("clear_counts")):
            self._ask_source(data)
        if data.get("year") and data["year"] > clock.today().year:
            self.add_error("year", _("This year is still to come."))
        return data

    def _ask_source(self, data: dict[str, Any]) -> None:
        """A count says of which year, where, and from whom it is."""
        for name in ("year", "municipality", "source"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("A count needs this too."))

    def stored_value(self, record: Any, name: str) -> Any:
        return NOT_STORED if name in COUNTS else super().stored_value(record, name)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        data = self.cleaned_data
        pair = (data["numerator"], data["denominator"])
        counts = None if pair[0] is None else pair
        keep = self.is_hidden and counts is None and not data["clear_counts"]
        return {name: data[name] for name in PLAIN} | {"counts": counts, "keep_counts": keep}


class GroupRemoveForm(VersionedFormMixin, KsForm):
    """Nothing to fill in: only the version that the reader saw."""

    def __init__(self, *args: Any, instance: InterpretationGroup, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


class TalkAmbitionForm(NoPersonalNumbersMixin, AmbitionForm):
    """An ambition that follows from an interpretation, the title filled in."""
