"""What an agreement is linked to in the record of its coalition."""

from typing import Final

import pgtrigger
from django.db import models

from agreements.models.agreements import Agreement
from coalitions.models import Bottleneck, Evidence
from kansrijkestart.core.history import tracked

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
