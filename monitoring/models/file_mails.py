"""Who is mailed that the files of a frozen round are ready. See docs/adr/0031."""

from django.db import models
from django.db.models import Q

from coalitions.models import Coalition, Region
from monitoring.models.editions import ExportBatch
from monitoring.models.mailed import Mailed
from monitoring.models.rounds import Round


class FilesMail(Mailed):
    """That somebody is told that the files of one coalition or region are there.

    Once per round, whichever edition came first; ``batch`` is the one that was ready then. Several
    of one batch are one mail. ``ended_at``: the files were over before the mail reached anybody.
    That row stays as a fact, and stands in nobody's way: a next edition is told all the same.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(ExportBatch, on_delete=models.PROTECT, related_name="mails")
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Mailed.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user", "coalition", "region"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="monitoring_files_told_once",
            ),
            models.CheckConstraint(
                condition=Q(coalition__isnull=True) ^ Q(region__isnull=True),
                name="monitoring_files_of_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(mailed_at__isnull=True),
                name="monitoring_files_told_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.user_id} {self.coalition_id or ''}/{self.region_id or ''}"
