"""Forms of indicators, sets, numbers and definitions."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsModelForm,
    VersionedFormMixin,
    set_rows,
)
from monitoring.models import Definition, Indicator, IndicatorMembership, IndicatorSet
from monitoring.services.indicators import (
    DEFINITION_FIELDS,
    INDICATOR_FIELDS,
    MEMBERSHIP_FIELDS,
    SET_FIELDS,
)

KEY_HELP = gettext_lazy("Small letters, digits and hyphens. It never changes, numbers may.")


class _KeeperForm(KsModelForm):
    """What an analyst writes about indicators: no persons in it, so no standing help about them."""

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    class Meta:
        fields: Sequence[str] = ()


class _SetWords(_KeeperForm):
    fields_without_persons_help = ("note",)

    class Meta(_KeeperForm.Meta):
        model = IndicatorSet
        fields: Sequence[str] = SET_FIELDS


class IndicatorSetAddForm(IdempotentFormMixin, _SetWords):
    """A new set."""

    class Meta(_SetWords.Meta):
        fields = ("key", *SET_FIELDS)
        help_texts = {"key": KEY_HELP}


class IndicatorSetForm(VersionedFormMixin, _SetWords):
    """A change of a set."""


class _IndicatorWords(_KeeperForm):
    opposite = ReferenceChoiceField(
        label=gettext_lazy("Counts the same the other way round as"),
        queryset=Indicator.objects.none(),
        required=False,
        help_text=gettext_lazy("A file about the one may then not carry the words of the other."),
    )

    class Meta(_KeeperForm.Meta):
        model = Indicator
        fields: Sequence[str] = INDICATOR_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Indicator.objects.exclude(pk=self.instance.pk).order_by("name_fold", "key")
        set_rows(self, "opposite", rows)


class IndicatorAddForm(IdempotentFormMixin, _IndicatorWords):
    """A new indicator."""

    class Meta(_IndicatorWords.Meta):
        fields = ("key", *INDICATOR_FIELDS)
        labels = {"key": gettext_lazy("key")}
        help_texts = {"key": KEY_HELP}


class IndicatorForm(VersionedFormMixin, _IndicatorWords):
    """A change of an indicator."""


class _MembershipWords(_KeeperForm):
    fields_without_persons_help = ("note", "provenance")

    class Meta(_KeeperForm.Meta):
        model = IndicatorMembership
        fields: Sequence[str] = MEMBERSHIP_FIELDS
        labels = {
            "number": gettext_lazy("Number in this set"),
            "is_official_number": gettext_lazy("The source says this number"),
            "note": gettext_lazy("note"),
            "provenance": gettext_lazy("Where this is known from"),
        }


class MembershipAddForm(IdempotentFormMixin, _MembershipWords):
    """An indicator in one more set."""

    indicator_set = ReferenceChoiceField(
        label=gettext_lazy("indicator set"), queryset=IndicatorSet.objects.none()
    )

    class Meta(_MembershipWords.Meta):
        fields = ("indicator_set", *MEMBERSHIP_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = IndicatorMembership.objects.filter(indicator=self.instance.indicator_id)
        rows = IndicatorSet.objects.exclude(pk__in=taken.values("indicator_set"))
        set_rows(self, "indicator_set", rows)


class MembershipForm(VersionedFormMixin, _MembershipWords):
    """A correction of a number in a set."""


class _DefinitionWords(_KeeperForm):
    fields_without_persons_help = ("numerator", "denominator", "break_note", "provenance")

    class Meta(_KeeperForm.Meta):
        model = Definition
        fields: Sequence[str] = DEFINITION_FIELDS
        labels = {
            "first_year": gettext_lazy("From the year"),
            "last_year": gettext_lazy("Until the year"),
            "provenance": gettext_lazy("Where this is known from"),
        }
        help_texts = {
            "minimum_count": gettext_lazy(
                "Smaller counts are hidden. Empty: we hide only what would tell a small count of "
                "the opposite."
            ),
            "aggregation": gettext_lazy("Only counts are added; shares are never averaged."),
            "break_note": gettext_lazy("From the second version on: what is counted otherwise."),
        }


class DefinitionAddForm(IdempotentFormMixin, _DefinitionWords):
    """A new version of a definition."""


class DefinitionForm(VersionedFormMixin, _DefinitionWords):
    """A correction of a version."""
