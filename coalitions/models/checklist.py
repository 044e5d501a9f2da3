"""Checklists as versioned reference data, rounds and answers. Advice stands in ``advice``."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ONE_SCOPE, AnswerScale, AssessmentState
from coalitions.models.coalition import Coalition
from coalitions.models.guards import (
    principle_of_its_checklist,
    statement_of_its_checklist,
    stays,
)
from coalitions.models.partners import Organisation
from coalitions.querysets import AssessmentQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


class Checklist(models.Model):
    """One published version of the checklist of basic principles."""

    key = models.SlugField(max_length=40, unique=True)
    scope = models.CharField(max_length=10, choices=ONE_SCOPE)
    title = models.CharField(max_length=150)
    valid_from = models.CharField(max_length=10)
    valid_until = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            in_list("scope", ONE_SCOPE),
        ]

    def __str__(self) -> str:
        return self.title


class Principle(models.Model):
    """One of the five basic principles (basisprincipe) of a checklist version."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="principles")
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=30)
    title = models.CharField(max_length=150)
    screen_title = models.CharField(max_length=150)
    question = models.CharField(max_length=250)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "number"], name="coalitions_principle_number_once"
            )
        ]
        triggers = [stays("checklist")]

    def __str__(self) -> str:
        return self.screen_title


class Statement(models.Model):
    """One assessable part of a principle (stelling)."""

    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="statements")
    key = models.CharField(max_length=10, unique=True)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    topic = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position"]
        triggers = [stays("principle")]

    def __str__(self) -> str:
        return self.text


class Tool(models.Model):
    """An aid named under a principle (hulpmiddel); the address may be unknown."""

    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="tools")
    name = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class ChainStep(models.Model):
    """One of the seven steps of the chain approach (ketenaanpak). The order is free."""

    number = models.PositiveSmallIntegerField(unique=True)
    key = models.SlugField(max_length=30, unique=True)
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title


class ProgrammeGoal(models.Model):
    """One of the programme's six subgoals."""

    number = models.PositiveSmallIntegerField(unique=True)
    text = models.CharField(max_length=250)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.text


@tracked()
class Assessment(Editable):
    """A round in which a coalition walks one checklist together. No score, no approval."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="assessments")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="assessments")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(
        _("state"), max_length=20, choices=AssessmentState, default=AssessmentState.DRAFT
    )
    started_on = models.DateField(_("begun on"), default=clock.today)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    agreed_remark = models.TextField(_("remark"), blank=True, max_length=2000)
    parents_present = models.PositiveSmallIntegerField(
        _("number of parents present"), null=True, blank=True
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("state", AssessmentState),
            models.UniqueConstraint(
                fields=["coalition", "checklist", "round"], name="coalitions_round_once"
            ),
            models.UniqueConstraint(
                fields=["coalition"],
                condition=~Q(state=AssessmentState.CLOSED),
                name="coalitions_one_open_round",
                violation_error_message=_("There already is an open round."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AssessmentState.DRAFT, AssessmentState.CLOSED])
                | Q(agreed_on__isnull=False),
                name="coalitions_agreed_round_has_a_date",
            ),
        ]
        triggers = [stays("coalition", "checklist")]

    def __str__(self) -> str:
        return f"round {self.round}"


@tracked()
class AssessmentAttendance(models.Model):
    """An organisation that was there when a round was agreed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="attendance")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "organisation"], name="coalitions_present_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.assessment_id}"


@tracked()
class PrincipleNote(Editable):
    """The coalition's explanation with one principle in one round."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="notes")
    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="+")
    explanation = models.TextField(_("explanation of the coalition"), blank=True, max_length=5000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "principle"], name="coalitions_one_note_per_principle"
            )
        ]
        triggers = [principle_of_its_checklist("assessment", "coalitions_assessment")]

    def __str__(self) -> str:
        return f"note {self.pk}"


@tracked()
class Answer(Editable):
    """What a coalition says about one statement: now and wished, with the rest when they want."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    now = models.CharField(_("now"), max_length=15, choices=AnswerScale, blank=True)
    wished = models.CharField(_("wished"), max_length=15, choices=AnswerScale, blank=True)
    explanation = models.TextField(_("explanation"), blank=True, max_length=2000)
    evidence = models.CharField(_("what shows this"), max_length=500, blank=True)
    owner = models.CharField(_("who takes this up (organisation)"), max_length=150, blank=True)
    due_on = models.DateField(_("when"), null=True, blank=True)
    is_from_record = models.BooleanField(default=False)

    class Meta:
        constraints = [
            in_list("now", AnswerScale, blank=True),
            in_list("wished", AnswerScale, blank=True),
            models.UniqueConstraint(
                fields=["assessment", "statement"], name="coalitions_one_answer_per_statement"
            ),
            models.CheckConstraint(
                condition=~Q(now=AnswerScale.NOT_APPLICABLE) | ~Q(explanation=""),
                name="coalitions_not_applicable_has_a_reason",
                violation_error_message=_("Say in the explanation why this does not apply."),
            ),
        ]
        triggers = [statement_of_its_checklist()]

    def __str__(self) -> str:
        return f"answer {self.pk}"
