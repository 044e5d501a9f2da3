"""Read by gunicorn wherever it starts from this folder; the rest stands on its command line."""

logger_class = "kansrijkestart.web_log.QuietLogger"
