from django.apps import AppConfig


class CoalitionsConfig(AppConfig):
    name = "coalitions"

    def ready(self) -> None:
        from coalitions.importers import reference as loader
        from kansrijkestart.core import reference

        reference.register(self.name, loader.load)
