from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self) -> None:
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
        from interventions.services import supplements as asking
        from kansrijkestart.core import reference
        from kansrijkestart.jobs import registry as jobs

        reference.register(self.name, loader.load)
        record.register_own()
        earned.register_own()
        milestones.register_own()
        coming.register_own()
        evidence.register_own()
        money_record.register_own()
        supplements.register_own()
        jobs.register(asking.KIND, asking.send_requests, gettext_lazy("Mails that ask to report"))
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
