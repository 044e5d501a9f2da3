"""Ambitions, what makes the work last, and the road map: the fewest fields first."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import AmbitionState, EmbeddingPlace, RoadMapState, levels_of
from coalitions.forms.fields import DayField
from coalitions.models import (
    Ambition,
    Coalition,
    EmbeddingItem,
    Organisation,
    Partnership,
    ProgrammeGoal,
    RoadMapItem,
)
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    NO_PERSONS_HELP,
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    VersionedFormMixin,
    set_rows,
)


def partners_of(coalition: Coalition, now: Organisation | None) -> Any:
    """Return the organisations that take part, and the one that is filled in already."""
    partners = Partnership.objects.active().filter(coalition=coalition)
    found = Organisation.objects.filter(pk__in=partners.values("organisation"))
    return found | Organisation.objects.filter(pk=now.pk) if now else found


class AmbitionForm(IdempotentFormMixin, VersionedFormMixin, KsModelForm):
    """What, for whom, until when; the rest folds away."""

    reach_by = DayField(label=gettext_lazy("Until when?"), required=False)
    goal = ReferenceChoiceField(
        label=gettext_lazy("Subgoal of the programme"),
        queryset=ProgrammeGoal.objects.all(),
        required=False,
    )

    folded = ("phase", "goal", "target", "challenge")

    class Meta:
        model = Ambition
        fields = ("title", "for_whom", "reach_by", "phase", "goal", "target", "challenge")
        labels = {
            "title": gettext_lazy("What do you want?"),
            "for_whom": gettext_lazy("For whom?"),
            "phase": gettext_lazy("Phase"),
            "target": gettext_lazy("How do you see that it works?"),
            "challenge": gettext_lazy("From which challenge does it come?"),
        }
        help_texts = {
            "title": NO_PERSONS_HELP,
            "for_whom": gettext_lazy("A group, never a person or a family."),
            "target": gettext_lazy("Something you can count or ask."),
            "challenge": gettext_lazy("What needs to change in your municipality or region."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Write in a few words what you want.")}
        }


class AmbitionStateForm(VersionedFormMixin, KsForm):
    """How it stands with an ambition."""

    folded: tuple[str, ...] = ()
    state = forms.ChoiceField(
        label=gettext_lazy("How does it stand?"), choices=AmbitionState.choices
    )
    ended_on = DayField(
        label=gettext_lazy("Reached or stopped on"),
        required=False,
        help_text=gettext_lazy("Empty means today. Not needed while it runs."),
    )
    stop_reason = forms.CharField(
        label=gettext_lazy("Why did it stop?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only when it stopped."),
    )

    def __init__(self, *args: Any, instance: Ambition, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {
            "state": instance.state,
            "ended_on": instance.ended_on,
            "stop_reason": instance.stop_reason,
        }
        super().__init__(*args, **kwargs)


class _WithOwner(IdempotentFormMixin, VersionedFormMixin, KsModelForm):
    """A record that an organisation of the coalition looks after."""

    folded: tuple[str, ...] = ()

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance.organisation if self.instance.pk else None
        set_rows(self, "organisation", partners_of(coalition, now))


class EmbeddingForm(_WithOwner):
    """What makes the work last, where it is anchored, until when and whose it is."""

    until = DayField(label=gettext_lazy("Until when?"), required=False)

    class Meta:
        model = EmbeddingItem
        fields = ("title", "anchored_in", "anchored_other", "until", "has_no_end", "organisation")
        labels = {
            "title": gettext_lazy("What must go on?"),
            "anchored_in": gettext_lazy("Where is it anchored?"),
            "anchored_other": gettext_lazy("Somewhere else, namely"),
            "has_no_end": gettext_lazy("There is no end date"),
            "organisation": gettext_lazy("Who looks after it?"),
        }
        help_texts = {
            "title": NO_PERSONS_HELP,
            "anchored_other": gettext_lazy("Only when you chose “somewhere else”."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Write in a few words what must go on.")}
        }

    def clean(self) -> dict[str, Any]:
        """Say at the field what is missing; the place in own words only counts for elsewhere."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("anchored_in") != EmbeddingPlace.OTHER:
            data["anchored_other"] = ""
        elif not data.get("anchored_other", "").strip():
            self.add_error("anchored_other", _("Write where it is anchored."))
        if data.get("has_no_end") and data.get("until"):
            self.add_error("until", _("Give a date, or say that there is no end date."))
        return data


class EmbeddingEndForm(VersionedFormMixin, KsForm):
    """Since when something no longer makes the work last."""

    folded: tuple[str, ...] = ()
    ended_on = DayField(
        label=gettext_lazy("Ended on"),
        required=False,
        help_text=gettext_lazy("Leave the date empty when it holds."),
    )

    def __init__(self, *args: Any, instance: EmbeddingItem, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


class RoadMapForm(_WithOwner):
    """A deliverable with its deadline."""

    due_on = DayField(label=gettext_lazy("Deadline"), required=False)
    done_on = DayField(
        label=gettext_lazy("Done on"),
        required=False,
        help_text=gettext_lazy("Only when it is done; empty means today."),
    )

    class Meta:
        model = RoadMapItem
        fields = ("deliverable", "due_on", "organisation", "level", "state", "done_on")
        labels = {
            "deliverable": gettext_lazy("What will be delivered?"),
            "organisation": gettext_lazy("Who looks after it?"),
            "level": gettext_lazy("Local or regional"),
            "state": gettext_lazy("State"),
        }
        help_texts = {"deliverable": NO_PERSONS_HELP}
        error_messages = {
            "deliverable": {"required": gettext_lazy("Write in a few words what is delivered.")}
        }

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, coalition=coalition, **kwargs)
        self.folded = ("level",) if self.instance.pk else ("level", "state", "done_on")
        if not self.instance.pk:
            self.initial.setdefault("level", levels_of(coalition.scope)[0])

    def clean(self) -> dict[str, Any]:
        """What is done has a day, today unless somebody says otherwise; what is not has none."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("state") != RoadMapState.DONE:
            data["done_on"] = None
        elif not data.get("done_on") and "done_on" not in self.errors:
            data["done_on"] = clock.today()
        return data
