"""A care pathway: municipality, theme and a first answer to each question; the rest folded."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.choices import AgreementState, PathwayQuestion
from agreements.forms.directories import PARTNER_HELP, PlaceFormMixin, partners_of
from agreements.models import Agreement, CarePathway, PathwayLine, RiskTheme
from agreements.selectors.pathways import support_here
from agreements.services.pathways import LINE_FIELDS
from coalitions.forms.fields import DayField
from coalitions.models import Coalition, Municipality, Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    NO_PERSONS_HELP,
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_rows,
)

CONTACT_HELP: Final = _(
    "The number or address of the organisation, such as 040 123 45 67 or team@example.org. "
    "Professionals can call or mail it from their phone. Not of a person at home."
)
SUPPORT_HELP: Final = _("What runs in your coalition is suggested while you type.")
SUPPORT_LIST: Final = "support-here"  # the key of the list of options on the page
REGION_HELP: Final = _("An agreement of the region or of others: write its name.")


def agreements_of(coalition: Coalition, kept: int | None = None) -> QuerySet[Agreement]:
    """Return the coalition's agreements that have not ended, and the one that stands here."""
    runs = ~Q(state=AgreementState.ENDED) | Q(pk=kept)
    return Agreement.objects.filter(runs, coalition=coalition).order_by("title_fold", "pk")


def _text(label: Any, help_text: Any = NO_PERSONS_HELP, length: int = 300) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=length,
    )


class SupportMixin:
    """Suggests what runs in the coalition where a form asks which support there is."""

    fields: dict[str, forms.Field]
    support_options: list[str]

    def suggest_support(self, name: str, coalition: Coalition) -> None:
        self.support_options = support_here(coalition)
        if self.support_options:
            field = self.fields[name]
            field.widget.attrs["list"] = SUPPORT_LIST
            field.help_text = f"{SUPPORT_HELP} {NO_PERSONS_HELP}"


def _organisation(label: Any) -> forms.ModelChoiceField:
    rows = Organisation.objects.none()
    return forms.ModelChoiceField(
        label=label, queryset=rows, required=False, help_text=PARTNER_HELP
    )


class PathwayAddForm(
    NoPersonalNumbersMixin, SupportMixin, IdempotentFormMixin, PlaceFormMixin, KsForm
):
    """A new care pathway, with a first answer to each of the three questions."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none()
    )
    theme = ReferenceChoiceField(
        label=_("About what?"),
        queryset=RiskTheme.objects.all(),
        help_text=_("Themes of the national zorgpadentool; its full list was not found."),
    )
    agreements = forms.ModelMultipleChoiceField(
        label=PathwayQuestion.AGREEMENTS.label,
        queryset=Agreement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    support = _text(PathwayQuestion.SUPPORT.label)
    organisation = _organisation(PathwayQuestion.CONTACT.label)
    contact = _text(_("How do you reach them?"), CONTACT_HELP, 200)
    owner = _organisation(_("Who looks after this care pathway?"))
    checked_on = DayField(label=_("When was it last checked?"), required=False)

    folded_names: Final = ("owner", "checked_on")

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("checked_on", clock.today())
        self.offer_places(coalition)
        self.suggest_support("support", coalition)
        partners = partners_of(coalition)
        for name in ("organisation", "owner"):
            set_rows(self, name, partners)
        rows = agreements_of(coalition)
        set_rows(self, "agreements", rows)
        if not rows.exists():
            del self.fields["agreements"]

    def clean(self) -> dict[str, Any]:
        """How to reach somebody says nothing without whom."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("contact") and not given.get("organisation"):
            self.add_error("organisation", _("Choose who can be reached there."))
        return given

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.folded_names]

    @property
    def folded_has_errors(self) -> bool:
        """Whether the folded part must stand open to show a mistake."""
        return any(name in self.errors for name in self.folded_names)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        given = self.cleaned_data
        names = ("theme", "owner", "checked_on")
        values = {"municipality": self.place()} | {name: given[name] for name in names}
        return values | {"lines": list(self._lines())}

    def _lines(self) -> Any:
        given = self.cleaned_data
        for agreement in given.get("agreements", ()):
            yield {"question": PathwayQuestion.AGREEMENTS, "agreement": agreement}
        if given["support"]:
            yield {"question": PathwayQuestion.SUPPORT, "text": given["support"]}
        if given["organisation"]:
            who = {"organisation": given["organisation"], "contact": given["contact"]}
            yield {"question": PathwayQuestion.CONTACT, **who}


class PathwayUpdateForm(VersionedFormMixin, KsForm):
    """Who looks after it and when that was last done."""

    owner = _organisation(_("Who looks after this care pathway?"))
    checked_on = DayField(
        label=_("When was it last checked?"),
        required=False,
        help_text=_("Leave it empty when that is not known."),
    )

    def __init__(
        self, *args: Any, coalition: Coalition, instance: CarePathway, **kwargs: Any
    ) -> None:
        self.instance = instance
        kwargs["initial"] = {"owner": instance.owner_id, "checked_on": instance.checked_on}
        super().__init__(*args, **kwargs)
        set_rows(self, "owner", partners_of(coalition, instance.owner_id))

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in ("owner", "checked_on")}


# What is asked of an answer, per question, with the words for its text.
ASKED_OF: Final = {
    PathwayQuestion.AGREEMENTS: ("agreement", "text", "url"),
    PathwayQuestion.SUPPORT: ("text", "organisation", "contact", "url"),
    PathwayQuestion.CONTACT: ("organisation", "contact", "text", "url"),
}
WORDS: Final = {
    PathwayQuestion.AGREEMENTS: _("Or in your own words"),
    PathwayQuestion.SUPPORT: _("Which support?"),
    PathwayQuestion.CONTACT: _("What do they do?"),
}


class LineForm(NoPersonalNumbersMixin, SupportMixin, KsForm):
    """An answer to one of the three questions; each question asks other fields."""

    agreement = forms.ModelChoiceField(
        label=_("Which agreement of your coalition?"),
        queryset=Agreement.objects.none(),
        required=False,
    )
    text = _text("")
    organisation = _organisation(_("Who gives it?"))
    contact = _text(_("How do you reach them?"), CONTACT_HELP, 200)
    url = forms.URLField(label=_("Address"), required=False, max_length=300, assume_scheme="https")

    def __init__(
        self,
        *args: Any,
        pathway: CarePathway,
        question: str,
        instance: PathwayLine | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        asked = ASKED_OF[PathwayQuestion(question)]
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in asked}
        super().__init__(*args, **kwargs)
        coalition = pathway.coalition
        agreement, organisation = (
            (instance.agreement_id, instance.organisation_id) if instance else (None, None)
        )
        set_rows(self, "agreement", agreements_of(coalition, agreement))
        set_rows(self, "organisation", partners_of(coalition, organisation))
        for name in set(LINE_FIELDS) - set(asked):
            del self.fields[name]
        self.order_fields(asked)
        self.fields["text"].label = WORDS[PathwayQuestion(question)]
        if question == PathwayQuestion.AGREEMENTS:
            help_text = f"{REGION_HELP} {NO_PERSONS_HELP}"
            self.fields["text"].help_text = help_text
        elif question == PathwayQuestion.SUPPORT:
            self.suggest_support("text", coalition)

    def clean(self) -> dict[str, Any]:
        """Say at the first field that an answer needs something, before the constraint does."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        says = any(given.get(name) for name in ("agreement", "organisation", "text"))
        if not says and not self.errors:
            first = next(iter(self.visible_fields())).name
            self.add_error(first, _("Choose an agreement or an organisation, or write it."))
        return given

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in LINE_FIELDS if name in self.fields}


class LineAddForm(IdempotentFormMixin, LineForm):
    """One more answer."""


class LineUpdateForm(VersionedFormMixin, LineForm):
    """A change to an answer; carries the version the user saw."""
