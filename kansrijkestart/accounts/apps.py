from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kansrijkestart.accounts"

    def ready(self) -> None:
        from kansrijkestart.accounts import registry, second_factor

        registry.needs_second_factor.append(second_factor.has_national_role)
