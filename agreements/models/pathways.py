"""Where the service directory is kept, and care pathways. No case data."""

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import PathwayQuestion
from agreements.models.agreements import Agreement
from agreements.models.guards import agreement_of_the_pathway, covered_by_its_coalition
from agreements.models.reference import RiskTheme
from agreements.querysets import OfMunicipalityQuerySet, PathwayLineQuerySet
from coalitions.models import Coalition, Municipality, Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable

YEAR: Final = timedelta(days=365)


def upkeep_of(checked_on: date | None) -> str:
    """Return how long ago something was looked at: a key of the signs of the family ``upkeep``."""
    if checked_on is None:
        return "never"
    return "old" if checked_on < clock.today() - YEAR else "fresh"


@tracked()
class ServiceDirectory(Editable):
    """Where a municipality keeps its service directory (sociale kaart), who does, last checked."""

    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="service_directories"
    )
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("kept in"), max_length=200)
    url = models.URLField(_("address"), blank=True, max_length=300)
    keeper = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who keeps it"),
    )
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    ended_on = models.DateField(_("not kept any more since"), null=True, blank=True)

    objects = OfMunicipalityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "municipality", "name"],
                condition=Q(ended_on__isnull=True),
                name="agreements_directory_once",
                violation_error_message=_("This is already recorded."),
            )
        ]
        triggers = [covered_by_its_coalition()]

    def __str__(self) -> str:
        return self.name

    @property
    def upkeep(self) -> str:
        return upkeep_of(self.checked_on)


@tracked()
class CarePathway(Editable):
    """The three questions of the zorgpadentool for one municipality and risk theme."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="pathways")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(RiskTheme, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    checked_on = models.DateField(_("last checked"), null=True, blank=True)

    objects = OfMunicipalityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "municipality", "theme"],
                name="agreements_pathway_once",
                violation_error_message=_("There is a care pathway for this already."),
            )
        ]
        triggers = [covered_by_its_coalition()]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.theme_id}"

    @property
    def upkeep(self) -> str:
        return upkeep_of(self.checked_on)


@tracked()
class PathwayLine(Editable):
    """An answer to one of the three questions: an agreement, support, or whom to reach and how.

    ``contact`` is that of an organisation, not of a family or a person at home.
    """

    pathway = models.ForeignKey(CarePathway, on_delete=models.CASCADE, related_name="lines")
    question = models.CharField(_("question"), max_length=10, choices=PathwayQuestion)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.CharField(_("what"), max_length=300, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=200, blank=True)
    url = models.URLField(_("address"), blank=True, max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PathwayLineQuerySet.as_manager()

    class Meta:
        ordering = ["question", "position", "pk"]
        constraints = [
            in_list("question", PathwayQuestion),
            models.CheckConstraint(
                condition=~Q(text="") | Q(agreement__isnull=False) | Q(organisation__isnull=False),
                name="agreements_pathway_line_says_something",
                violation_error_message=_("Choose an agreement or an organisation, or write it."),
            ),
        ]
        triggers = [agreement_of_the_pathway()]

    def __str__(self) -> str:
        return self.text
