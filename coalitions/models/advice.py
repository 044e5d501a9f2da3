"""Advice beside a round: the request, the thread, and whether partners may read it."""

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import AdviceKind
from coalitions.models.checklist import Assessment, Principle, Statement
from coalitions.models.guards import principle_of_its_checklist
from coalitions.querysets import AdviceQuerySet, AdviceSharingQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable

ADVISERS_WORDS: Final = (AdviceKind.ADVICE, AdviceKind.ENQUIRY)
SPOKEN_BY_ADVISER: Final = ", ".join(f"'{kind.value}'" for kind in ADVISERS_WORDS)

# In the site's own time: memberships begin and end with its days.
_DAY: Final = f"(COALESCE(NEW.shared_at, NEW.created_at) AT TIME ZONE '{settings.TIME_ZONE}')::date"
# Nobody advises the coalition they are a member of, and a message is about a statement of its own
# principle. What the services refuse in words, the database refuses for good.
CHECK_VOICE: Final = f"""
IF NEW.kind IN ({SPOKEN_BY_ADVISER}) AND EXISTS (
    SELECT 1 FROM coalitions_membership m
    JOIN coalitions_assessment a ON a.coalition_id = m.coalition_id
    WHERE a.id = NEW.assessment_id AND m.user_id = NEW.author_id
        AND m.since <= {_DAY}
        AND (m.until IS NULL OR m.until > {_DAY})
) THEN
    RAISE EXCEPTION 'nobody advises their own coalition' USING ERRCODE = 'check_violation';
END IF;
IF NEW.statement_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM coalitions_statement s
    WHERE s.id = NEW.statement_id AND s.principle_id = NEW.principle_id
) THEN
    RAISE EXCEPTION 'a statement of another principle' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""  # noqa: S608


@tracked()
class AdviceRequest(models.Model):
    """A coalition asking Pharos for advice on one principle of a round. Always optional."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="advice_requests"
    )
    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(_("your question"), blank=True, max_length=2000)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "principle"],
                name="coalitions_advice_asked_once",
                violation_error_message=_("Advice has already been asked for this principle."),
            )
        ]
        triggers = [principle_of_its_checklist("assessment", "coalitions_assessment")]

    def __str__(self) -> str:
        return f"request {self.pk}"


@tracked()
class AdviceMessage(Editable):
    """One voice in the thread beside a principle. Once shared it never changes.

    It is about the whole principle, or about one of its statements.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="advice")
    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("statement"),
    )
    kind = models.CharField(max_length=10, choices=AdviceKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("text"), max_length=5000)
    shared_at = models.DateTimeField(_("shared on"), null=True, blank=True)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            in_list("kind", AdviceKind),
            models.UniqueConstraint(
                fields=["assessment", "principle", "author"],
                condition=Q(shared_at__isnull=True, statement__isnull=True),
                name="coalitions_one_concept_per_author",
            ),
            models.UniqueConstraint(
                fields=["assessment", "statement", "author"],
                condition=Q(shared_at__isnull=True),
                name="coalitions_one_concept_per_statement",
            ),
            models.UniqueConstraint(
                fields=["assessment", "principle"],
                condition=Q(
                    kind=AdviceKind.ADVICE, shared_at__isnull=False, statement__isnull=True
                ),
                name="coalitions_one_advice_per_principle",
                violation_error_message=_("Advice has already been given for this principle."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "statement"],
                condition=Q(kind=AdviceKind.ADVICE, shared_at__isnull=False),
                name="coalitions_one_advice_per_statement",
                violation_error_message=_("Advice has already been given for this statement."),
            ),
        ]
        triggers = [
            principle_of_its_checklist("assessment", "coalitions_assessment"),
            pgtrigger.Protect(
                name="shared_advice_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__shared_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="nobody_advises_their_own",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CHECK_VOICE,
            ),
        ]

    def __str__(self) -> str:
        return f"advice {self.pk}"


@tracked()
class AdviceSharing(Editable):
    """Whether the partners of a coalition read the thread of one round. Without a row: no."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="advice_sharing"
    )
    is_shared = models.BooleanField(_("partners read the advice"), default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), default=clock.now)

    objects = AdviceSharingQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.assessment)
