"""Care pathways of a coalition and the answers in them. Each function is one transaction."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, PathwayQuestion
from agreements.models import CarePathway, PathwayLine, RiskTheme
from agreements.services.places import check_partner, check_past, check_place
from coalitions.models import Coalition, Municipality
from coalitions.services.running import locked_running
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.personal_numbers import refuse_personal_numbers

FIELDS: Final = ("owner", "checked_on")
LINE_FIELDS: Final = ("agreement", "organisation", "text", "contact", "url")


@transaction.atomic
def pathway_add(
    *,
    coalition: Coalition,
    municipality: Municipality,
    theme: RiskTheme,
    lines: Iterable[Mapping[str, Any]] = (),
    **values: Any,
) -> CarePathway:
    """Make the care pathway of a municipality about a theme, with its first answers.

    ``values`` are FIELDS; each line is a ``question`` and LINE_FIELDS.
    """
    stored = locked_running(coalition)
    check_place(stored, municipality)
    pathway = CarePathway(coalition=stored, municipality=municipality, theme=theme)
    _fill(pathway, values, None)
    pathway.full_clean()
    pathway.save()
    for line in lines:
        _add_line(pathway, **line)
    return pathway


@transaction.atomic
def pathway_change(
    *, pathway: CarePathway, expected_version: int | None, **values: Any
) -> CarePathway:
    """Change who looks after it and when that was last done."""
    stored = _locked(pathway, expected_version)
    _fill(stored, values, stored.owner_id)
    return save_versioned(stored, expected_version=expected_version, fields=values)


@transaction.atomic
def pathway_check(*, pathway: CarePathway, expected_version: int | None) -> CarePathway:
    """Say that everything in it is still right, today."""
    stored = _locked(pathway, expected_version)
    stored.checked_on = clock.today()
    return save_versioned(stored, expected_version=expected_version, fields=["checked_on"])


@transaction.atomic
def pathway_remove(*, pathway: CarePathway, expected_version: int | None) -> None:
    """Take away a care pathway with its answers; the log keeps what stood there."""
    _locked(pathway, expected_version).delete()


@transaction.atomic
def pathway_line_add(*, pathway: CarePathway, question: str, **values: Any) -> PathwayLine:
    """Give one more answer to one of the three questions."""
    stored = _locked(pathway, None)
    line = _add_line(stored, question, **values)
    _touch(stored)
    return line


@transaction.atomic
def pathway_line_change(
    *, line: PathwayLine, expected_version: int | None, **values: Any
) -> PathwayLine:
    """Change an answer. Raises EditConflict when somebody else was first."""
    stored, pathway = _locked_line(line, expected_version)
    before = (stored.agreement_id, stored.organisation_id)
    _fill_line(stored, pathway, values, before)
    saved = save_versioned(stored, expected_version=expected_version, fields=values)
    _touch(pathway)
    return saved


@transaction.atomic
def pathway_line_remove(*, line: PathwayLine, expected_version: int | None) -> None:
    """Take away an answer; the log keeps it."""
    stored, pathway = _locked_line(line, expected_version)
    stored.delete()
    _touch(pathway)


@transaction.atomic
def pathway_line_place(*, line: PathwayLine, place: int) -> None:
    """Put an answer on this place (from 1) among those to the same question."""
    stored, pathway = _locked_line(line, None)
    rows = PathwayLine.objects.select_for_update().filter(pathway=pathway, question=stored.question)
    ordered = [row for row in rows.order_by("position", "pk") if row.pk != stored.pk]
    ordered.insert(min(max(place, 1), len(ordered) + 1) - 1, stored)
    moved = [(row, number) for number, row in enumerate(ordered, 1) if row.position != number]
    for row, number in moved:
        row.position = number
        save_versioned(row, expected_version=None, fields=["position"], validate=False)
    if moved:
        _touch(pathway)


def _locked(pathway: CarePathway, expected_version: int | None) -> CarePathway:
    locked_running(pathway.coalition)
    rows = CarePathway.objects.select_for_update(of=("self",))
    stored = rows.select_related("coalition").filter(pk=pathway.pk).first()
    if stored is None:
        raise DomainError(_("Somebody took this care pathway away just now. The log keeps it."))
    refuse_stale(stored, expected_version)
    return stored


def _locked_line(line: PathwayLine, expected_version: int | None) -> tuple[PathwayLine, Any]:
    pathway = _locked(line.pathway, None)
    stored = PathwayLine.objects.select_for_update().filter(pk=line.pk).first()
    if stored is None:
        raise DomainError(_("Somebody took this answer away just now. The log keeps it."))
    refuse_stale(stored, expected_version)
    return stored, pathway


def _touch(pathway: CarePathway) -> None:
    """A page of before knows nothing of the new answer: its version is no longer this."""
    save_versioned(pathway, expected_version=None, fields=[], validate=False)


def _fill(pathway: CarePathway, values: dict[str, Any], owner_before: int | None) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(pathway, name, value)
    check_past(pathway.checked_on, "checked_on")
    if pathway.owner_id != owner_before:
        check_partner(pathway.coalition, pathway.owner, "owner")


def _add_line(pathway: CarePathway, question: str, **values: Any) -> PathwayLine:
    if question not in PathwayQuestion.values:
        raise DomainError(_("Choose one of the three questions."))
    line = PathwayLine(pathway=pathway, question=question)
    last = pathway.lines.filter(question=question).aggregate(last=Max("position"))["last"]
    line.position = (last or 0) + 1
    _fill_line(line, pathway, values, (None, None))
    line.full_clean()
    line.save()
    return line


def _fill_line(
    line: PathwayLine,
    pathway: CarePathway,
    values: dict[str, Any],
    before: tuple[int | None, int | None],
) -> None:
    for name, value in values.items():
        if name not in LINE_FIELDS:
            raise TypeError(name)
        setattr(line, name, value)
    refuse_personal_numbers(text=line.text, contact=line.contact)
    agreement_before, organisation_before = before
    if line.agreement_id != agreement_before:
        _check_agreement(line, pathway)
    if line.organisation_id != organisation_before:
        check_partner(pathway.coalition, line.organisation, "organisation")


def _check_agreement(line: PathwayLine, pathway: CarePathway) -> None:
    """An agreement of this coalition that has not ended; one of the region is named as text."""
    found = line.agreement
    if found is None:
        return
    if found.coalition_id != pathway.coalition_id or found.state == AgreementState.ENDED:
        raise DomainError({"agreement": _("Choose an agreement of this coalition.")})
