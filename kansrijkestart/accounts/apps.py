from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AccountsConfig(AppConfig):
    name = "kansrijkestart.accounts"
    verbose_name = gettext_lazy("Accounts")

    def ready(self) -> None:
        from kansrijkestart.accounts import registry, second_factor

        registry.needs_second_factor.append(second_factor.has_national_role)
