from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        from agreements.importers import reference as loader
        from agreements.selectors import (
            changes,
            earned,
            evidence,
            milestones,
            pathways_record,
            record,
            solutions,
        )
        from agreements.services import successions
        from kansrijkestart.core import reference

        reference.register(self.name, loader.load)
        record.register_own()
        earned.register_own()
        record.register_duties()
        changes.register_own()
        milestones.register_own()
        evidence.register_own()
        solutions.register_own()
        pathways_record.register_own()
        successions.register_own()
