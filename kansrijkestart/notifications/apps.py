from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class NotificationsConfig(AppConfig):
    name = "kansrijkestart.notifications"
    verbose_name = gettext_lazy("Notifications")

    def ready(self) -> None:
        from kansrijkestart.jobs import registry as jobs
        from kansrijkestart.notifications import sending, services

        label = gettext_lazy("Mailing notifications")
        jobs.register(services.KIND, sending.mails_send, label)
