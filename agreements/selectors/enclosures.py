"""What goes with one agreement: the points of its template, files, documents, instruments."""

from typing import Any, Final

from django.db.models import QuerySet

from agreements.models import Agreement, AgreementAttachment, AgreementPart
from agreements.selectors.templates import templates

DETECTION: Final = "vroegsignalering"


def is_about_detection(agreement: Agreement) -> bool:
    """Whether the agreement is about early detection, and so may name an instrument."""
    return agreement.themes.filter(theme__key=DETECTION).exists()


def attachments_of(agreement: Agreement) -> list[AgreementAttachment]:
    """Return the files that are there now, the oldest first."""
    rows = agreement.attachments.filter(removed_at=None)
    return list(rows.select_related("attachment", "attachment__uploaded_by").order_by("pk"))


def parts_of(agreement: Agreement) -> QuerySet[AgreementPart]:
    """Return the parts of the regional framework that it fills in, in their own order."""
    return agreement.parts.select_related("part").order_by("part__position", "pk")


def enclosures_of(agreement: Agreement) -> dict[str, Any]:
    """Return what the page of an agreement shows of this."""
    keys = {link.theme.key for link in agreement.themes.all()}
    instruments = list(agreement.instruments.order_by("name", "pk"))
    begun_from = agreement.template_id
    template = templates().filter(pk=begun_from).first() if begun_from else None
    return {
        "template": template,
        "attachments": attachments_of(agreement),
        "documents": list(agreement.documents.order_by("title", "pk")),
        "instruments": instruments,
        "takes_instruments": DETECTION in keys,
        "shows_instruments": DETECTION in keys or bool(instruments),
        "parts": [link.part for link in parts_of(agreement)],
        "interventions": [
            link.intervention
            for link in agreement.interventions.select_related("intervention").order_by(
                "intervention__name_fold", "pk"
            )
        ],
    }
