"""What belongs to an interpretation: who was in the room, about whom it is, where it leads."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Ambition, Municipality, Organisation
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable
from monitoring.choices import GroupKind
from monitoring.models.interpretations import Interpretation
from monitoring.models.talk_guards import ambition_of_its_coalition, group_in_its_coalition
from monitoring.querysets import InterpretationGroupQuerySet


@tracked()
class InterpretationOrganisation(models.Model):
    """An organisation of the coalition that was in the room."""

    interpretation = models.ForeignKey(
        Interpretation, on_delete=models.CASCADE, related_name="organisations"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interpretation", "organisation"], name="monitoring_in_the_room_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.interpretation_id} {self.organisation_id}"


@tracked()
class InterpretationAmbition(models.Model):
    """An ambition after an interpretation. It says what was decided, not what works."""

    interpretation = models.ForeignKey(
        Interpretation, on_delete=models.CASCADE, related_name="ambitions"
    )
    ambition = models.ForeignKey(Ambition, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interpretation", "ambition"], name="monitoring_ambition_from_once"
            )
        ]
        triggers = [ambition_of_its_coalition()]

    def __str__(self) -> str:
        return f"{self.interpretation_id} {self.ambition_id}"


@tracked(personal=("numerator", "denominator"))
class InterpretationGroup(Editable):
    """A group or neighbourhood that was talked about, with a count of the coalition's own or none.

    Counts are small: only ``monitoring.selectors.own_counts`` reads them, and the history says that
    they changed, never what they were.
    """

    interpretation = models.ForeignKey(
        Interpretation, on_delete=models.CASCADE, related_name="groups"
    )
    kind = models.CharField(_("group or neighbourhood"), max_length=13, choices=GroupKind)
    words = models.CharField(_("which"), max_length=200)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    numerator = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("out of how many"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = InterpretationGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("kind", GroupKind),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="monitoring_group_is_named",
                violation_error_message=_("Write which group or neighbourhood."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
                name="monitoring_group_counts_together",
                violation_error_message=_("Give both numbers, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True)
                | Q(denominator__gt=0, numerator__lte=F("denominator")),
                name="monitoring_group_part_of_the_whole",
                violation_error_message=_("The first number cannot be more than the second."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | (Q(year__isnull=False, municipality__isnull=False) & ~Q(source="")),
                name="monitoring_group_count_has_a_source",
                violation_error_message=_("Give the year, the municipality and the source."),
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(2000, 2100)),
                name="monitoring_group_in_a_year",
                violation_error_message=_("Give a year from 2000."),
            ),
            models.UniqueConstraint(
                fields=["interpretation", "kind", "words", "municipality", "year"],
                nulls_distinct=False,
                name="monitoring_group_once",
                violation_error_message=_("This group already stands there."),
            ),
        ]
        triggers = [group_in_its_coalition()]

    def __str__(self) -> str:
        return self.words
