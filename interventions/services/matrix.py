"""Writing a table of municipalities and interventions into the record, once."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pghistory
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coalitions.models import Region
from interventions.choices import ChoiceState
from interventions.importers.matrix import Finding, Plan, read_matrix
from interventions.importers.matrix_compare import (
    CONFLICT,
    NEW,
    SAME,
    Comparison,
    Outcome,
    shown,
)
from interventions.models import MatrixImport, MatrixImportRow
from interventions.services.matrix_writing import MatrixWriting
from kansrijkestart.accounts.models import User
from kansrijkestart.core.exceptions import DomainError


@dataclass
class MatrixResult:
    """What a table said and what it changed. Nothing was stored when a finding is an error."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    running: Counter[str] = field(default_factory=Counter)
    earlier: MatrixImport | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    matrix_import: MatrixImport | None = None

    @property
    def is_stored(self) -> bool:
        return not any(finding.is_error for finding in self.findings)

    @property
    def has_news(self) -> bool:
        """Tell whether there is something to store, as far as whoever loads the table may know.

        Of what is not shared they cannot tell whether it is new; it counts in any case.
        """
        return any(one.kind == NEW or one.is_hidden for one in self.outcomes)

    @property
    def digest(self) -> str:
        """Say what would be done, of what whoever loads the table may see."""
        parts = [
            (one.row, one.column, one.kind, one.said, one.there) for one in shown(self.outcomes)
        ]
        return salted_hmac("interventions.matrix", repr(parts), algorithm="sha256").hexdigest()


def matrix_rehearse(*, region: Region, data: bytes, file_name: str, source: str) -> MatrixResult:
    """Return what a table would change; writes nothing."""
    earlier = _earlier(region, data)
    if earlier is not None:
        return MatrixResult(earlier=earlier)
    plan = read_matrix(data, file_name, region)
    result = MatrixResult(findings=plan.findings, columns=plan.columns)
    if plan.is_good:
        result.outcomes = Comparison(plan.lines, source).run()
        _count(plan, result)
    return result


@transaction.atomic
def matrix_import(
    *,
    region: Region,
    data: bytes,
    file_name: str,
    source: str,
    reported_on: date,
    note: str = "",
    is_dry_run: bool = False,
    imported_by: User | None = None,
    expected: str = "",
) -> MatrixResult:
    """Load a table into the municipalities' local coalitions: all of it or nothing.

    An empty cell is *not reported*: it adds nothing and changes nothing. What a coalition has
    edited itself stays as it is and is reported as kept. The same file is loaded once, until it is
    undone. With ``expected`` (the digest of a rehearsal) nothing is stored when the outcome would
    be another one.
    """
    region = Region.objects.select_for_update().get(pk=region.pk)
    earlier = _earlier(region, data)
    if earlier is not None:
        return MatrixResult(running=Counter(earlier.counts["running"]), earlier=earlier)
    plan = read_matrix(data, file_name, region)
    result = MatrixResult(findings=plan.findings, columns=plan.columns)
    if not plan.is_good:
        return result
    result.outcomes = Comparison(plan.lines, source, locks=True).run()
    if expected and result.digest != expected:
        raise DomainError(_("The record changed in the meantime. Look once more at what changes."))
    _count(plan, result)
    with pghistory.context(matrix=source):
        rows = MatrixWriting(source, reported_on, result.counts).run(result.outcomes)
    facts = {"source": source, "reported_on": reported_on, "note": note}
    if result.has_news or not region.matrix_imports.filter(undone_at__isnull=True).exists():
        facts |= {"file_name": file_name[:200], "imported_by": imported_by}
        result.matrix_import = _keep(region, data, facts, result, rows)
    if is_dry_run:
        transaction.set_rollback(True)
    return result


def _earlier(region: Region, data: bytes) -> MatrixImport | None:
    checksum = hashlib.sha256(data).hexdigest()
    rows = MatrixImport.objects.filter(region=region, checksum=checksum)
    return rows.filter(undone_at__isnull=True).first()


def _keep(
    region: Region,
    data: bytes,
    facts: dict[str, Any],
    result: MatrixResult,
    rows: list[MatrixImportRow],
) -> MatrixImport:
    """Note the table and what it changed. One that changes nothing is not a table of its own."""
    stored = MatrixImport.objects.create(
        region=region,
        checksum=hashlib.sha256(data).hexdigest(),
        counts={"running": dict(result.running), **result.counts, "columns": result.columns},
        **facts,
    )
    for row in rows:
        row.matrix_import = stored
    MatrixImportRow.objects.bulk_create(rows)
    return stored


def _count(plan: Plan, result: MatrixResult) -> None:
    """Count what the table says, and name what it does not overwrite."""
    counts = result.counts
    for line in plan.lines:
        counts["municipalities"] += 1
        for intervention, state in line.states.values():
            if state == ChoiceState.RUNNING:
                result.running[intervention.slug] += 1
        for kind, _text in line.texts.values():
            counts[kind] += 1
    for one in result.outcomes:
        counts["coalition_marks"] += one.subject == "stage"
        counts["choices_unchanged"] += one.subject == "choice" and one.kind == SAME
        if one.kind == CONFLICT:
            counts["kept"] += 1
            result.findings.append(_remark(one))


def _remark(one: Outcome) -> Finding:
    values: dict[str, str | int] = {"name": one.line.municipality.name}
    if one.intervention is not None:
        values["intervention"] = one.intervention.name
    return Finding(one.row, one.column, one.code, values)
