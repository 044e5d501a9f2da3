"""Allauth's forms in our words: no placeholder that repeats the label, one sentence of help."""

from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kansrijkestart.accounts.models import User

PASSWORD_HELP = _(
    "At least 12 characters, not only digits. No well-known password, not your name or address."
)


class PlainMixin:
    """Mixed in before a form of allauth."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class LoginForm(PlainMixin, account.LoginForm):
    """Sign in."""


class ReauthenticateForm(PlainMixin, account.ReauthenticateForm):
    """Is it really you?"""


class AddEmailForm(PlainMixin, account.AddEmailForm):
    """Another address, for who has proved the one they have."""

    def clean_email(self) -> str:
        if not EmailAddress.objects.filter(user=self.user, verified=True).exists():
            raise ValidationError(_("First confirm the address that you have now."))
        value: str = super().clean_email()
        return value


class ChangePasswordForm(PlainMixin, account.ChangePasswordForm):
    """A new password in the place of the old one."""


class SetPasswordForm(PlainMixin, account.SetPasswordForm):
    """A first password, for who signs in through the own organisation."""


class ResetPasswordForm(PlainMixin, account.ResetPasswordForm):
    """Ask for the link. It never goes to an address that somebody asked for and did not prove."""

    users: list[User]

    def clean_email(self) -> str:
        value: str = super().clean_email()
        asked = value.lower()
        proved = set(
            EmailAddress.objects.filter(email=asked, verified=True).values_list("user", flat=True)
        )
        self.users = [
            user for user in self.users if user.pk in proved or user.email.lower() == asked
        ]
        return value


class ResetPasswordKeyForm(PlainMixin, account.ResetPasswordKeyForm):
    """A new password through the link."""
