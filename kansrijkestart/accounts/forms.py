"""Forms about accounts."""

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kansrijkestart.accounts.allauth_forms import PASSWORD_HELP
from kansrijkestart.accounts.people import role_choices
from kansrijkestart.core.forms import KsForm, set_choices
from kansrijkestart.core.lists import OrderedFilter


class UserSearchForm(OrderedFilter):
    """Narrow and order the list of accounts."""

    orders = {
        "": (_("With access first"), None),
        "name": (_("By name"), ("name", "email", "pk")),
        "seen": (
            _("Last signed in first"),
            (F("last_login").desc(nulls_last=True), "email", "pk"),
        ),
        "new": (_("Newest account first"), ("-date_joined", "email", "pk")),
    }

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200)
    rol = forms.ChoiceField(label=_("Role"), required=False)
    stand = forms.ChoiceField(
        label=_("Access"),
        required=False,
        choices=[
            ("", _("Everybody")),
            ("in", _("Has access")),
            ("uit", _("No access")),
            ("nooit", _("Never signed in")),
            ("zonder", _("Without a second step")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "rol", role_choices())


class AcceptForm(KsForm):
    """A name and a password twice."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP

    def clean_password2(self) -> str:
        again: str = self.cleaned_data["password2"]
        if again != self.cleaned_data.get("password1", again):
            raise forms.ValidationError(_("The two passwords are not the same."))
        return again
