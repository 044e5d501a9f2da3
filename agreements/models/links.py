"""What an agreement is linked to in the record of its coalition."""

from typing import Final

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from coalitions.models import Bottleneck, Evidence
from interventions.models import Intervention
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable

_OF_ONE_COALITION: Final = """
IF NOT EXISTS (
    SELECT 1 FROM coalitions_bottleneck b
        JOIN agreements_agreement a ON a.coalition_id = b.coalition_id
    WHERE b.id = NEW.bottleneck_id AND a.id = NEW.agreement_id
) THEN
    RAISE EXCEPTION 'a bottleneck and its agreement are of one coalition'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


@tracked()
class AgreementEvidence(Evidence):
    """An agreement that shows what a coalition answers in its checklist."""

    record = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")

    class Meta(Evidence.Meta):
        constraints = Evidence.once("agreements_evidence_once")
        triggers = [Evidence.guard("agreements_agreement")]


@tracked()
class BottleneckAgreement(models.Model):
    """An agreement that is to solve a bottleneck of the same coalition."""

    bottleneck = models.ForeignKey(Bottleneck, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bottleneck", "agreement"], name="agreements_bottleneck_linked_once"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_one_coalition",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_OF_ONE_COALITION,
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} for {self.bottleneck_id}"


@tracked()
class AgreementAttachment(models.Model):
    """A file with an agreement."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="attachments")
    attachment = models.OneToOneField(
        "safekeeping.Attachment", on_delete=models.PROTECT, related_name="agreement_link"
    )
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    def __str__(self) -> str:
        return f"attachment {self.pk}"


@tracked()
class AgreementDocument(Editable):
    """A policy document with an agreement, somewhere else on the web."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "url"],
                name="agreements_document_once",
                violation_error_message=_("This address is already linked."),
            )
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class AgreementIntervention(models.Model):
    """An intervention that an agreement is about."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="interventions")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "intervention"], name="agreements_intervention_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.intervention_id}"


@tracked()
class DetectionInstrument(Editable):
    """The instrument that an agreement on early detection names (signaleringsinstrument)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="instruments")
    name = models.CharField(_("instrument"), max_length=150)
    is_validated = models.BooleanField(_("validated"), null=True, blank=True)
    used_by = models.CharField(_("who uses it"), max_length=300, blank=True)
    follow_up = models.TextField(_("what follows a signal"), blank=True, max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "name"],
                name="agreements_instrument_once",
                violation_error_message=_("This instrument is already listed."),
            )
        ]

    def __str__(self) -> str:
        return self.name
