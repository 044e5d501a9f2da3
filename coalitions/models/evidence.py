"""Evidence (onderbouwing): records that show what a coalition answers to a statement.

Evidence hangs on the statement in a round, not on the answer: linking a record never crosses two
people who are writing the same answer.
"""

from typing import Any, Final

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from coalitions.models.checklist import Assessment, Statement
from coalitions.models.partners import Partnership
from kansrijkestart.core.history import tracked

_REFUSE: Final = """
IF NOT EXISTS (
    SELECT 1 FROM coalitions_assessment a
        JOIN coalitions_principle p ON p.checklist_id = a.checklist_id
        JOIN coalitions_statement s ON s.principle_id = p.id
    WHERE a.id = NEW.assessment_id AND s.id = NEW.statement_id {own}
) THEN
    RAISE EXCEPTION 'evidence is of one round and one coalition' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
_OWN: Final = """
    AND EXISTS (
        SELECT 1 FROM {table} r WHERE r.id = NEW.record_id AND r.coalition_id = a.coalition_id
    )
"""


class Evidence(models.Model):
    """One record beside one statement of a round. A subclass per app adds ``record``."""

    record: Any
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @staticmethod
    def once(name: str, field: str = "record") -> list[models.BaseConstraint]:
        """Return the constraint that a record stands beside a statement once."""
        return [
            models.UniqueConstraint(
                fields=["assessment", "statement", field],
                name=name,
                violation_error_message=_("This is already linked to this statement."),
            )
        ]

    @staticmethod
    def guard(table: str = "") -> pgtrigger.Trigger:
        """Return the trigger that keeps statement, round and, from ``table``, record together."""
        return pgtrigger.Trigger(
            name="of_one_round",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=_REFUSE.format(own=_OWN.format(table=table) if table else ""),
        )


@tracked()
class PartnerEvidence(Evidence):
    """A partner of the coalition beside a statement."""

    record = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")

    class Meta(Evidence.Meta):
        constraints = Evidence.once("coalitions_partner_evidence_once")
        triggers = [Evidence.guard("coalitions_partnership")]


@tracked()
class DocumentEvidence(Evidence):
    """A document elsewhere, by its web address, beside a statement."""

    title = models.CharField(_("title of the document"), max_length=200)
    url = models.URLField(_("web address"), max_length=500)

    class Meta(Evidence.Meta):
        constraints = [
            *Evidence.once("coalitions_document_evidence_once", "url"),
            models.CheckConstraint(
                condition=models.Q(url__iregex=r"^https?://"),
                name="coalitions_document_evidence_is_on_the_web",
                violation_error_message=_("This is no web address. It begins with https://."),
            ),
        ]
        triggers = [Evidence.guard()]

    def __str__(self) -> str:
        return self.title
