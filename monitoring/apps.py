from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = gettext_lazy("Figures")

    def ready(self) -> None:
        from kansrijkestart.core import reference
        from kansrijkestart.jobs import registry as jobs
        from monitoring import registry, rules  # noqa: F401
        from monitoring.importers import reference as loader
        from monitoring.selectors import evidence, milestones, related
        from monitoring.services.exports import KIND, export_build
        from monitoring.services.protection import KIND as PROTECTION
        from monitoring.services.protection import protection_work

        reference.register(self.name, loader.load)
        registry.register()
        evidence.register_own()
        milestones.register_own()
        related.register_own()
        jobs.register(KIND, export_build, gettext_lazy("Yearly export"))
        jobs.register(PROTECTION, protection_work, gettext_lazy("Protection of figures"))
