"""Allauth's forms for the second step, with labels that say what to type."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from kansrijkestart.accounts.allauth_forms import PlainMixin


class CodeMixin(PlainMixin):
    """One field: the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].error_messages["required"] = _("Fill in the code.")


class AuthenticateForm(CodeMixin, base.AuthenticateForm):
    """Sign in: the second step."""


class ReauthenticateForm(CodeMixin, base.ReauthenticateForm):
    """Is it really you?"""


class ActivateTOTPForm(CodeMixin, totp.ActivateTOTPForm):
    """Set up the app."""


class KeyMixin(PlainMixin):
    """The name of a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
            self.fields["passwordless"].help_text = ""


class AddWebAuthnForm(KeyMixin, webauthn.AddWebAuthnForm):
    """Add a key."""


class EditWebAuthnForm(KeyMixin, webauthn.EditWebAuthnForm):
    """Rename a key."""
