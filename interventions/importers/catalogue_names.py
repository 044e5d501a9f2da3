"""A name in the catalogue means one intervention: also over all rows of a file together."""

from collections.abc import Iterable, Iterator

from interventions.importers.catalogue_cells import Cells
from interventions.importers.catalogue_plan import CatalogueLine
from interventions.models import Intervention
from interventions.selectors.catalogue_table import FORMER_NAMES, NAME, OTHER_NAMES
from interventions.selectors.names import names_of, sign_of
from kansrijkestart.core.models import stored_fold


def complete_names(line: CatalogueLine, columns: Iterable[str]) -> None:
    """Add the stored names of the kind that the file has no column about."""
    if line.names is None:
        return
    said = {stored_fold(name) for name in line.names}
    for name, is_former in line.stored_names.items():
        column = FORMER_NAMES if is_former else OTHER_NAMES
        if column not in columns and stored_fold(name) not in said:
            line.names[name] = is_former


def check_names(cells: Cells, lines: list[CatalogueLine], items: Iterable[Intervention]) -> None:
    """Refuse a name that would mean two interventions; what was so before is left alone."""
    in_file = {line.item.pk for line in lines if line.item}
    meaning: dict[str, dict[int, str]] = {}
    for item in items:
        if item.pk not in in_file:
            _mean(meaning, item.pk, item.name, names_of(item))
    for line in lines:
        _mean(meaning, _thing(line), line.name, [name for name, _column in _names(line)])
    for line in lines:
        known = {sign_of(name) for name in names_of(line.item)} if line.item else set()
        for name, column in _names(line):
            others = {**meaning[sign_of(name)]}
            others.pop(_thing(line), None)
            if others and sign_of(name) not in known:
                meant = next(iter(others.values()))
                cells.find(line.number, column, "name_taken", name=name[:100], meant=meant)


def _thing(line: CatalogueLine) -> int:
    """Return a number for what a line is about; below zero for what is new."""
    return line.item.pk if line.item else -line.number


def _names(line: CatalogueLine) -> Iterator[tuple[str, str]]:
    """Give every name that a line leaves its intervention, with the column it stands in."""
    yield line.name, NAME
    names = line.stored_names if line.names is None else line.names
    for name, is_former in names.items():
        yield name, FORMER_NAMES if is_former else OTHER_NAMES


def _mean(meaning: dict[str, dict[int, str]], thing: int, name: str, names: Iterable[str]) -> None:
    for one in names:
        meaning.setdefault(sign_of(one), {})[thing] = name
