"""Who is mailed that the files of a frozen round are ready. See docs/adr/0031."""

from django.conf import settings
from django.db import models

from kansrijkestart.core import clock
from monitoring.models.editions import ExportBatch
from monitoring.models.mailed import Mailed
from monitoring.models.rounds import Round


class FilesMail(Mailed):
    """That somebody is told that the files of a round are there.

    Once per round, whichever edition came first; ``batch`` is the one that was ready then.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(ExportBatch, on_delete=models.PROTECT, related_name="mails")

    class Meta(Mailed.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="monitoring_files_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.user_id}"


class FilesMailOff(models.Model):
    """That somebody wants no mail when the files of a round are ready, unless they asked for them.

    Files they ask for themselves are told all the same.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="files_mail_off"
    )
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.user_id)
