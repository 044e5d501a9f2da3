"""Allauth's forms in our words: no placeholder that repeats the label, one sentence of help."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kansrijkestart.accounts.services.passwords import password_reset_ask

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
    """Ask for the link. Whether there is an account is for the worker: here it would take time."""

    def clean_email(self) -> str:
        return str(get_adapter().clean_email(self.cleaned_data["email"].lower()))

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        site = request.build_absolute_uri("/")
        password_reset_ask(email=email, site=site, language=get_language() or "")
        return email


class ResetPasswordKeyForm(PlainMixin, account.ResetPasswordKeyForm):
    """A new password through the link."""
