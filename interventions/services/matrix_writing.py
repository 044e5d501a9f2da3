"""Doing what a comparison found to be new, and remembering each row for an undo."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from coalitions.models import Coalition, CoalitionStage
from coalitions.services.stages import STORED, stage_from_source
from interventions.choices import ImportAction
from interventions.importers.matrix_compare import NEW, Outcome
from interventions.models import Choice, ChoiceMunicipality, LocalOffer, MatrixImportRow

STAGE_FIELDS = ("stage", "source")


class MatrixWriting:
    """Adds what is new, cell by cell; returns the rows to keep with the table."""

    def __init__(self, source: str, reported_on: date, counts: Counter[str]) -> None:
        self.source, self.reported_on, self.counts = source, reported_on, counts
        self.choices: dict[tuple[int, int], Choice] = {}
        self.rows: list[MatrixImportRow] = []

    def run(self, outcomes: Iterable[Outcome]) -> list[MatrixImportRow]:
        news = [one for one in outcomes if one.kind == NEW]
        self._find_choices(news)
        for one in news:
            {"stage": self._stage, "choice": self._choice, "offer": self._offer}[one.subject](one)
        return self.rows

    def _find_choices(self, news: list[Outcome]) -> None:
        keys = {one.line.coalition.pk for one in news}
        for choice in Choice.objects.filter(coalition__in=keys):
            self.choices[choice.coalition_id, choice.intervention_id] = choice

    def _note(
        self, model: str, key: int, version: int, before: dict[str, Any] | None = None
    ) -> None:
        action = ImportAction.ADDED if before is None else ImportAction.CHANGED
        self.rows.append(
            MatrixImportRow(
                model=model, key=key, action=action, before=before or {}, version=version
            )
        )

    def _stage(self, one: Outcome) -> None:
        coalition = Coalition.objects.get(pk=one.line.coalition.pk)
        if coalition.stage == one.key:
            return  # an earlier row of the table is about the same coalition
        before = {name: _plain(getattr(coalition, name)) for name in STORED}
        rows = {row.pk: row for row in coalition.stages.all()}
        stage_from_source(coalition=coalition, stage=one.key, source=self.source)
        self.counts["stages_changed"] += 1
        self._note("coalition", coalition.pk, coalition.version, before)
        for row in CoalitionStage.objects.filter(coalition=coalition):
            there = rows.get(row.pk)
            if there is None:
                self._note("coalitionstage", row.pk, row.version)
            elif there.version != row.version:
                stood = {name: getattr(there, name) for name in STAGE_FIELDS}
                self._note("coalitionstage", row.pk, row.version, stood)

    def _choice(self, one: Outcome) -> None:
        intervention = one.intervention
        if intervention is None:
            raise ValueError("a choice is about an intervention")
        choice = self.choices.get((one.line.coalition.pk, intervention.pk))
        if choice is None:
            choice = Choice(
                coalition=one.line.coalition,
                intervention=intervention,
                state=one.key,
                source=self.source,
                reported_on=self.reported_on,
            )
            choice.full_clean()
            choice.save()
            self.choices[one.line.coalition.pk, intervention.pk] = choice
            self.counts["choices_added"] += 1
            self._note("choice", choice.pk, choice.version)
        place = ChoiceMunicipality.objects.create(choice=choice, municipality=one.line.municipality)
        self._note("choicemunicipality", place.pk, choice.version)

    def _offer(self, one: Outcome) -> None:
        offer = LocalOffer(
            coalition=one.line.coalition,
            municipality=one.line.municipality,
            kind=one.key,
            text=one.said,
            source=self.source,
            reported_on=self.reported_on,
        )
        offer.full_clean()
        offer.save()
        self.counts["texts_added"] += 1
        self._note("localoffer", offer.pk, offer.version)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
