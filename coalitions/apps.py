from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class CoalitionsConfig(AppConfig):
    name = "coalitions"
    verbose_name = gettext_lazy("Coalitions and regions")

    def ready(self) -> None:
        from coalitions import notifications
        from coalitions.importers import reference as loader
        from coalitions.selectors import (
            advice,
            bottlenecks,
            checklist_history,
            earned,
            evidence,
            examples,
            history_sources,
            known,
            life_milestones,
            milestones,
            plan,
            plan_history,
            record,
            talk_milestones,
        )
        from kansrijkestart.core import reference

        notifications.register_own()
        reference.register(self.name, loader.load)
        record.register_own()
        earned.register_own()
        known.register_own()
        examples.register_own()
        bottlenecks.register_own()
        history_sources.register_own()
        checklist_history.register_own()
        evidence.register_own()
        plan.register_own()
        plan_history.register_own()
        milestones.register_own()
        life_milestones.register_own()
        talk_milestones.register_own()
        advice.register_own()
        self.join_what_lies_ahead()
        self.join_accounts()
        self.join_jobs()

    @staticmethod
    def join_what_lies_ahead() -> None:
        """Say what has a day, what a meeting can talk about, and what it can decide."""
        from coalitions.selectors import agenda_history, agenda_own, coming_own, start
        from coalitions.services import agenda_landings

        coming_own.register_own()
        start.register_own()
        agenda_own.register_own()
        agenda_history.register_own()
        agenda_landings.register_own()

    @staticmethod
    def join_jobs() -> None:
        """Tell which work runs in the background."""
        from coalitions.services.poll_invitations import KIND
        from coalitions.services.poll_mails import (
            poll_mail_retry,
            polls_refused,
            send_poll_mails,
        )
        from kansrijkestart.jobs import registry as jobs
        from kansrijkestart.notifications.letters import Letters, register

        label = gettext_lazy("Mails of a poll")
        jobs.register(KIND, send_poll_mails, label)
        register(Letters(KIND, label, polls_refused, poll_mail_retry))

    @staticmethod
    def join_accounts() -> None:
        """Tell accounts what an invitation gives here, and who must have a second factor."""
        from coalitions.selectors import members
        from coalitions.services.members import offer_give
        from coalitions.services.poll_invitations import polls_leave
        from kansrijkestart.accounts import registry

        registry.on_accept.append(
            lambda invitation, user: offer_give(invitation=invitation, user=user)
        )
        registry.describe_offer.append(members.offer_in_words)
        registry.offers_in_words.append(members.offers_in_words)
        registry.roles_in_words.append(members.roles_in_words)
        registry.needs_second_factor.append(members.needs_second_factor)
        registry.role_holders |= members.ROLE_HOLDERS
        registry.on_closed.append(polls_leave)
