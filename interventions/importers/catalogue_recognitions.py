"""Which stored recognition a row of the catalogue is about; none is ever taken away."""

from interventions.importers.catalogue_cells import Cells
from interventions.importers.catalogue_plan import CatalogueLine, RecognitionLine
from interventions.models import Recognition
from interventions.selectors.catalogue_table import RECOGNITION
from kansrijkestart.core.tables_in import Row

DATABASE, LEVEL, SOURCE, BEGINS, ENDS = (
    "databank",
    "erkenning",
    "erkenning_bron",
    "erkend_op",
    "erkend_tot",
)


def recognition_said(cells: Cells, row: Row) -> RecognitionLine | None:
    """Return what a row says of a recognition, with what is missing told; None when nothing."""
    if not RECOGNITION.keys() <= cells.places.keys():
        return None
    if not any(cells.text(row, column) for column in RECOGNITION):
        return None
    line = RecognitionLine(row.number, cells.recognition(row))
    for column in (LEVEL, SOURCE):
        if not cells.text(row, column):
            cells.find(row.number, column, "missing_value", name=column)
    begins, ends = line.values["recognised_on"], line.values["expires_on"]
    if begins and ends and ends <= begins:
        cells.find(row.number, ENDS, "expires_first")
    return line


def find_stored(cells: Cells, line: CatalogueLine) -> None:
    """Give every recognition of a line the stored one that it is, if there is one."""
    _refuse_double(cells, line)
    left = list(line.item.recognitions.all()) if line.item else []
    for one in line.recognitions:
        same = (row for row in left if _key(one) == (row.database, row.recognised_on))
        one.stored = next(same, None)
        left = [row for row in left if row != one.stored]
    for one in line.recognitions:
        if one.stored is None:
            one.stored = _of_another_date(one, line, left)
    for one in line.recognitions:
        if not one.values["database"] and (one.stored is None or one.changes):
            cells.find(one.number, DATABASE, "no_database")


def _key(one: RecognitionLine) -> tuple[object, object]:
    return one.values["database"], one.values["recognised_on"]


def _of_another_date(
    one: RecognitionLine, line: CatalogueLine, left: list[Recognition]
) -> Recognition | None:
    """Return the only one of that database, when its date was unknown or becomes so."""
    database, begins = _key(one)
    stored = [row for row in left if row.database == database]
    said = [other for other in line.recognitions if other.values["database"] == database]
    if len(stored) != 1 or len(said) != 1:
        return None
    is_open = stored[0].recognised_on is None or begins is None
    return stored[0] if is_open else None


def _refuse_double(cells: Cells, line: CatalogueLine) -> None:
    seen: set[tuple[object, object]] = set()
    for one in line.recognitions:
        if _key(one) in seen:
            cells.find(one.number, DATABASE, "same_recognition", name=line.name)
        seen.add(_key(one))
