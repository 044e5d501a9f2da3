from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "kansrijkestart.dashboard"

    def ready(self) -> None:
        from kansrijkestart.core import guiding
        from kansrijkestart.dashboard import guide, guide_steps  # noqa: F401 - makes the guides known

        guiding.register(guide.is_open_step, guide.go_on_url)
