from django.apps import AppConfig


class CoalitionsConfig(AppConfig):
    name = "coalitions"

    def ready(self) -> None:
        from coalitions.importers import reference as loader
        from coalitions.selectors import history_sources, known, record
        from kansrijkestart.core import reference

        reference.register(self.name, loader.load)
        record.register_own()
        known.register_own()
        history_sources.register_own()
