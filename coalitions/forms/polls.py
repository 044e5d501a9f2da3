"""Forms of a poll: opening one, inviting, answering."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import validate_email
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.forms.checklist import SCALE
from coalitions.forms.fields import DayField
from coalitions.models import Coalition, ContactPerson, Membership, Poll, Principle, Statement
from coalitions.selectors.overview import checklist_in_force
from coalitions.selectors.polls import Section
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import Dutch, ReferenceChoiceField
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, VersionedFormMixin

if TYPE_CHECKING:
    from coalitions.services.poll_invitations import Address

USUAL_TERM = timedelta(days=21)


class _PollWords(KsForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=150)
    closes_on = DayField(label=gettext_lazy("Last day to answer"))
    introduction = forms.CharField(
        label=gettext_lazy("What do you want to say first?"),
        help_text=gettext_lazy("Stands in the invitation and above the statements."),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        names = ("title", "principle", "closes_on", "introduction")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class PollForm(IdempotentFormMixin, _PollWords):
    """A new poll: about what, and until when."""

    principle = ReferenceChoiceField(
        label=gettext_lazy("What is it about?"),
        queryset=Principle.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole checklist"),
        help_text=gettext_lazy(
            "One principle takes a partner a few minutes, the whole checklist half an hour."
        ),
    )
    field_order = ("title", "principle", "closes_on", "introduction")

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": _("Poll about our checklist"),
            "closes_on": clock.today() + USUAL_TERM,
        }
        super().__init__(*args, **kwargs)
        checklist = checklist_in_force(coalition.scope)
        self.fields["principle"].queryset = Principle.objects.filter(checklist=checklist)  # type: ignore[attr-defined]


class PollUpdateForm(VersionedFormMixin, _PollWords):
    """The words and the last day; the subject stays."""

    def __init__(self, *args: Any, instance: Poll, **kwargs: Any) -> None:
        self.instance = instance
        names = ("title", "closes_on", "introduction")
        kwargs["initial"] = {name: getattr(instance, name) for name in names}
        super().__init__(*args, **kwargs)


class PollInviteForm(IdempotentFormMixin, KsForm):
    """Who is asked: members, contact persons of partners, other addresses."""

    fields_without_persons_help = ("others",)

    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("People with an account"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contacts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Contact persons of partners"),
        queryset=ContactPerson.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label=gettext_lazy("Other e-mail addresses"),
        help_text=gettext_lazy("One on a line. They are erased when the poll closes."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.current().filter(coalition=coalition).values("user")
        people = User.objects.filter(pk__in=members, is_active=True).order_by("name", "email")
        self.fields["members"].queryset = people  # type: ignore[attr-defined]
        contacts: Any = self.fields["contacts"]
        contacts.queryset = contact_persons(coalition)
        contacts.label_from_instance = _contact_words
        for name in ("members", "contacts"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]

    def clean_others(self) -> list[str]:
        found = self.cleaned_data["others"].replace(",", "\n").replace(";", "\n").split("\n")
        addresses = [line.strip() for line in found if line.strip()]
        for address in addresses:
            try:
                validate_email(address)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("This is not an e-mail address: %(address)s") % {"address": address[:80]}
                ) from None
        return addresses

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(
            data.get(name) for name in ("members", "contacts", "others")
        ):
            raise forms.ValidationError(_("Choose at least one person, or write an address."))
        return data

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        data = self.cleaned_data
        addresses: list[Address] = [
            (contact.email, contact.partnership.organisation)
            for contact in data.get("contacts", ())
        ]
        addresses += [(address, None) for address in data["others"]]
        return {"members": list(data.get("members", ())), "addresses": addresses}


def contact_persons(coalition: Coalition) -> Any:
    """Return contact persons with an address, of partners that take part now."""
    active = coalition.partners.active()
    return (
        ContactPerson.objects.filter(partnership__in=active)
        .exclude(email="")
        .select_related("partnership__organisation")
        .order_by("partnership__organisation__name_fold", "name", "pk")
    )


def _contact_words(contact: ContactPerson) -> str:
    return f"{contact.partnership.organisation.name}: {contact.name} ({contact.email})"


class PollCloseForm(VersionedFormMixin, KsForm):
    """Closing asks nothing but the version that was read."""

    def __init__(self, *args: Any, instance: Poll, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class Question:
    """A statement with its choices."""

    number: int
    statement: Statement
    field: BoundField

    @property
    def given(self) -> str:
        return str(self.field.value() or "")


class PollAnswerForm(KsForm):
    """Every statement with the scale; nothing is obligatory."""

    mark_optional = False

    def __init__(
        self, *args: Any, sections: list[Section], answers: dict[int, str], **kwargs: Any
    ) -> None:
        self.sections = sections
        kwargs["initial"] = {f"s{pk}": answer for pk, answer in answers.items()}
        super().__init__(*args, **kwargs)
        for section in sections:
            for row in section.statements:
                self.fields[f"s{row.pk}"] = forms.ChoiceField(
                    label=Dutch(row.text),
                    choices=[*SCALE, ("", gettext_lazy("No answer"))],
                    required=False,
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                )

    def parts(self) -> Iterator[tuple[Principle, list[Question]]]:
        """Yield the principles with their questions, numbered through."""
        number = 0
        for section in self.sections:
            questions = []
            for row in section.statements:
                number += 1
                questions.append(Question(number, row, self[f"s{row.pk}"]))
            yield section.principle, questions

    def answers(self) -> dict[int, str]:
        """Return what was chosen per statement; only after ``is_valid()``."""
        return {
            row.pk: self.cleaned_data[f"s{row.pk}"]
            for section in self.sections
            for row in section.statements
        }
