"""Agreements as evidence beside a statement of the checklist."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from agreements.choices import AgreementState
from agreements.models import Agreement, AgreementEvidence
from coalitions.registry import Reading
from coalitions.selectors.evidence import Candidate, EvidenceSource, register_evidence
from kansrijkestart.core.signs import sign_for


def agreement_records(reading: Reading, asked: Collection[int] | None) -> list[Candidate]:
    """Agreements of the coalition with their state; those that ended are not offered any more."""
    user: Any = reading.user
    rows = Agreement.objects.visible_to(user).filter(coalition=reading.coalition)
    rows = rows.exclude(state=AgreementState.ENDED) if asked is None else rows.filter(pk__in=asked)
    return [
        Candidate(row.pk, _words(row), reverse("agreements:detail", args=[row.pk]))
        for row in rows.order_by("title_fold", "pk")
    ]


def _words(agreement: Agreement) -> str:
    return f"{agreement.title} ({str(sign_for('agreement', agreement.state).word).lower()})"


def register_own() -> None:
    """Offer agreements. Called once when the app is ready."""
    register_evidence(
        EvidenceSource(
            "agreement",
            gettext_lazy("Agreements"),
            gettext_lazy("Agreement"),
            AgreementEvidence,
            agreement_records,
        )
    )
