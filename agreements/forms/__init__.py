"""Forms of agreements; one module per subject."""

from agreements.forms.agreements import (
    AgreementCreateForm,
    AgreementForm,
    AgreementUpdateForm,
)
from agreements.forms.solutions import BottleneckAgreementsForm
from agreements.forms.states import AgreementFilter, StateForm

__all__ = [
    "AgreementCreateForm",
    "AgreementFilter",
    "AgreementForm",
    "AgreementUpdateForm",
    "BottleneckAgreementsForm",
    "StateForm",
]
