"""Where municipalities lie, as an administrator loaded it. The tiles of the map need none of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.models.geography import Municipality
from kansrijkestart.core import clock


class MunicipalityBoundary(models.Model):
    """The outline of one municipality as an SVG path on the grid of the map.

    ``year`` is the division that the file tells of, empty when whoever loaded it did not say.
    """

    municipality = models.OneToOneField(
        Municipality, on_delete=models.CASCADE, related_name="boundary", primary_key=True
    )
    path = models.TextField()
    year = models.PositiveSmallIntegerField(_("division of the year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("boundary of a municipality")
        verbose_name_plural = _("boundaries of municipalities")
        constraints = [
            models.CheckConstraint(
                condition=Q(path__regex=r"^(M\d+ \d+l[-0-9 ]+z)+$"),
                name="coalitions_boundary_is_path",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=2019, year__lte=2100),
                name="coalitions_boundary_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.source}"
