"""Forms about agreements: title, theme, with whom and when to look again; the rest folded."""

from typing import Any, Final

from django import forms
from django.core.validators import URLValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.choices import AgreementKind, AgreementState, Level
from agreements.forms.new_text import new_text_words
from agreements.forms.parties import PartiesMixin
from agreements.models import APPLYING, Agreement, AgreementTemplate, FrameworkPart, Theme
from agreements.selectors import current_text, usual_scope, usual_state
from agreements.selectors.templates import begun_text
from coalitions.choices import ONE_SCOPE, AmbitionState, Domain, Phase, Scope
from coalitions.forms.support import support_levels_field
from coalitions.models import Ambition, Coalition, Organisation
from coalitions.selectors.members import users_with_access
from interventions.models import Intervention
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceMultipleChoiceField
from kansrijkestart.core.forms import (
    DateInput,
    IdempotentFormMixin,
    KsModelForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_rows,
)

# What stands folded, part by part; a part with a mistake, or with what came along, stands open.
FOLDS: Final = (
    ("text", _("Write the text"), ("text",)),
    (
        "place",
        _("About which phase, domain and level"),
        ("levels", "phases", "domains", "support_levels"),
    ),
    (
        "kind",
        _("Kind of agreement, owner and start"),
        ("kind", "scope", "owner_organisation", "owner_user", "starts_on"),
    ),
    (
        "belongs",
        _("What it belongs to"),
        ("ambition", "interventions", "parts", "plan_name", "plan_url"),
    ),
    ("practice", _("How it works in practice"), ("practice", "practice_note")),
)

# What a page or an example may have filled in already: it is looked at before it is kept.
CAME_ALONG: Final = {"text", "levels", "phases", "domains", "ambition"}


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class AgreementForm(NoPersonalNumbersMixin, PartiesMixin, KsModelForm):
    """What is asked when an agreement is recorded or changed."""

    needed_together = ("themes",)  # or another one, in the field below it

    themes = ReferenceMultipleChoiceField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("More than one may fit. Choose at least one, or write another theme below."),
    )
    text = forms.CharField(
        label=_("What we agreed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=20000,
    )
    kind = forms.ChoiceField(
        label=_("Kind of agreement"),
        choices=AgreementKind.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    scope = forms.ChoiceField(
        label=_("Local or regional?"),
        choices=ONE_SCOPE,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("A regional agreement that applies has one organisation that looks after it."),
    )
    levels = _several(_("Level"), Level.choices)
    phases = _several(_("Phase"), Phase.choices)
    domains = _several(_("Domains"), Domain.choices)
    support_levels = support_levels_field()
    interventions = ReferenceMultipleChoiceField(
        label=_("Interventions it is about"),
        queryset=Intervention.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    parts = ReferenceMultipleChoiceField(
        label=_("Which parts of the framework does it fill in?"),
        queryset=FrameworkPart.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The framework of the region. Its lead reads the title, when you share it."),
    )
    plan_url = forms.URLField(
        label=_("Web address of that plan"),
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": _("This is no web address. It begins with https://.")},
    )

    class Meta:
        model = Agreement
        fields = [
            "title",
            "other_theme",
            "review_on",
            "kind",
            "scope",
            "ambition",
            "plan_name",
            "plan_url",
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
        labels = {
            "other_theme": _("Another theme"),
            "plan_name": _("Regional plan or prevention agreement it belongs to"),
        }

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coalition = coalition
        self.instance.coalition = coalition
        parties = Organisation.objects.none()
        if self.instance.pk:
            current = self.instance.parties.filter(left_on=None)
            parties = Organisation.objects.filter(pk__in=current.values("organisation"))
            self._fill_in(parties)
        else:
            self.initial.setdefault("review_on", clock.years_after(clock.today(), 1))
        self._offer(parties)

    def _offer(self, parties: QuerySet[Organisation]) -> None:
        """Say what may be chosen: what belongs to this coalition, or stands in it already."""
        partners = Organisation.objects.filter(
            pk__in=self.coalition.partners.active().values("organisation")
        )
        choices = (partners | parties).distinct()
        self.offer_parties(choices)
        owners = partners | parties
        if self.instance.owner_organisation_id:
            owners |= Organisation.objects.filter(pk=self.instance.owner_organisation_id)
        set_rows(self, "owner_organisation", owners.distinct())
        set_rows(self, "owner_user", _owners(self.coalition, self.instance))
        self.fields["owner_user"].help_text = _("Somebody with access to this coalition's record.")
        set_rows(self, "ambition", _ambitions(self.coalition, self.instance))
        interventions = _interventions(self.coalition, self.instance)
        if interventions.exists():
            set_rows(self, "interventions", interventions)
        else:
            del self.fields["interventions"]
        if not self.coalition.is_local:
            del self.fields["parts"]  # a regional coalition chooses them where it proposes
        if not self.instance.pk:
            self.initial.setdefault("scope", usual_scope(self.coalition))
            if not self.initial.get("template"):  # an example is no agreement yet
                self.initial.setdefault("state", usual_state(self.coalition))
            self.initial.setdefault("kind", self.instance.kind)
        if not self.coalition.is_regional:
            del self.fields["scope"]

    def _fill_in(self, parties: Any) -> None:
        version = current_text(self.instance)
        self.initial.update(
            themes=list(self.instance.themes.values_list("theme", flat=True)),
            organisations=list(parties.values_list("pk", flat=True)),
            interventions=list(self.instance.interventions.values_list("intervention", flat=True)),
            parts=list(self.instance.parts.values_list("part", flat=True)),
            text=version.text if version else begun_text(self.instance),
        )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or self.instance.kind

    def clean_scope(self) -> str:
        asked: str = self.cleaned_data["scope"] or self.initial.get("scope", "")
        return asked or self.instance.scope

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("themes") and not data.get("other_theme") and "themes" in data:
            self.add_error("themes", _("Choose at least one theme, or write another one."))
        is_regional = data.get("scope") == Scope.REGIONAL
        if is_regional and self.state_asked in APPLYING and not data.get("owner_organisation"):
            self.add_error(
                "owner_organisation",
                _("A regional agreement that applies has one organisation that looks after it."),
            )
        return data

    @property
    def state_asked(self) -> str:
        """Return the state the agreement gets, or keeps."""
        return self.cleaned_data.get("state") or self.instance.state

    def folds(self) -> list[tuple[str, Any, list[Any], bool]]:
        """Return the folded parts: key, words, fields, and whether the part stands open."""
        return [
            (key, words, [self[name] for name in names if name in self.fields], self._is_open(key))
            for key, words, names in FOLDS
        ]

    def _is_open(self, key: str) -> bool:
        names = set(next(names for fold, _words, names in FOLDS if fold == key))
        came = {"text"} if self.instance.pk else CAME_ALONG
        begun = any(self.initial.get(name) for name in names & came)
        return begun or any(name in self.errors for name in names)


def _owners(coalition: Coalition, agreement: Agreement) -> Any:
    """Return who has access now, and who stands in it: only a person takes somebody out."""
    stands = User.objects.filter(Q(pk=agreement.owner_user_id))
    return (users_with_access(coalition) | stands).order_by("pk")


def _ambitions(coalition: Coalition, agreement: Agreement) -> QuerySet[Ambition]:
    running = Q(state=AmbitionState.RUNNING) | Q(pk=agreement.ambition_id)
    return coalition.ambitions.filter(running).order_by("pk")


def _interventions(coalition: Coalition, agreement: Agreement) -> QuerySet[Intervention]:
    """Return what the coalition has on its list, and what the agreement names already."""
    named = Q(pk__in=coalition.choices.values("intervention"))
    if agreement.pk:
        named |= Q(pk__in=agreement.interventions.values("intervention"))
    return Intervention.objects.filter(named).order_by("name_fold", "pk")


class AgreementCreateForm(IdempotentFormMixin, AgreementForm):
    """A new agreement may apply already: many coalitions record what they have."""

    template = forms.ModelChoiceField(
        queryset=AgreementTemplate.objects.all(), required=False, widget=forms.HiddenInput
    )
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = new_text_words(self.instance)

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "themes":
            return Theme.objects.filter(pk__in=record.themes.values("theme"))
        if name == "parts":
            return FrameworkPart.objects.filter(pk__in=record.parts.values("part"))
        if name == "interventions":
            links = record.interventions.values("intervention")
            return Intervention.objects.filter(pk__in=links).order_by("name_fold", "pk")
        if name == "text":
            version = current_text(record)
            return version.text if version else ""
        return self.stored_party(record, name, super().stored_value)
