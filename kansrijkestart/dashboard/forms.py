"""Forms of the start pages."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy

from coalitions.choices import ContactKind, QuestionKind
from coalitions.forms.fields import DayField
from coalitions.models import Caseload, Coalition, ContactMoment, Region
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.forms import FilterForm, IdempotentFormMixin, KsForm, VersionedFormMixin
from kansrijkestart.core.lists import OrderedFilter
from kansrijkestart.dashboard.selectors.found import KINDS
from kansrijkestart.dashboard.selectors.states import regions_on_the_map


def _with_empty(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    """Ask for a choice instead of filling in the first one."""
    return [*BLANK_CHOICE_DASH, *choices.choices]


class CoverForm(KsForm):
    """Who takes over, and until when."""

    colleague = forms.ModelChoiceField(
        label=gettext_lazy("Which colleague covers for you?"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a colleague"),
    )
    last_day = DayField(label=gettext_lazy("Until which day, that day included?"))
    coalitions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which coalitions?"),
        queryset=Coalition.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose nothing to have all of your own coalitions covered."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Caseload.objects.current().filter(adviser=user, covers_for__isnull=True)
        self.fields["coalitions"].queryset = (  # type: ignore[attr-defined]
            Coalition.objects.filter(pk__in=own.values("coalition")).for_list()
        )
        colleagues = User.objects.filter(
            is_active=True, national_roles__role=NationalRoleKind.ADVISER
        ).exclude(pk=user.pk)
        self.fields["colleague"].queryset = colleagues.order_by("name", "email")  # type: ignore[attr-defined]

    @property
    def has_colleagues(self) -> bool:
        """Tell whether there is anybody to choose."""
        return bool(self.fields["colleague"].queryset.exists())  # type: ignore[attr-defined]


class _ContactFields(KsForm):
    """One moment of contact, ticked for every coalition it was about."""

    coalitions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("With which coalitions?"),
        queryset=Coalition.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one coalition.")},
    )
    held_on = DayField(label=gettext_lazy("When?"), initial=clock.today)
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of contact?"), choices=_with_empty(ContactKind)
    )
    question = forms.ChoiceField(
        label=gettext_lazy("What was the question about?"), choices=_with_empty(QuestionKind)
    )
    text = forms.CharField(
        label=gettext_lazy("What did you discuss?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "The coordinator of every coalition you ticked reads this in the log."
        ),
    )
    learning_track = forms.CharField(
        label=gettext_lazy("Which learning track?"), required=False, max_length=150
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coalitions"].queryset = (  # type: ignore[attr-defined]
            Coalition.objects.in_caseload_of(user).for_list()
        )


class ContactForm(IdempotentFormMixin, _ContactFields):
    """Contact that is recorded for the first time."""


class ContactChangeForm(VersionedFormMixin, _ContactFields):
    """Contact that was recorded wrongly; coalitions that left the caseload stay with it."""

    def __init__(self, *args: Any, instance: ContactMoment, user: User, **kwargs: Any) -> None:
        self.instance = instance
        names = ("held_on", "kind", "question", "text", "learning_track")
        linked = set(instance.links.values_list("coalition", flat=True))
        own = set(Coalition.objects.in_caseload_of(user).values_list("pk", flat=True))
        kwargs["initial"] = {name: getattr(instance, name) for name in names} | {
            "coalitions": sorted(linked & own)
        }
        super().__init__(*args, user=user, **kwargs)
        self.others = len(linked - own)
        self.fields["coalitions"].required = not self.others

    def stored_value(self, record: Any, name: str) -> Any:
        if name != "coalitions":
            return super().stored_value(record, name)
        offered = self.fields["coalitions"].queryset  # type: ignore[attr-defined]
        return list(offered.filter(pk__in=record.links.values("coalition")))


class MapSearch(FilterForm):
    """Finds a municipality by name."""

    q = forms.CharField(
        label=gettext_lazy("Search for a municipality"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "form-control"}
        ),
    )


class MapRegionForm(OrderedFilter):
    """Narrows the map and its list to one region, and orders the list."""

    orders = {
        "": (gettext_lazy("by province"), None),
        "stand": (gettext_lazy("by stage, the furthest first"), None),
    }

    regio = forms.ModelChoiceField(
        label=gettext_lazy("Only one region"),
        queryset=Region.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("The whole country"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": gettext_lazy("This region is not on the map.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sort"].widget.attrs["class"] = "form-select"
        self.fields["regio"].queryset = regions_on_the_map()  # type: ignore[attr-defined]


class SearchForm(FilterForm):
    """Words to look for in everything that the reader may open."""

    q = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        help_text=gettext_lazy("Half a word will do."),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "form-control"}
        ),
    )
    kind = forms.ChoiceField(
        choices=[(kind.key, kind.title) for kind in KINDS],
        required=False,
        widget=forms.HiddenInput(),
    )
