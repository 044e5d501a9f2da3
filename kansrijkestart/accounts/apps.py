from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AccountsConfig(AppConfig):
    name = "kansrijkestart.accounts"
    verbose_name = gettext_lazy("Accounts")

    def ready(self) -> None:
        from allauth.account import signals as account
        from allauth.mfa import signals as mfa

        from kansrijkestart.accounts import registry, second_factor, told
        from kansrijkestart.accounts.services import passwords
        from kansrijkestart.jobs import registry as jobs

        registry.needs_second_factor.append(second_factor.has_national_role)
        label = gettext_lazy("Mail for a new password")
        jobs.register(passwords.KIND, passwords.password_reset_send, label, may_retry=False)
        for signal in (
            account.password_changed,
            account.password_reset,
            mfa.authenticator_removed,
        ):
            signal.connect(passwords.secrets_renewed, dispatch_uid="secrets renewed")
        told.register_own()
        self.join_letters()

    @staticmethod
    def join_letters() -> None:
        """Let an invitation that was refused be mailed again."""
        from kansrijkestart.accounts.services.invitations import (
            invitation_retry,
            invitations_refused,
        )
        from kansrijkestart.notifications.letters import Letters, register

        label = gettext_lazy("Invitations to make an account")
        register(Letters("accounts.invitation", label, invitations_refused, invitation_retry))
