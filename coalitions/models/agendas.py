"""Agendas (agenda's) of meetings: what is talked about, what was decided, and the minutes of it.

An agenda is no meeting: it becomes one when it is closed. From then on it is the minutes and stays
as it is, whatever happens to the meeting or to the records that were talked about.
"""

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import AgendaState, ItemOutcome, MeetingKind
from coalitions.models.coalition import Coalition
from coalitions.models.guards import same_coalition, stays
from coalitions.models.meetings import Meeting
from coalitions.models.partners import Organisation
from coalitions.querysets import AgendaQuerySet
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable

# The words of minutes; who they point to may still be erased or renamed.
WORDS: Final = {
    "coalitions_agendaitem": (
        *("position", "source", "record", "title", "due_on", "text", "outcome", "decided_at"),
    ),
    "coalitions_agendapresence": ("agenda_id", "name"),
    "coalitions_agendadecision": ("item_id", "kind", "title", "due_on", "who"),
}


def minutes_stay(table: str, agenda: str) -> pgtrigger.Trigger:
    """Refuse any change of what belongs to an agenda that was closed.

    ``agenda`` finds the agenda of the row ``it``.
    """
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in WORDS[table])
    return pgtrigger.Trigger(
        name="minutes_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("it", table)],
        func=f"""
IF TG_OP = 'DELETE' THEN it := OLD; ELSE it := NEW; END IF;
IF EXISTS (SELECT 1 FROM coalitions_agenda a WHERE a.id = {agenda} AND a.state = 'held') THEN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'minutes stay as they are' USING ERRCODE = 'check_violation';
    ELSIF {changed} THEN
        RAISE EXCEPTION 'minutes stay as they are' USING ERRCODE = 'check_violation';
    END IF;
END IF;
RETURN it;
""",  # noqa: S608  names of this code, no input
    )


@tracked()
class Agenda(Editable):
    """What a coalition will talk about on a day; once ``held``, the minutes of that meeting.

    ``day`` is the day planned, and once held the day it was. ``next_on`` is what was agreed there.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="agendas")
    day = models.DateField(_("date"))
    kind = models.CharField(
        _("kind of meeting"), max_length=15, choices=MeetingKind, default=MeetingKind.COALITION
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AgendaState, default=AgendaState.PREPARED
    )
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, null=True, editable=False, related_name="agenda"
    )
    parents_present = models.PositiveSmallIntegerField(
        _("number of parents present"), null=True, blank=True
    )
    next_on = models.DateField(_("next meeting"), null=True, blank=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            in_list("kind", MeetingKind),
            in_list("state", AgendaState),
            models.CheckConstraint(
                condition=Q(state=AgendaState.HELD, meeting__isnull=False)
                | (~Q(state=AgendaState.HELD) & Q(meeting__isnull=True)),
                name="coalitions_held_agenda_is_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("day")),
                name="coalitions_agenda_next_is_later",
                violation_error_message=_("The next meeting must be after this one."),
            ),
        ]
        triggers = [
            stays("coalition"),
            same_coalition("meeting", "coalitions_meeting"),
            pgtrigger.Protect(
                name="held_agenda_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=AgendaState.HELD),
            ),
        ]

    def __str__(self) -> str:
        return f"agenda {self.pk}"

    @property
    def is_prepared(self) -> bool:
        return self.state == AgendaState.PREPARED

    @property
    def is_held(self) -> bool:
        return self.state == AgendaState.HELD


@tracked()
class AgendaPresence(models.Model):
    """An organisation that is at the meeting of an agenda, under the name it has that day."""

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="present")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agenda", "organisation"], name="coalitions_agenda_present_once"
            )
        ]
        triggers = [minutes_stay("coalitions_agendapresence", "it.agenda_id")]

    def __str__(self) -> str:
        return self.name


@tracked()
class AgendaItem(Editable):
    """One item: a record (``source`` says of which kind, ``record`` is its key) or an own point.

    ``title`` and ``due_on`` are what the record said when it was put on the agenda. ``continues``
    is the item of an earlier meeting that was put off.
    """

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=30, blank=True)
    record = models.PositiveBigIntegerField(null=True, blank=True)
    title = models.CharField(_("about what"), max_length=300)
    due_on = models.DateField(null=True, blank=True)
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )
    text = models.TextField(_("what was said and decided"), blank=True, max_length=2000)
    outcome = models.CharField(_("outcome"), max_length=12, choices=ItemOutcome, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            in_list("outcome", ItemOutcome, blank=True),
            models.CheckConstraint(
                condition=Q(source="", record__isnull=True)
                | (~Q(source="") & Q(record__isnull=False)),
                name="coalitions_item_of_a_record_or_own",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="coalitions_item_has_a_title"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="coalitions_item_outcome_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["agenda", "source", "record"],
                name="coalitions_item_once_on_an_agenda",
                violation_error_message=_("This is on the agenda already."),
            ),
            models.UniqueConstraint(
                fields=["agenda", "position"],
                name="coalitions_item_has_its_own_place",
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        triggers = [stays("agenda"), minutes_stay("coalitions_agendaitem", "it.agenda_id")]

    def __str__(self) -> str:
        return self.title


@tracked()
class AgendaDecision(models.Model):
    """What a decision left in the record: an action, a new date, an answer. Never changed.

    ``title`` and ``who`` are in the words of that day; a person is never written out, only
    pointed to, so that the minutes forget whom the site forgets.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    who = models.CharField(max_length=200, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        triggers = [
            minutes_stay(
                "coalitions_agendadecision",
                "(SELECT i.agenda_id FROM coalitions_agendaitem i WHERE i.id = it.item_id)",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}".strip()
