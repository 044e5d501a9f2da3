"""Forms about the course of a coalition: stages, municipalities, regions and grants, with days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from coalitions.forms.coalition import RUNNING_STAGES, MunicipalitiesMixin
from coalitions.forms.fields import DayField, with_suggestions
from coalitions.models import Coalition, CoalitionStage, Grant, Municipality
from coalitions.querysets import CoalitionQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)

SOURCE_HELP = gettext_lazy("For example a decision, a report or a newsletter. No names of persons.")


class StageForm(IdempotentFormMixin, VersionedFormMixin, KsForm):
    """Which stage, since when, and where that is known from."""

    stage = forms.ChoiceField(
        label=pgettext_lazy("coalition stage", "Stage"), choices=RUNNING_STAGES
    )
    since = DayField(
        label=gettext_lazy("Since"),
        required=False,
        help_text=gettext_lazy("The day on which it became so. This may be long ago."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where is this known from?"),
        required=False,
        max_length=200,
        help_text=SOURCE_HELP,
    )

    def __init__(
        self,
        *args: Any,
        coalition: Coalition,
        instance: CoalitionStage | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        row = instance or CoalitionStage(stage=coalition.stage, since=clock.today())
        names = ("stage", "since", "source")
        kwargs["initial"] = {name: getattr(row, name) for name in names}
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in ("stage", "since", "source")}


class CoverageAddForm(IdempotentFormMixin, MunicipalitiesMixin, KsForm):
    """Which municipalities, from which day."""

    municipalities = forms.CharField(
        label=gettext_lazy("Municipalities"),
        max_length=6000,
        widget=with_suggestions("municipality-names"),
        help_text=gettext_lazy("Several? Put a comma between the names."),
        error_messages={"required": gettext_lazy("Name at least one municipality.")},
    )
    since = DayField(label=gettext_lazy("Begins on"), initial=clock.today)


class PeriodEndForm(KsForm):
    """On which day a period ends."""

    until = DayField(
        label=gettext_lazy("Ends on"),
        initial=clock.today,
        help_text=gettext_lazy("The first day on which it is no longer so."),
    )


class FollowForm(KsForm):
    """Which successors of abolished municipalities a coalition takes over."""

    take_over = forms.MultipleChoiceField(
        label=gettext_lazy("Which municipalities do you take over?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, offered: list[Municipality], ticked: list[str], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"take_over": ticked}
        super().__init__(*args, **kwargs)
        self.offered = {one.code: one for one in offered}
        set_choices(self, "take_over", [(one.code, one.name) for one in offered])
        if not offered:
            del self.fields["take_over"]

    def chosen(self) -> list[Municipality]:
        """Return the municipalities that were ticked; only after ``is_valid()``."""
        return [self.offered[code] for code in self.cleaned_data.get("take_over", [])]


class LinkAddForm(IdempotentFormMixin, KsForm):
    """Which regional coalition, from which day."""

    regional = forms.ModelChoiceField(
        label=gettext_lazy("Regional coalition"), queryset=Coalition.objects.none()
    )
    since = DayField(label=gettext_lazy("Begins on"), initial=clock.today)

    def __init__(self, *args: Any, joinable: CoalitionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "regional", joinable)


class GrantForm(IdempotentFormMixin, VersionedFormMixin, KsModelForm):
    """From which regulation; what is not known stays empty."""

    first_day = DayField(label=gettext_lazy("Begins on"), required=False)
    last_day = DayField(label=gettext_lazy("Up to and including"), required=False)

    class Meta:
        model = Grant
        fields = ("regulation", "round_name", "amount", "first_day", "last_day", "source")
        labels = {
            "regulation": gettext_lazy("Regulation"),
            "round_name": gettext_lazy("Round"),
            "amount": gettext_lazy("Amount in whole euros"),
            "source": gettext_lazy("Where is this known from?"),
        }
        help_texts = {
            "regulation": gettext_lazy("For example GIDS or SPUK."),
            "round_name": gettext_lazy("For example the first tranche. Not known? Leave it empty."),
            "amount": gettext_lazy("Not known? Leave it empty. Empty is not zero."),
            "source": SOURCE_HELP,
        }

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
