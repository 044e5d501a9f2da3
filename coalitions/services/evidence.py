"""Linking records to a statement of the checklist, and taking such links away."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Assessment, DocumentEvidence, Statement
from coalitions.registry import Reading
from coalitions.selectors.evidence import DOCUMENT, EvidenceSource, evidence_sources
from coalitions.services.checklist import locked_draft
from kansrijkestart.accounts.models import User
from kansrijkestart.core.exceptions import DomainError

Keys = Mapping[str, Collection[int]]
"""Per kind of record ("partner", "agreement", … "document") the records themselves."""


@transaction.atomic
def evidence_change(
    *,
    assessment_id: int,
    statement_id: int,
    user: User,
    add: Keys | None = None,
    remove: Keys | None = None,
    document: tuple[str, str] | None = None,
) -> None:
    """Link records to a statement and take links away; ``document`` is a title and an address.

    Only what changed is given, so two people at one statement never undo each other, and a link to
    a record the user may not see stays. Doing it twice changes nothing. Raises DomainError once the
    round is settled, or for a record that is not of this coalition.
    """
    assessment = locked_draft(assessment_id)
    statement = Statement.objects.filter(
        pk=statement_id, principle__checklist=assessment.checklist_id
    ).first()
    if statement is None:
        raise DomainError(_("This statement is not on this page. Open the page again."))
    reading = Reading(assessment.coalition, user)
    for source in evidence_sources():
        gone = (remove or {}).get(source.key, ())
        links: Any = source.model._default_manager.filter(assessment=assessment)
        links.filter(statement=statement, record__in=gone).delete()
        _link(source, reading, assessment, statement, (add or {}).get(source.key, ()))
    DocumentEvidence.objects.filter(
        assessment=assessment, statement=statement, pk__in=(remove or {}).get(DOCUMENT, ())
    ).delete()
    if document is not None:
        _add_document(assessment, statement, *document)


def _link(
    source: EvidenceSource,
    reading: Reading,
    assessment: Assessment,
    statement: Statement,
    wanted: Collection[int],
) -> None:
    if not wanted:
        return
    offered = {one.pk for one in source.records(reading, None)}
    if not set(wanted) <= offered:
        raise DomainError({source.key: _("Choose from the record of this coalition.")})
    links: Any = source.model._default_manager
    for record in sorted(wanted):
        links.get_or_create(assessment=assessment, statement=statement, record_id=record)


def _add_document(assessment: Assessment, statement: Statement, title: str, url: str) -> None:
    row = DocumentEvidence(assessment=assessment, statement=statement, title=title, url=url)
    same = DocumentEvidence.objects.filter(assessment=assessment, statement=statement, url=url)
    if same.filter(title=title).exists():
        return
    if same.exists():
        raise DomainError({"url": _("This document is already linked to this statement.")})
    try:
        row.full_clean()
    except ValidationError as error:
        raise DomainError(error.message_dict) from error
    row.save()
