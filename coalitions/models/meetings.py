"""Meetings (overleggen): when, what kind, which organisations, what came of it. No names."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import MeetingKind
from coalitions.models.coalition import Coalition
from coalitions.models.partners import Organisation
from coalitions.querysets import MeetingQuerySet
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class Meeting(Editable):
    """A meeting of a coalition; ``parents_present`` is a number, unknown when empty."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("date"))
    kind = models.CharField(
        _("kind of meeting"), max_length=15, choices=MeetingKind, default=MeetingKind.COALITION
    )
    parents_present = models.PositiveSmallIntegerField(
        _("number of parents present"), null=True, blank=True
    )
    outcome = models.TextField(_("outcome"), blank=True, max_length=5000)
    next_on = models.DateField(_("next meeting"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("kind", MeetingKind),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("held_on")),
                name="coalitions_next_meeting_is_later",
                violation_error_message=_("The next meeting must be after this one."),
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


@tracked()
class MeetingOrganisation(models.Model):
    """An organisation that was present at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="present")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="coalitions_meeting_present_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.organisation_id}"
