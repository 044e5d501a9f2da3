"""The living record of Kansrijke Start coalitions."""

from kansrijkestart.celery import app as celery_app

__all__ = ["celery_app"]
