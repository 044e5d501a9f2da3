"""Forms of agreements; one module per subject."""

from agreements.forms.agreements import (
    AgreementCreateForm,
    AgreementFilter,
    AgreementForm,
    AgreementUpdateForm,
    StateForm,
)
from agreements.forms.solutions import BottleneckAgreementsForm

__all__ = [
    "AgreementCreateForm",
    "AgreementFilter",
    "AgreementForm",
    "AgreementUpdateForm",
    "BottleneckAgreementsForm",
    "StateForm",
]
