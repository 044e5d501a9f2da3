"""Forms about access and sharing."""

from typing import Any

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from coalitions.choices import LEAD, PLACE_SENTENCES, MembershipRole, Stage
from coalitions.forms.fields import DayField
from coalitions.models import Coalition, Region
from kansrijkestart.accounts.choices import ROLE_SENTENCES, NationalRoleKind
from kansrijkestart.core import clock
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm


class InviteForm(IdempotentFormMixin, KsForm):
    """Somebody's address and what they may do."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    role = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=[
            (MembershipRole.COORDINATOR, _("Coordinator: keeps the record and invites people")),
            (MembershipRole.PARTNER, _("Partner: reads the record and does their own actions")),
        ],
        widget=forms.RadioSelect,
    )


ROLES = [
    (MembershipRole.COORDINATOR, _("Coordinator of a coalition")),
    (MembershipRole.PARTNER, _("Partner in a coalition")),
    (LEAD, _("Lead of a region")),
    *NationalRoleKind.choices,
]
SENTENCES = PLACE_SENTENCES | ROLE_SENTENCES
EXPLAINED = [
    (key, format_lazy("{role}. {sentence}", role=capfirst(label), sentence=SENTENCES[key]))
    for key, label in ROLES
]


class UserInviteForm(IdempotentFormMixin, KsForm):
    """An administrator invites anybody; the role says which place is needed."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=EXPLAINED, widget=forms.RadioSelect)
    coalition = forms.ModelChoiceField(
        label=_("Coalition"),
        help_text=_("Only for a coordinator or a partner."),
        queryset=Coalition.objects.none(),
        required=False,
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        help_text=_("Only for the lead of a region."),
        queryset=Region.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Coalition.objects.exclude(stage=Stage.ENDED)
        self.has_coalitions = running.exists()
        self.fields["coalition"].queryset = running  # type: ignore[attr-defined]
        self.fields["region"].queryset = Region.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        role = data.get("role")

        def is_empty(name: str) -> bool:
            return not data.get(name) and name not in self.errors

        if role in MembershipRole.values and is_empty("coalition"):
            self.add_error(
                "coalition",
                _("Choose the coalition.")
                if self.has_coalitions
                else _("There is no coalition yet. Register it first."),
            )
        if role == LEAD and is_empty("region"):
            self.add_error("region", _("Choose the region."))
        return data


class ConsentForm(IdempotentFormMixin, KsForm):
    """A decision of the municipality: who took it, and when."""

    is_granted = forms.TypedChoiceField(
        label=_("What did the municipality decide?"),
        choices=[("yes", _("To share this")), ("no", _("Not to share this (any more)"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    decided_by = forms.CharField(
        label=_("Who decided?"),
        help_text=_("A function, such as the alderman. No name."),
        max_length=150,
    )
    decided_on = DayField(label=_("Decided on"), initial=clock.today)
