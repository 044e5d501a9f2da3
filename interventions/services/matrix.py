"""Writing a table of municipalities and interventions into the record, once."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pghistory
from django.db import transaction

from coalitions.choices import Stage
from coalitions.models import Coalition, Region
from coalitions.services.stages import stage_from_source
from interventions.choices import ChoiceState
from interventions.importers.matrix import Finding, Line, read_matrix
from interventions.models import (
    Choice,
    ChoiceMunicipality,
    Intervention,
    LocalOffer,
    MatrixImport,
)


@dataclass
class MatrixResult:
    """What a table said and what it changed. Nothing was stored when a finding is an error."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    running: Counter[str] = field(default_factory=Counter)
    earlier: MatrixImport | None = None

    @property
    def is_stored(self) -> bool:
        return not any(finding.is_error for finding in self.findings)


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
) -> MatrixResult:
    """Load a table into the municipalities' local coalitions: all of it or nothing.

    An empty cell is *not reported*: it adds nothing and changes nothing. What a coalition has
    edited itself stays as it is and is reported as kept. The same file is loaded once.
    """
    region = Region.objects.select_for_update().get(pk=region.pk)
    checksum = hashlib.sha256(data).hexdigest()
    earlier = MatrixImport.objects.filter(region=region, checksum=checksum).first()
    if earlier is not None:
        return MatrixResult(running=Counter(earlier.counts["running"]), earlier=earlier)
    plan = read_matrix(data, file_name, region)
    result = MatrixResult(findings=plan.findings)
    if not plan.is_good:
        return result
    with pghistory.context(matrix=source):
        _Writing(source, reported_on, result).run(plan.lines)
    MatrixImport.objects.create(
        region=region,
        file_name=file_name[:200],
        checksum=checksum,
        source=source,
        reported_on=reported_on,
        note=note,
        counts={"running": dict(result.running), **result.counts, "columns": plan.columns},
    )
    if is_dry_run:
        transaction.set_rollback(True)
    return result


class _Writing:
    """Adds what the table reports, line by line, and counts it."""

    def __init__(self, source: str, reported_on: date, result: MatrixResult) -> None:
        self.source, self.reported_on, self.result = source, reported_on, result
        self.choices: dict[tuple[int, int], Choice] = {}
        self.places: set[tuple[int, int]] = set()
        self.offers: dict[tuple[int, str], LocalOffer] = {}

    def run(self, lines: list[Line]) -> None:
        coalitions = {line.coalition.pk: line.coalition for line in lines}
        self._lock(coalitions)
        for line in lines:
            self.result.counts["municipalities"] += 1
            self._stage(line, coalitions[line.coalition.pk])
            for column, intervention in line.running.items():
                self._choice(line, column, intervention)
            for column, (kind, text) in line.texts.items():
                self._offer(line, column, kind, text)

    def _lock(self, coalitions: dict[int, Coalition]) -> None:
        """Read again what may have changed, and keep others out until this is stored."""
        rows = Coalition.objects.select_for_update().filter(pk__in=coalitions).order_by("pk")
        coalitions.update({coalition.pk: coalition for coalition in rows})
        for choice in Choice.objects.select_for_update().filter(coalition__in=coalitions):
            self.choices[choice.coalition_id, choice.intervention_id] = choice
        places = ChoiceMunicipality.objects.filter(choice__coalition__in=coalitions)
        self.places = set(places.values_list("choice_id", "municipality_id"))
        for offer in LocalOffer.objects.select_for_update().filter(coalition__in=coalitions):
            self.offers[offer.municipality_id, offer.kind] = offer

    def _stage(self, line: Line, coalition: Coalition) -> None:
        """A mark says that a coalition was started; no mark says nothing."""
        if not line.has_coalition:
            return
        self.result.counts["coalition_marks"] += 1
        if coalition.stage == Stage.ENDED:
            self._keep(line, None, "kept_stage")
        elif coalition.stage in (Stage.UNKNOWN, Stage.ANNOUNCED):
            stage_from_source(coalition=coalition, stage=Stage.FORMING, source=self.source)
            self.result.counts["stages_changed"] += 1

    def _choice(self, line: Line, column: int, intervention: Intervention) -> None:
        self.result.running[intervention.slug] += 1
        choice = self.choices.get((line.coalition.pk, intervention.pk))
        if choice is None:
            choice = self._add_choice(line, intervention)
        elif choice.state != ChoiceState.RUNNING:
            self._keep(line, column, "kept", intervention=intervention.name)
            return
        elif (choice.pk, line.municipality.pk) in self.places:
            self.result.counts["choices_unchanged"] += 1
            return
        elif choice.version > 1 or choice.source != self.source:
            # Somebody chose the municipalities by hand; a table does not add to that.
            self._keep(line, column, "kept", intervention=intervention.name)
            return
        ChoiceMunicipality.objects.create(choice=choice, municipality=line.municipality)

    def _add_choice(self, line: Line, intervention: Intervention) -> Choice:
        choice = Choice(
            coalition=line.coalition,
            intervention=intervention,
            state=ChoiceState.RUNNING,
            source=self.source,
            reported_on=self.reported_on,
        )
        choice.full_clean()
        choice.save()
        self.choices[line.coalition.pk, intervention.pk] = choice
        self.result.counts["choices_added"] += 1
        return choice

    def _offer(self, line: Line, column: int, kind: str, text: str) -> None:
        self.result.counts[kind] += 1
        offer = self.offers.get((line.municipality.pk, kind))
        if offer is None:
            offer = LocalOffer(
                coalition=line.coalition,
                municipality=line.municipality,
                kind=kind,
                text=text,
                source=self.source,
                reported_on=self.reported_on,
            )
            offer.full_clean()
            offer.save()
            self.result.counts["texts_added"] += 1
        elif offer.text != text:
            self._keep(line, column, "kept_text")

    def _keep(self, line: Line, column: int | None, code: str, **values: str) -> None:
        found = Finding(line.number, column, code, {"name": line.municipality.name, **values})
        self.result.findings.append(found)
        self.result.counts["kept"] += 1
