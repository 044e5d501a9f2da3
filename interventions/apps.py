from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self) -> None:
        from interventions import notifications
        from interventions.importers import reference as loader
        from interventions.selectors import (
            coming,
            earned,
            evidence,
            lapsing,
            milestones,
            money_record,
            record,
            supplements,
        )
        from interventions.services import successions
        from kansrijkestart.core import reference

        reference.register(self.name, loader.load)
        record.register_own()
        earned.register_own()
        milestones.register_own()
        coming.register_own()
        evidence.register_own()
        money_record.register_own()
        supplements.register_own()
        notifications.register_own()
        lapsing.register_own()
        successions.register_own()
        self.join_agendas()

    @staticmethod
    def join_agendas() -> None:
        """Bring interventions before a meeting, and its decisions back into them."""
        from interventions.selectors import agenda as sources
        from interventions.services import agenda as landings

        sources.register_own()
        landings.register_own()
