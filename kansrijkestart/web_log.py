"""What the web server writes about requests: never the secret of a personal link."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from kansrijkestart.core.secret_paths import HideSecrets


class QuietLogger(Logger):
    """The access log and the error log of gunicorn, with the filter of the site's own log."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            for handler in log.handlers:
                handler.addFilter(HideSecrets())
