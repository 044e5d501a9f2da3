from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        from kansrijkestart.core import reference
        from monitoring import registry
        from monitoring.importers import reference as loader

        reference.register(self.name, loader.load)
        registry.register()
