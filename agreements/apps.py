from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        from agreements.importers import reference as loader
        from agreements.selectors import (
            asked,
            changes,
            earned,
            evidence,
            milestones,
            pathways_record,
            record,
            solutions,
            topics,
            uptake_record,
        )
        from agreements.services import levels, persons, successions
        from kansrijkestart.core import reference

        reference.register(self.name, loader.load)
        record.register_own()
        earned.register_own()
        record.register_duties()
        changes.register_own()
        milestones.register_own()
        evidence.register_own()
        solutions.register_own()
        asked.register_own()
        self.join_letters()
        topics.register_own()
        uptake_record.register_own()
        pathways_record.register_own()
        successions.register_own()
        levels.register_own()
        persons.register_own()
        self.join_papers()
        self.join_calendars()

    @staticmethod
    def join_letters() -> None:
        """Let questions to parties be mailed, and one without an account again when refused."""
        from agreements.services import confirmation_mails as mails
        from kansrijkestart.jobs import registry as jobs
        from kansrijkestart.notifications.letters import Letters, register

        label = gettext_lazy("Mails that ask to confirm an agreement")
        jobs.register(mails.KIND, mails.send_confirmation_mails, label)
        register(Letters(mails.KIND, label, mails.requests_refused, mails.request_retry))

    @staticmethod
    def join_calendars() -> None:
        """Let an address end with its password; tell what lies ahead and what meetings decide."""
        from agreements import notifications
        from agreements.selectors import agenda, coming
        from agreements.services import agenda as landings
        from agreements.services import calendar_links

        notifications.register_own()
        calendar_links.register_own()
        coming.register_own()
        agenda.register_own()
        landings.register_own()

    @staticmethod
    def join_papers() -> None:
        """Tell that long documents are made in the background."""
        from agreements.services.papers import KIND, papers_build
        from kansrijkestart.jobs import registry as jobs

        jobs.register(KIND, papers_build, gettext_lazy("Document of agreements"))
