"""Which parts of the regional framework an agreement fills in."""

from collections.abc import Collection

from agreements.models import Agreement, AgreementPart, FrameworkPart


def parts_set(*, agreement: Agreement, parts: Collection[FrameworkPart]) -> None:
    """Leave these parts with the agreement and no others; its lock is the caller's."""
    wanted = {part.pk for part in parts}
    existing = set(agreement.parts.values_list("part", flat=True))
    agreement.parts.exclude(part__in=wanted).delete()
    AgreementPart.objects.bulk_create(
        AgreementPart(agreement=agreement, part_id=pk) for pk in sorted(wanted - existing)
    )
