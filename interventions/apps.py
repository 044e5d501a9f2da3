from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self) -> None:
        from interventions.importers import reference as loader
        from interventions.selectors import earned, evidence, lapsing, milestones, record
        from kansrijkestart.core import reference

        reference.register(self.name, loader.load)
        record.register_own()
        earned.register_own()
        milestones.register_own()
        evidence.register_own()
        lapsing.register_own()
