"""Questionnaires as data: one per subject, a version per year. See docs/adr/0030."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable
from monitoring.choices import CHOOSING, AnswerForm, VersionState
from monitoring.models.year_guards import (
    option_of_a_draft,
    part_of_a_draft,
    published_stays,
    section_of_its_version,
)
from monitoring.querysets.year import QuestionnaireVersionQuerySet


@tracked()
class Questionnaire(Editable):
    """A yearly list of questions to municipalities; more than one may run in a year.

    ``key`` stands in addresses and files and never changes.
    """

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    asked_by = models.CharField(_("who asks it"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("questionnaire")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="monitoring_questionnaire_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class QuestionnaireVersion(Editable):
    """The questions of one year. Published it never changes; a mistake takes a next number.

    ``provenance`` says whose questions these are, and what they are not.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True, max_length=3000)
    provenance = models.CharField(_("where these questions come from"), max_length=500)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = QuestionnaireVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a questionnaire")
        ordering = ["-year", "questionnaire", "-number"]
        constraints = [
            in_list("state", VersionState),
            models.UniqueConstraint(
                fields=["questionnaire", "year", "number"], name="monitoring_version_once"
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "year"],
                condition=Q(state=VersionState.DRAFT),
                name="monitoring_one_draft_a_year",
                violation_error_message=_("There is a draft of this year already."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2018, 2100)),
                name="monitoring_version_in_a_year",
                violation_error_message=_("Give a year from 2018."),
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(provenance=""), name="monitoring_version_says_whose"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at__isnull=True)
                | Q(state=VersionState.PUBLISHED, published_at__isnull=False),
                name="monitoring_published_version_has_a_moment",
            ),
        ]
        triggers = [published_stays()]

    def __str__(self) -> str:
        return self.title


@tracked()
class QuestionSection(Editable):
    """A part of a questionnaire, on one page."""

    questionnaire_version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.CASCADE, related_name="sections"
    )
    position = models.PositiveSmallIntegerField(_("place"))
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("part of a questionnaire")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire_version", "position"],
                name="monitoring_section_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(title=""), name="monitoring_section_has_a_title"),
        ]
        triggers = [part_of_a_draft()]

    def __str__(self) -> str:
        return self.title


@tracked()
class Question(Editable):
    """A question, the form of its answer, and where the record answers it.

    ``key`` is the same in every year that asks the same. ``derivation`` names the way the record
    fills it in (``monitoring.selectors.derivations``); empty is asked only. It is shown when
    ``asked_after`` was answered with one of ``asked_when``; without those it always is.
    """

    questionnaire_version = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.CASCADE, related_name="questions"
    )
    section = models.ForeignKey(
        QuestionSection, on_delete=models.CASCADE, related_name="questions", verbose_name=_("part")
    )
    position = models.PositiveSmallIntegerField(_("place"))
    key = models.SlugField(_("key"), max_length=40)
    text = models.CharField(_("question"), max_length=500)
    help_text = models.TextField(_("explanation"), blank=True, max_length=2000)
    form = models.CharField(_("form of the answer"), max_length=10, choices=AnswerForm)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    minimum = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    maximum = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=True)
    derivation = models.CharField(_("filled in from"), max_length=40, blank=True)
    asked_after = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("only after this question"),
    )
    asked_when = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("when the answer is one of"),
    )

    class Meta:
        verbose_name = _("question")
        ordering = ["section__position", "position", "pk"]
        constraints = [
            in_list("form", AnswerForm),
            models.UniqueConstraint(
                fields=["questionnaire_version", "key"],
                name="monitoring_question_key_once",
                violation_error_message=_("Another question has this key."),
            ),
            models.UniqueConstraint(
                fields=["section", "position"],
                name="monitoring_question_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(key=""), name="monitoring_question_asks"
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=F("minimum")),
                name="monitoring_question_bounds_in_order",
                violation_error_message=_("At most is less than at least."),
            ),
            models.CheckConstraint(
                condition=Q(form=AnswerForm.NUMBER)
                | Q(minimum__isnull=True, maximum__isnull=True, unit=""),
                name="monitoring_question_bounds_a_number",
            ),
            models.CheckConstraint(
                condition=Q(asked_after__isnull=True, asked_when=[])
                | (Q(asked_after__isnull=False) & ~Q(asked_when=[])),
                name="monitoring_question_route_is_whole",
                violation_error_message=_(
                    "Say after which question and with which answers it is asked, or neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(asked_after__isnull=True) | ~Q(asked_after=F("pk")),
                name="monitoring_question_not_after_itself",
            ),
        ]
        triggers = [part_of_a_draft(), section_of_its_version()]

    def __str__(self) -> str:
        return self.text

    @property
    def chooses(self) -> bool:
        return self.form in CHOOSING


@tracked()
class QuestionOption(Editable):
    """An answer that can be chosen; ``key`` is the same in every year that offers it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(_("place"))
    key = models.SlugField(_("key"), max_length=40)
    text = models.CharField(_("answer"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_other = models.BooleanField(_("asks for a text"), default=False)
    is_alone = models.BooleanField(_("goes with no other answer"), default=False)

    class Meta:
        verbose_name = _("answer that can be chosen")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="monitoring_option_key_once"),
            models.UniqueConstraint(
                fields=["question", "position"],
                name="monitoring_option_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(key=""), name="monitoring_option_says_something"
            ),
        ]
        triggers = [option_of_a_draft()]

    def __str__(self) -> str:
        return self.text
