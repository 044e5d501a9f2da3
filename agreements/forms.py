"""Forms about agreements: title, theme, with whom and when to look again; the rest folded."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import TRANSITIONS, AgreementState, Level
from agreements.models import Agreement, Theme
from agreements.selectors import current_text
from coalitions.choices import Domain, Phase
from coalitions.forms.support import support_levels_field
from coalitions.models import Coalition, Membership, Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceChoiceField, ReferenceMultipleChoiceField
from kansrijkestart.core.forms import (
    NOT_STORED,
    DateInput,
    FilterForm,
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    SeenFormMixin,
    VersionedFormMixin,
    numbers_in,
    set_choices,
    set_rows,
)

FOLDED = (
    "text",
    "levels",
    "phases",
    "domains",
    "support_levels",
    "starts_on",
    "owner_organisation",
    "owner_user",
    "practice",
    "practice_note",
)


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class AgreementForm(KsModelForm):
    """What is asked when an agreement is recorded or changed."""

    themes = ReferenceMultipleChoiceField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("More than one may fit."),
        error_messages={"required": _("Choose at least one theme.")},
    )
    organisations = forms.ModelMultipleChoiceField(
        label=_("With whom"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(
        label=_("What we agreed"), required=False, widget=forms.Textarea, max_length=20000
    )
    levels = _several(_("Level"), Level.choices)
    phases = _several(_("Phase"), Phase.choices)
    domains = _several(_("Domains"), Domain.choices)
    support_levels = support_levels_field()

    class Meta:
        model = Agreement
        fields = [
            "title",
            "review_on",
            "levels",
            "phases",
            "domains",
            "support_levels",
            "starts_on",
            "owner_organisation",
            "owner_user",
            "practice",
            "practice_note",
        ]
        widgets = {"review_on": DateInput(), "starts_on": DateInput()}

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coalition = coalition
        self.instance.coalition = coalition
        partners = Organisation.objects.filter(
            pk__in=coalition.partners.active().values("organisation")
        )
        parties = Organisation.objects.none()
        if self.instance.pk:
            current = self.instance.parties.filter(left_on=None)
            parties = Organisation.objects.filter(pk__in=current.values("organisation"))
            self._fill_in(parties)
        else:
            self.initial.setdefault("review_on", clock.today() + timedelta(days=365))
        choices = (partners | parties).distinct()
        set_rows(self, "organisations", choices)
        set_rows(self, "owner_organisation", choices)
        set_rows(self, "owner_user", _members(coalition))
        self.fields["owner_user"].help_text = _("Somebody with access to this coalition's record.")

    def _fill_in(self, parties: Any) -> None:
        version = current_text(self.instance)
        self.initial.update(
            themes=list(self.instance.themes.values_list("theme", flat=True)),
            organisations=list(parties.values_list("pk", flat=True)),
            text=version.text if version else "",
        )

    @property
    def folded_has_errors(self) -> bool:
        """Whether the folded part must stand open to show a mistake."""
        return any(name in self.errors for name in FOLDED)


def _members(coalition: Coalition) -> Any:
    current = Membership.objects.current().filter(coalition=coalition)
    return get_user_model().objects.filter(pk__in=current.values("user"), is_active=True)


class AgreementCreateForm(IdempotentFormMixin, AgreementForm):
    """A new agreement may apply already: many coalitions record what they have."""

    state = forms.ChoiceField(
        label=_("Where it stands"),
        choices=[
            (AgreementState.DRAFT, _("Draft: we are still writing it")),
            (AgreementState.IN_CONSULTATION, _("In consultation with the partners")),
            (AgreementState.IN_FORCE, _("It applies already")),
        ],
        initial=AgreementState.DRAFT,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("state") == AgreementState.IN_FORCE and not data.get("starts_on"):
            data["starts_on"] = self.instance.starts_on = clock.today()
        self.instance.state = data.get("state") or AgreementState.DRAFT
        return data


class AgreementUpdateForm(VersionedFormMixin, AgreementForm):
    """A change to an agreement; carries the version the user saw."""

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "themes":
            return Theme.objects.filter(pk__in=record.themes.values("theme"))
        if name == "organisations":
            rows = record.parties.filter(left_on=None)
            return Organisation.objects.filter(pk__in=rows.values("organisation"))
        if name == "text":
            version = current_text(record)
            return version.text if version else ""
        return super().stored_value(record, name)


class StateForm(VersionedFormMixin, KsForm):
    """The next state, with a date and, for an end, a reason.

    Only the allowed states are offered; any state may be sent, so that a page of before somebody
    else's change gets the answer for a conflict.
    """

    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("From which date"), required=False, widget=DateInput(), help_text=_("Empty: today.")
    )
    reason = forms.CharField(
        label=_("Why it ends"), required=False, widget=forms.Textarea, max_length=2000
    )

    def __init__(self, *args: Any, instance: Agreement, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
        allowed = TRANSITIONS[instance.state]
        set_choices(self, "state", AgreementState.choices)
        offered = cast("forms.RadioSelect", self.fields["state"].widget)
        offered.choices = [pair for pair in offered.choices if pair[0] in allowed]
        if AgreementState.ENDED not in allowed:
            del self.fields["reason"]

    def stored_value(self, record: Any, name: str) -> Any:
        return record.state if name == "state" else NOT_STORED


class AgreementFilter(FilterForm):
    """Narrows the list of agreements."""

    q = forms.CharField(label=_("Search in the title"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    theme = ReferenceChoiceField(
        label=_("Theme"), queryset=Theme.objects.all(), required=False, empty_label=_("All themes")
    )
    due = forms.BooleanField(label=_("Only those to look at again"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [("", _("All states")), *AgreementState.choices])


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
