"""Usual agreements to begin from, and what such an agreement settles. Never a score."""

from typing import Final

from django.db.models import QuerySet

from agreements.models import Agreement, AgreementTemplate

BEGIN: Final = "voorbeeld"


def templates() -> QuerySet[AgreementTemplate]:
    """Return every template with its theme and points."""
    return AgreementTemplate.objects.select_related("theme").prefetch_related("points")


def template_of(key: str) -> AgreementTemplate | None:
    """Return the template of this key, as it stands in an address; None when there is none."""
    return templates().filter(key=key).first()


def skeleton(template: AgreementTemplate) -> str:
    """Return the points as lines to write under; as long as nothing is, it is no text."""
    return "\n\n".join(point.text for point in template.points.all())


def begun_text(agreement: Agreement) -> str:
    """Return what stands in the field of an agreement that has no text yet."""
    if agreement.template_id is None:
        return ""
    template = templates().filter(pk=agreement.template_id).first()
    return skeleton(template) if template else ""


def same_text(text: str) -> str:
    """Return a text as it is compared and kept: line ends of one kind, nothing around it.

    A browser sends other line ends than what was stored; that is no change.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
