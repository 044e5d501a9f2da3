"""This app's place in the site."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        from kansrijkestart.jobs import registry as jobs
        from monitoring import registry, rules  # noqa: F401
        from monitoring.services.exports import KIND, export_build

        registry.register()
        jobs.register(KIND, export_build, gettext_lazy("Yearly export"))
