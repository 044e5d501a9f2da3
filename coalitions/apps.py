from django.apps import AppConfig


class CoalitionsConfig(AppConfig):
    name = "coalitions"

    def ready(self) -> None:
        from coalitions.selectors import history_sources, known, record

        record.register_own()
        known.register_own()
        history_sources.register_own()
