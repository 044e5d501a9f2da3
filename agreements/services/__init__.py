"""Everything that changes agreements; one module per subject."""

from agreements.services.agreements import (
    FIELDS,
    agreement_create,
    agreement_set_state,
    agreement_update,
)
from agreements.services.confirmations import confirm_by_link, confirm_by_member, party_confirm
from agreements.services.requests import confirmations_ask, request_resend
from agreements.services.reviews import agreement_extend
from agreements.services.solutions import bottleneck_agreements_change

__all__ = [
    "FIELDS",
    "agreement_create",
    "agreement_extend",
    "agreement_set_state",
    "agreement_update",
    "bottleneck_agreements_change",
    "confirm_by_link",
    "confirm_by_member",
    "confirmations_ask",
    "party_confirm",
    "request_resend",
]
