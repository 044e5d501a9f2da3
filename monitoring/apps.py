from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = gettext_lazy("Figures")

    def ready(self) -> None:
        from kansrijkestart.core import reference
        from monitoring import registry, rules  # noqa: F401
        from monitoring.importers import questionnaires
        from monitoring.importers import reference as loader
        from monitoring.selectors import (
            approval,
            derived_coalition,
            derived_monitoring,
            derived_plan,
            derived_work,
            evidence,
            milestones,
            record_use,
            related,
            talk_history,
            used,
            withdrawn,
            year_steps,
        )

        reference.register(self.name, loader.load)
        reference.register(f"{self.name}.questionnaires", questionnaires.load)
        registry.register()
        approval.register_own()
        derived_coalition.register_own()
        derived_monitoring.register_own()
        derived_plan.register_own()
        derived_work.register_own()
        evidence.register_own()
        milestones.register_own()
        record_use.register_own()
        related.register_own()
        talk_history.register_own()
        used.register_own()
        withdrawn.register_own()
        year_steps.register_own()
        _register_jobs()


def _register_jobs() -> None:
    """Let workers know what this app does in the background."""
    from kansrijkestart.jobs import registry as jobs
    from monitoring.services import (
        approval_mails,
        edition_exports,
        editions,
        figure_imports,
        handing_in,
        notices,
        reminders,
        rounds,
    )
    from monitoring.services.exports import KIND, export_build
    from monitoring.services.protection import KIND as PROTECTION
    from monitoring.services.protection import protection_work

    jobs.register(KIND, export_build, gettext_lazy("Yearly export"))
    checks, stores = figure_imports.figure_import_check, figure_imports.figure_import_build
    jobs.register(figure_imports.CHECK, checks, gettext_lazy("Checking a file of figures"))
    jobs.register(figure_imports.STORE, stores, gettext_lazy("Storing a file of figures"))
    told = gettext_lazy("Telling who used withdrawn figures")
    jobs.register(notices.KIND, notices.notices_send, told)
    asked = gettext_lazy("Asking for approval of answers")
    jobs.register(handing_in.ASK, approval_mails.approval_ask, asked)
    returned = gettext_lazy("Telling that answers came back")
    jobs.register(handing_in.RETURNED, approval_mails.answers_returned, returned)
    jobs.register(PROTECTION, protection_work, gettext_lazy("Protection of figures"))
    jobs.register(editions.KIND, editions.edition_gather, gettext_lazy("Freezing a round"))
    made = gettext_lazy("Export of a frozen round")
    jobs.register(edition_exports.KIND, edition_exports.edition_export_build, made)
    jobs.register(rounds.KIND, rounds.round_open, gettext_lazy("Opening a round"))
    follows = gettext_lazy("Keeping up who fills in a round")
    jobs.register(rounds.FOLLOW, rounds.round_follow, follows)
    reminds = gettext_lazy("Reminding of questionnaires")
    jobs.register(reminders.KIND, reminders.reminders_send, reminds)
