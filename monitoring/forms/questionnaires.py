"""Forms of questionnaires and of their versions, parts and questions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijkestart.core import clock
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.forms import (
    NO_CHOICE,
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)
from monitoring.choices import CHOOSING
from monitoring.forms.indicators import KEY_HELP
from monitoring.models import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionSection,
)
from monitoring.selectors import derivations
from monitoring.selectors.questionnaires import questions_of
from monitoring.services.questionnaires import QUESTIONNAIRE_FIELDS, VERSION_FIELDS
from monitoring.services.questions import SECTION_FIELDS, OptionRow

EMPTY_ROWS = 3
MOST_OPTIONS = 80


class _EditorForm(KsModelForm):
    """What an analyst writes about questions: no persons in it, so no standing help about them."""

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    class Meta:
        fields: Sequence[str] = ()


class _QuestionnaireWords(_EditorForm):
    class Meta(_EditorForm.Meta):
        model = Questionnaire
        fields: Sequence[str] = QUESTIONNAIRE_FIELDS


class QuestionnaireAddForm(IdempotentFormMixin, _QuestionnaireWords):
    """Another questionnaire."""

    class Meta(_QuestionnaireWords.Meta):
        fields = ("key", *QUESTIONNAIRE_FIELDS)
        help_texts = {"key": KEY_HELP}


class QuestionnaireForm(VersionedFormMixin, _QuestionnaireWords):
    """A change of a questionnaire's name."""


class VersionAddForm(IdempotentFormMixin, KsForm):
    """A version of another year, mostly begun with that of last year."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2018, max_value=2100)
    begin_with = forms.ModelChoiceField(
        label=gettext_lazy("Begin with the questions of"),
        queryset=QuestionnaireVersion.objects.none(),
        required=False,
        empty_label=gettext_lazy("An empty questionnaire"),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    provenance = forms.CharField(
        label=gettext_lazy("Where do these questions come from?"),
        max_length=500,
        help_text=gettext_lazy("For example: questionnaire of the RIVM, or an example of our own."),
    )

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        rows = QuestionnaireVersion.objects.published().filter(questionnaire=questionnaire)
        newest = rows.order_by("-year", "-number").first()
        year = newest.year + 1 if newest else clock.today().year
        initial = {"year": year, "begin_with": newest, "title": f"{questionnaire.name} {year}"}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        set_rows(self, "begin_with", rows.order_by("-year", "-number"))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class VersionForm(VersionedFormMixin, _EditorForm):
    """Title, introduction and provenance of a draft."""

    fields_without_persons_help = ("intro",)

    class Meta(_EditorForm.Meta):
        model = QuestionnaireVersion
        fields: Sequence[str] = VERSION_FIELDS


class _SectionWords(_EditorForm):
    fields_without_persons_help = ("intro",)

    class Meta(_EditorForm.Meta):
        model = QuestionSection
        fields: Sequence[str] = SECTION_FIELDS


class SectionAddForm(IdempotentFormMixin, _SectionWords):
    """A new part."""


class SectionForm(VersionedFormMixin, _SectionWords):
    """A change of a part."""


class OptionForm(KsForm):
    """One answer that can be chosen; without a text the row does not count."""

    mark_optional = False

    place = forms.IntegerField(label=gettext_lazy("Place"), required=False, min_value=1)
    text = forms.CharField(label=gettext_lazy("Answer"), required=False, max_length=200)
    key = forms.SlugField(label=gettext_lazy("Key"), required=False, max_length=40)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)
    is_other = forms.BooleanField(label=gettext_lazy("asks for a text"), required=False)
    is_alone = forms.BooleanField(label=gettext_lazy("goes with no other answer"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("text") and not found.get("key") and "key" not in self.errors:
            self.add_error("key", _("Give this answer a key."))
        if found.get("key") and not found.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write the answer, or empty its key to take it away."))
        return found

    def row(self) -> OptionRow:
        names = ("key", "text", "note", "is_other", "is_alone")
        return OptionRow(**{name: self.cleaned_data[name] for name in names})


OptionFormSet = forms.formset_factory(OptionForm, extra=EMPTY_ROWS, max_num=MOST_OPTIONS)


class _QuestionWords(_EditorForm):
    """A question with its answers and its route.

    A route is ticked as answers of one question that stands before it: "7:yes" is the answer "yes"
    to question 7.
    """

    fields_without_persons_help = ("help_text",)

    derivation = forms.ChoiceField(label=gettext_lazy("Filled in from the record"), required=False)
    route = forms.MultipleChoiceField(
        label=gettext_lazy("Only asked after these answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(_EditorForm.Meta):
        model = Question
        fields: Sequence[str] = (
            *("section", "key", "text", "help_text", "form"),
            *("unit", "minimum", "maximum", "is_required", "derivation"),
        )
        help_texts = {
            "key": gettext_lazy("The same in every year that asks the same."),
            "unit": gettext_lazy("Only of a number."),
            "minimum": gettext_lazy("Only of a number."),
            "maximum": gettext_lazy("Only of a number."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = self.instance.questionnaire_version
        set_rows(self, "section", version.sections.order_by("position", "pk"))
        set_choices(self, "form", self.fields["form"].choices)  # type: ignore[attr-defined]
        set_choices(self, "derivation", self._derivations())
        self.before = self._before(version)
        set_choices(self, "route", [pair for _text, pairs in self.before for pair in pairs])
        self.initial.setdefault("route", self._route())

    def _derivations(self) -> list[tuple[str, Any]]:
        known = [("", NO_CHOICE), *derivations.choices()]
        own = self.instance.derivation
        if own and derivations.find(own) is None:
            words = _("%(key)s (not known to this site)") % {"key": own}
            known.append((own, words))
        return known

    def _before(self, version: QuestionnaireVersion) -> list[tuple[str, list[tuple[str, str]]]]:
        """Questions that may decide whether this one is asked, with their answers."""
        found: list[tuple[str, list[tuple[str, str]]]] = []
        for one in questions_of(version):
            if one.pk == self.instance.pk:
                break
            if one.form in CHOOSING:
                pairs = [(f"{one.pk}:{option.key}", option.text) for option in one.options.all()]
                found.append((Dutch(one.text), pairs))
        return found

    def _route(self) -> list[str]:
        return [f"{self.instance.asked_after_id}:{key}" for key in self.instance.asked_when]

    @cached_property
    def route_groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """What the page draws: per question its answers, and whether each is ticked."""
        ticked = set(self["route"].value() or [])
        return [
            (text, [(value, label, value in ticked) for value, label in pairs])
            for text, pairs in self.before
        ]

    @cached_property
    def options(self) -> Any:
        """The answers that can be chosen, with some empty rows below."""
        stored = self.instance.options.order_by("position", "pk") if self.instance.pk else []
        initial = [
            {
                "place": number,
                "text": one.text,
                "key": one.key,
                "note": one.note,
                "is_other": one.is_other,
                "is_alone": one.is_alone,
            }
            for number, one in enumerate(stored, start=1)
        ]
        data = self.data if self.is_bound else None
        return OptionFormSet(data, initial=initial, prefix="options")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.options.is_valid():
            self.add_error(None, _("Look at the answers to choose from: something is missing."))
        if len({one.partition(":")[0] for one in found.get("route", [])}) > 1:
            self.add_error("route", _("Tick answers of one question only."))
        return found

    def option_rows(self) -> list[OptionRow]:
        """The answers in the order of their places; rows without a place come last."""
        filled = [one for one in self.options.forms if one.cleaned_data.get("text")]
        ordered = sorted(filled, key=lambda one: one.cleaned_data["place"] or MOST_OPTIONS + 1)
        return [one.row() for one in ordered]

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        route = [one.partition(":") for one in self.cleaned_data["route"]]
        after = Question.objects.filter(pk=route[0][0]).first() if route else None
        return super().values() | {
            "asked_after": after,
            "asked_when": [key for _pk, _colon, key in route],
            "options": self.option_rows(),
        }

    def stored_value(self, record: Question, name: str) -> Any:
        if name == "route":
            return [f"{record.asked_after_id}:{key}" for key in record.asked_when]
        return getattr(record, name)


class QuestionAddForm(IdempotentFormMixin, _QuestionWords):
    """A new question."""


class QuestionForm(VersionedFormMixin, _QuestionWords):
    """A change of a question."""


class PublishForm(VersionedFormMixin, KsModelForm):
    """Nothing but the version that the analyst saw."""

    class Meta:
        model = QuestionnaireVersion
        fields: Sequence[str] = ()
