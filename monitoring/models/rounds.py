"""Rounds of a questionnaire, with their dates as data. See docs/adr/0030."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Municipality
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable
from kansrijkestart.jobs.models import Job
from monitoring.models.questionnaires import QuestionnaireVersion
from monitoring.models.year_guards import round_of_published
from monitoring.querysets.year import RoundQuerySet

# The programme began in 2018. A moment far outside cannot even be read back from the database.
# Both are midnight in Amsterdam; the last one closes 2100.
FIRST_MOMENT = datetime(2017, 12, 31, 23, tzinfo=UTC)
LAST_MOMENT = datetime(2100, 12, 31, 23, tzinfo=UTC)
MOMENT_WORDS = _("Give a moment from 2018 up to and including 2100.")


def _in_reach(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__range": (FIRST_MOMENT, LAST_MOMENT)}),
        name=name,
        violation_error_message=MOMENT_WORDS,
    )


@tracked()
class Round(Editable):
    """One year's asking. What is filled in before ``closes_at`` counts; see ``state_at``.

    ``opened_at`` is when every municipality got its response; ``frozen_at`` when the first edition
    was whole. Both are written by a job, so they may be some moments after the planned ones.
    """

    questionnaire_version = models.OneToOneField(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="round"
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    publishes_on = models.DateField(_("results are published on"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    opening_job = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="monitoring_round_closes_after_opening",
                violation_error_message=_("The round closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(opened_at__isnull=False),
                name="monitoring_frozen_round_was_open",
            ),
            _in_reach("opens_at", "monitoring_round_opens_in_reach"),
            _in_reach("closes_at", "monitoring_round_closes_in_reach"),
        ]
        triggers = [round_of_published()]

    def __str__(self) -> str:
        return str(self.questionnaire_version)


@tracked()
class RoundReminder(Editable):
    """So many days before closing, who has not handed in is reminded: once."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField(_("days before closing"))

    class Meta:
        verbose_name = _("reminder of a round")
        ordering = ["-days_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "days_before"],
                name="monitoring_reminder_once",
                violation_error_message=_("This number of days stands here already."),
            ),
            models.CheckConstraint(
                condition=Q(days_before__range=(1, 120)),
                name="monitoring_reminder_in_reach",
                violation_error_message=_("Give 1 to 120 days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} -{self.days_before}"


@tracked()
class RoundExtension(Editable):
    """One municipality may hand in later than the rest, with the reason."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="extensions")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(_("may hand in until"))
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("extension")
        ordering = ["municipality__name_fold", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "municipality"],
                name="monitoring_extension_once",
                violation_error_message=_("This municipality has an extension already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="monitoring_extension_has_a_reason",
                violation_error_message=_("Write why."),
            ),
            _in_reach("until", "monitoring_extension_in_reach"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.until}"
