"""Taking a whole table back: what nobody changed since goes, the rest stays and is named."""

from datetime import date

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, CoalitionStage, Region
from coalitions.services.stages import STORED
from interventions.choices import ImportAction
from interventions.models import ChoiceMunicipality, MatrixImport, MatrixImportRow
from interventions.selectors.matrix_undo import Undoing, is_remembered, undoing_of
from interventions.services.matrix_writing import STAGE_FIELDS
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def matrix_undo(*, table: MatrixImport, undone_by: User | None) -> Undoing:
    """Take back what a table added, as changes that stand in the log; nothing of it is erased.

    The same file may be loaded again afterwards. Raises DomainError when it was undone before.
    """
    Region.objects.select_for_update().get(pk=table.region_id)  # as in matrix_import
    stored = MatrixImport.objects.select_for_update().get(pk=table.pk)
    if stored.undone_at is not None:
        raise DomainError(_("This table was undone before."))
    if not is_remembered(stored):
        raise DomainError(_("Of this table it is not known what it added. Change it by hand."))
    undoing = undoing_of(stored, locks=True)
    with pghistory.context(matrix_undo=stored.source):
        _take_back(stored, undoing)
    stored.undone_at, stored.undone_by = clock.now(), undone_by
    stored.save(update_fields=["undone_at", "undone_by"])
    return undoing


def _take_back(table: MatrixImport, undoing: Undoing) -> None:
    keys = [place.pk for place in undoing.places]
    ChoiceMunicipality.objects.filter(pk__in=keys).delete()
    for choice in undoing.choices:
        choice.delete()
    for offer in undoing.offers:
        offer.delete()
    noted = {row.key: row for row in table.changed_rows.filter(model="coalitionstage")}
    for row in undoing.coalitions:
        _put_stage_back(row, noted)


def _put_stage_back(row: MatrixImportRow, noted: dict[int, MatrixImportRow]) -> None:
    coalition = Coalition.objects.select_for_update().get(pk=row.key)
    for stage in CoalitionStage.objects.filter(coalition=coalition, pk__in=list(noted)):
        note = noted[stage.pk]
        if note.action == ImportAction.ADDED:
            stage.delete()
            continue
        for name in STAGE_FIELDS:
            setattr(stage, name, note.before[name])
        save_versioned(stage, expected_version=None, fields=STAGE_FIELDS)
    since = row.before["stage_since"]
    coalition.stage, coalition.stage_source = row.before["stage"], row.before["stage_source"]
    coalition.stage_since = date.fromisoformat(since) if since else None
    save_versioned(coalition, expected_version=None, fields=STORED)
