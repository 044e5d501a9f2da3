"""What a municipality answers in a round. See docs/adr/0030."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition, Municipality
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable
from monitoring.choices import HANDED_IN, ResponseState
from monitoring.models.questionnaires import Question
from monitoring.models.rounds import Round
from monitoring.models.year_guards import question_of_its_round, round_stays
from monitoring.querysets.year import ResponseQuerySet


@tracked()
class Response(Editable):
    """One municipality in one round, filled in by its coalition: the local one before a regional.

    Without ``coalition`` nobody can fill it in yet; the municipality counts all the same.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="responses")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="responses"
    )
    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, null=True, blank=True, related_name="responses"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ResponseState, default=ResponseState.NOT_STARTED
    )
    remarks = models.TextField(_("remarks"), blank=True, max_length=3000)
    submitted_at = models.DateTimeField(_("handed in on"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed in by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reopen_reason = models.CharField(
        _("why it was opened again"), max_length=500, blank=True, editable=False
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        ordering = ["municipality__name_fold", "pk"]
        constraints = [
            in_list("state", ResponseState),
            models.UniqueConstraint(
                fields=["round", "municipality"], name="monitoring_one_response_a_municipality"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HANDED_IN, submitted_at__isnull=False)
                | (~Q(state__in=HANDED_IN) & Q(submitted_at__isnull=True)),
                name="monitoring_handed_in_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=ResponseState.APPROVED, approved_at__isnull=False)
                | (~Q(state=ResponseState.APPROVED) & Q(approved_at__isnull=True)),
                name="monitoring_approved_has_a_moment",
            ),
        ]
        triggers = [round_stays()]

    def __str__(self) -> str:
        return f"{self.round} {self.municipality}"


@tracked()
class ResponseAnswer(Editable):
    """The answer of a municipality to one question: what the record says, and what people say.

    Both are plain data of the question's form: ``{"options": [...], "other": ""}``,
    ``{"number": 12}``, ``{"text": ""}`` or ``{"day": "2024-01-31"}``. ``derived`` empty (null) is
    not recorded. ``given`` null: nobody changed it, the derived one stands; ``{"unknown": true}``:
    somebody says it is not known. ``sources`` name the records it came from:
    ``[{"kind", "key", "words", "path"}]``. ``is_apart``: differs on purpose from the coalition's
    other municipalities.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    derived = models.JSONField(null=True, blank=True)
    sources = models.JSONField(default=list, blank=True)
    given = models.JSONField(null=True, blank=True)
    reason = models.CharField(_("why it differs from the record"), max_length=500, blank=True)
    is_apart = models.BooleanField(_("only for this municipality"), default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("answer")
        ordering = ["question__section__position", "question__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"], name="monitoring_one_answer_a_question"
            ),
            models.CheckConstraint(
                condition=Q(given__isnull=True)
                | Q(derived__isnull=True)
                | Q(given=F("derived"))
                | ~Q(reason=""),
                name="monitoring_overruled_has_a_reason",
                violation_error_message=_("Write why the answer differs from the record."),
            ),
        ]
        triggers = [question_of_its_round()]

    def __str__(self) -> str:
        return f"{self.response_id} {self.question_id}"


@tracked()
class ApprovalWish(Editable):
    """Whom a coalition wants to approve its answers before they count as approved.

    Nobody is a wish too: the row stays, so that its version only counts up and a page from before
    that is known as old.
    """

    coalition = models.OneToOneField(
        Coalition, on_delete=models.PROTECT, related_name="approval_wish"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who approves"),
    )

    class Meta:
        verbose_name = _("approval of answers")

    def __str__(self) -> str:
        return f"{self.coalition} {self.approver}"
