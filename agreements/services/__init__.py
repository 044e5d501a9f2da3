"""Everything that changes agreements; one module per subject."""

from agreements.services.agreements import (
    FIELDS,
    agreement_create,
    agreement_set_state,
    agreement_update,
)
from agreements.services.confirmations import party_confirm
from agreements.services.solutions import bottleneck_agreements_change

__all__ = [
    "FIELDS",
    "agreement_create",
    "agreement_set_state",
    "agreement_update",
    "bottleneck_agreements_change",
    "party_confirm",
]
