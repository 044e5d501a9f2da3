"""Forms about money: for what, source, amount and period at once; the rest folded."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.forms.fields import DayField
from coalitions.models import Coalition
from interventions.choices import FundingSource
from interventions.models import Choice, Funding
from interventions.selectors.money import pots_for
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import Dutch, DutchSelect
from kansrijkestart.core.forms import (
    NO_CHOICE,
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    VersionedFormMixin,
    set_rows,
)

FOLDED: Final = ("certainty", "purpose", "law", "choice", "is_pot", "pot", "note")
MOST_EUROS: Final = 10**12
# Thousands in groups of three, with a point, a comma or a blank between them; no cents but 00.
WHOLE: Final = re.compile(r"(?P<whole>\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)(?:[.,](?:00|-))?")
CENTS: Final = re.compile(r"[\d.,]*\d[.,]\d{1,2}")
BLANKS: Final = re.compile(r"[\s€]+")


class EuroField(forms.CharField):
    """Whole euros, as people write them: 12500, 12.500, € 12.500,00."""

    default_error_messages = {
        "cents": gettext_lazy("Write whole euros, without cents: 12.500 instead of 12.500,50."),
        "invalid": gettext_lazy("Write an amount in whole euros, such as 12500 or 12.500."),
        "most": gettext_lazy("This amount is too large to be right. Write it in whole euros."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(max_length=30, empty_value=None, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if text is None:
            return None
        bare = BLANKS.sub("", text)
        found = WHOLE.fullmatch(bare) if bare.isascii() else None
        if not found:
            code = "cents" if bare.isascii() and CENTS.fullmatch(bare) else "invalid"
            raise forms.ValidationError(self.error_messages[code], code=code)
        amount = int(re.sub("[.,]", "", found["whole"]))
        if amount > MOST_EUROS:
            raise forms.ValidationError(self.error_messages["most"], code="most")
        return amount


class PotField(forms.ModelChoiceField):
    """A pot with the coalition that keeps it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.coalition.name})"


class FundingForm(KsModelForm):
    """One stream of money of a coalition."""

    amount = EuroField(
        label=gettext_lazy("Amount in whole euros"),
        required=False,
        help_text=gettext_lazy(
            "Over the whole period. Without an end date: per year. Leave it empty when it is not "
            "known."
        ),
    )
    starts_on = DayField(label=gettext_lazy("First day"), required=False)
    ends_on = DayField(label=gettext_lazy("Last day"), required=False)
    choice = forms.TypedChoiceField(
        label=gettext_lazy("Which intervention it pays"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=DutchSelect,
    )
    pot = PotField(
        label=gettext_lazy("Goes into a pot of the region"),
        queryset=Funding.objects.none(),
        required=False,
        help_text=gettext_lazy("In the region it then counts once, as the pot."),
    )

    class Meta:
        model = Funding
        fields = (
            "title",
            "source",
            "source_other",
            "amount",
            "amount_class",
            "starts_on",
            "ends_on",
            "is_structural",
            *(name for name in FOLDED if name != "choice"),
        )
        labels = {
            "title": gettext_lazy("For what?"),
            "source": gettext_lazy("Where does it come from?"),
            "source_other": gettext_lazy("Which other source?"),
            "is_structural": gettext_lazy("There is no end date"),
            "is_pot": gettext_lazy("This is a pot in which municipalities put money together"),
        }
        help_texts = {
            "title": gettext_lazy(
                "Write nothing about persons or families. No names, no case histories."
            ),
            "amount_class": gettext_lazy("When you know the order and not the amount."),
        }

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.coalition = coalition
        self.choices = {
            row.pk: row for row in Choice.objects.filter(coalition=coalition).for_list()
        }
        named = [(row.pk, Dutch(row.intervention.name)) for row in self.choices.values()]
        self.fields["choice"].choices = [("", NO_CHOICE), *sorted(named, key=_by_name)]  # type: ignore[attr-defined]
        self.initial["choice"] = self.instance.choice_id
        offered = {pot.pk for pot in pots_for(coalition)} | {self.instance.pot_id}
        pots = Funding.objects.filter(pk__in=offered - {None, self.instance.pk})
        set_rows(self, "pot", pots.select_related("coalition").order_by("coalition__name_fold"))
        if not offered - {None, self.instance.pk}:
            del self.fields["pot"]
        if not coalition.is_regional:
            del self.fields["is_pot"]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in FOLDED if name in self.fields]

    @property
    def folded_has_errors(self) -> bool:
        """Whether the folded part must stand open to show a mistake."""
        return any(name in self.errors for name in FOLDED)

    def clean(self) -> dict[str, Any]:
        """Say each refusal at the field it is about, before a constraint says it for the form."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for field, is_wrong, words in self._refusals(given):
            if is_wrong and field in self.fields and field not in self.errors:
                self.add_error(field, words)
        return given

    @staticmethod
    def _refusals(given: dict[str, Any]) -> list[tuple[str, bool, str]]:
        source, first, last = given.get("source"), given.get("starts_on"), given.get("ends_on")
        has_amount = given.get("amount") is not None
        return [
            (
                "source_other",
                source == FundingSource.OTHER and not given.get("source_other"),
                _("Write which source it is."),
            ),
            (
                "purpose",
                bool(given.get("purpose")) and source != FundingSource.SPUK_GALA,
                _("Only SPUK GALA has these purposes."),
            ),
            (
                "amount_class",
                has_amount and bool(given.get("amount_class")),
                _("Give the amount or its order, not both."),
            ),
            (
                "ends_on",
                bool(last) and bool(given.get("is_structural")),
                _("Give a last day, or say that there is none. Not both."),
            ),
            (
                "ends_on",
                bool(first and last and last < first),
                _("The last day lies before the first."),
            ),
            (
                "pot",
                bool(given.get("is_pot") and given.get("pot")),
                _("A pot does not go into another pot."),
            ),
        ]

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        fields = [name for name in self.Meta.fields if name in self.fields]
        found = {name: self.cleaned_data[name] for name in fields}
        return found | {"choice": self.choices.get(self.cleaned_data["choice"])}


def _by_name(pair: tuple[int, str]) -> str:
    return pair[1].casefold()


class FundingAddForm(IdempotentFormMixin, FundingForm):
    """A new stream of money."""


class FundingUpdateForm(VersionedFormMixin, FundingForm):
    """A change to a stream; carries the version the user saw."""

    def stored_value(self, record: Any, name: str) -> Any:
        return record.choice_id if name == "choice" else super().stored_value(record, name)


class FundingEndForm(VersionedFormMixin, KsForm):
    """The last day of a stream."""

    ends_on = DayField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, instance: Funding, **kwargs: Any) -> None:
        self.instance = instance
        kwargs.setdefault("initial", {"ends_on": instance.ends_on or clock.today()})
        super().__init__(*args, **kwargs)


class FundingRemoveForm(VersionedFormMixin, KsForm):
    """Nothing to fill in: only which version of the row somebody saw."""

    def __init__(self, *args: Any, instance: Funding, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
