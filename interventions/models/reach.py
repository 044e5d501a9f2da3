"""How many a choice reached in a year, per municipality, and what it was like."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Municipality
from interventions.models.choices import Choice
from interventions.models.guards import municipality_of_choice
from interventions.querysets import ReachQuerySet
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable

# Counts of families below this are never stored; see docs/adr/0019.
LEAST = 10


@tracked()
class Reach(Editable):
    """Planned and reached in one year and municipality; either may be unknown (empty).

    ``reached`` is ten or more. Fewer is ``reached_few`` and no number: what is not stored leaves no
    server and cannot be found by subtraction.
    """

    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="reach")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    planned = models.PositiveIntegerField(_("planned"), null=True, blank=True)
    reached = models.PositiveIntegerField(_("reached"), null=True, blank=True)
    reached_few = models.BooleanField(_("fewer than ten"), default=False)
    parents_note = models.TextField(
        _("what parents say about it, in general"), blank=True, max_length=2000
    )
    professionals_note = models.TextField(
        _("what professionals say about it"), blank=True, max_length=2000
    )

    objects = ReachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["choice", "municipality", "year"],
                name="interventions_reach_once_a_year",
                violation_error_message=_("The reach of this year is recorded. Change that."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2015, 2100)),
                name="interventions_reach_in_a_year",
                violation_error_message=_("Give a year from 2015."),
            ),
            models.CheckConstraint(
                condition=Q(reached__isnull=True) | Q(reached__gte=LEAST, reached_few=False),
                name="interventions_reach_is_not_few",
                violation_error_message=_("Fewer than ten is recorded without the number."),
            ),
        ]
        triggers = [municipality_of_choice()]

    def __str__(self) -> str:
        return f"{self.choice_id} {self.year}"
