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
        _register_what_lies_ahead_and_is_told()
        _register_jobs_of_figures()
        _register_jobs_of_rounds()


def _register_what_lies_ahead_and_is_told() -> None:
    """Say what has a day, what is told, and what a meeting can talk about and conclude."""
    from monitoring import notifications
    from monitoring.selectors import agenda, coming, own_round
    from monitoring.services import agenda as landings

    coming.register_own()
    own_round.register_own()
    notifications.register_own()
    agenda.register_own()
    landings.register_own()


def _register_jobs_of_figures() -> None:
    """Let workers know what this app does in the background with figures."""
    from kansrijkestart.jobs import registry as jobs
    from monitoring.rules import follows_export, follows_work
    from monitoring.services import exports, figure_imports, protection

    jobs.register(exports.KIND, exports.export_build, gettext_lazy("Yearly export"), follows_export)
    checks, stores = figure_imports.figure_import_check, figure_imports.figure_import_build
    checking = gettext_lazy("Checking a file of figures")
    jobs.register(figure_imports.CHECK, checks, checking, follows_work)
    storing = gettext_lazy("Storing a file of figures")
    jobs.register(figure_imports.STORE, stores, storing, follows_work)
    protects = gettext_lazy("Protection of figures")
    jobs.register(protection.KIND, protection.protection_work, protects)


def _register_jobs_of_rounds() -> None:
    """The same with questionnaires: from opening a round to the exports of what was frozen."""
    from kansrijkestart.jobs import registry as jobs
    from monitoring.rules import follows_export, follows_work
    from monitoring.services import edition_exports, editions, rounds

    freezes = gettext_lazy("Freezing a round")
    jobs.register(editions.KIND, editions.edition_gather, freezes, follows_work)
    made = gettext_lazy("Export of a frozen round")
    builds = edition_exports.edition_export_build
    jobs.register(edition_exports.KIND, builds, made, follows_export)
    jobs.register(rounds.KIND, rounds.round_open, gettext_lazy("Opening a round"))
    follows = gettext_lazy("Keeping up who fills in a round")
    jobs.register(rounds.FOLLOW, rounds.round_follow, follows)
