from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kansrijkestart.core"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from kansrijkestart.core import database_roles, halfway

        post_migrate.connect(database_roles.protect_history, sender=self)
        post_migrate.connect(halfway.forget_squashed, sender=self)
