"""Asking parties to confirm a text, and answering: by link, by account, or told by telephone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import PartyAnswer
from agreements.models import Agreement, AgreementVersion, Party, PartyConfirmation
from agreements.services.requests import Ask
from coalitions.forms.polls import contact_persons
from coalitions.models import ContactPerson, Membership
from kansrijkestart.accounts.models import User
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
)

ANSWERS: Final = [
    (PartyAnswer.CONFIRMED, gettext_lazy("We agree")),
    (PartyAnswer.CONFIRMED_WITH_REMARK, gettext_lazy("We agree, with a remark")),
    (PartyAnswer.DECLINED, gettext_lazy("We do not agree")),
]
WITHDRAW: Final = (PartyAnswer.WITHDRAWN, gettext_lazy("We take our confirmation back"))


class AnswerForm(NoPersonalNumbersMixin, KsForm):
    """An answer to one text, with a remark or a reason."""

    mark_optional = False

    answer = forms.ChoiceField(
        label=gettext_lazy("What is the answer of your organisation?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark or reason"),
        help_text=gettext_lazy("Needed when you do not agree or have a remark."),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, given: PartyConfirmation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given is not None and given.answer.startswith(PartyAnswer.CONFIRMED):
            self.fields["answer"].choices = [*ANSWERS, WITHDRAW]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        answer, remark = data.get("answer"), (data.get("remark") or "").strip()
        data["remark"] = remark
        if answer == PartyAnswer.CONFIRMED and remark:
            data["answer"] = PartyAnswer.CONFIRMED_WITH_REMARK  # what somebody wrote is not lost
        if answer in (PartyAnswer.DECLINED, PartyAnswer.CONFIRMED_WITH_REMARK) and not remark:
            self.add_error("remark", _("Write your remark or reason."))
        return data


class LinkAnswerForm(AnswerForm):
    """Somebody without an account also says who answers."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("The partners of this agreement see who answered."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ToldForm(IdempotentFormMixin, AnswerForm):
    """An answer that came by telephone or in a meeting, to the text that the page shows."""

    name = forms.CharField(
        label=gettext_lazy("Who told you?"),
        help_text=gettext_lazy("Name or role, for example: director."),
        max_length=150,
    )
    about = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, about: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = _("What is their answer?")
        self.initial["about"] = about

    def ask_about(self, version: AgreementVersion | None) -> None:
        """Keep what was typed, for an answer to this text."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("about")] = str(version.number) if version else ""
        self.data = data


@dataclass(frozen=True)
class AskLine:
    """A party with the fields that say who answers for it."""

    party: Party
    who: BoundField | None
    email: BoundField


class AskForm(NoPersonalNumbersMixin, IdempotentFormMixin, KsForm):
    """Who is asked to answer, per party: a contact person, or any address."""

    mark_optional = False

    def __init__(
        self, *args: Any, agreement: Agreement, parties: list[Party], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        members = Membership.objects.current().filter(coalition=agreement.coalition_id)
        people = User.objects.filter(pk__in=members.values("user"), is_active=True)
        self.members = {user.email.lower(): user for user in people.order_by("email")}
        self.contacts: dict[int, list[ContactPerson]] = defaultdict(list)
        for contact in contact_persons(agreement.coalition):
            self.contacts[contact.partnership.organisation_id].append(contact)
        for party in parties:
            self._add_fields(party, self.contacts.get(party.organisation_id, []))

    def _add_fields(self, party: Party, contacts: list[ContactPerson]) -> None:
        name = party.organisation.name
        if contacts:
            choices = [(str(one.pk), f"{one.name} ({one.email})") for one in contacts]
            self.fields[f"who_{party.pk}"] = forms.ChoiceField(
                label=_("Contact person of %(organisation)s") % {"organisation": name},
                choices=[("", _("Do not ask now")), *choices],
                initial=choices[0][0],
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.fields[f"email_{party.pk}"] = forms.EmailField(
            label=_("Another address for %(organisation)s") % {"organisation": name},
            required=False,
            widget=forms.EmailInput(
                attrs={"class": "form-control", "list": "members", "autocomplete": "off"}
            ),
        )

    def lines(self) -> Iterator[AskLine]:
        for party in self.parties:
            who = f"who_{party.pk}"
            yield AskLine(
                party, self[who] if who in self.fields else None, self[f"email_{party.pk}"]
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(self._chosen(party) for party in self.parties):
            raise forms.ValidationError(_("Choose at least one person, or write an address."))
        return data

    def _chosen(self, party: Party) -> str:
        data = self.cleaned_data
        return data.get(f"email_{party.pk}") or data.get(f"who_{party.pk}") or ""

    def asks(self) -> list[Ask]:
        """Return what the service needs; only after ``is_valid()``."""
        found = []
        for party in self.parties:
            email = self.cleaned_data[f"email_{party.pk}"].lower()
            who = self.cleaned_data.get(f"who_{party.pk}", "")
            if email in self.members:
                found.append(Ask(party, member=self.members[email]))
            elif email:
                found.append(Ask(party, email=email))
            elif who:
                found.append(self._ask_contact(party, who))
        return found

    def _ask_contact(self, party: Party, who: str) -> Ask:
        contacts = self.contacts[party.organisation_id]
        contact = next(one for one in contacts if str(one.pk) == who)
        member = self.members.get(contact.email.lower())
        if member is not None:
            return Ask(party, member=member)
        return Ask(party, email=contact.email, name=contact.name)
