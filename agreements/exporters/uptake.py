"""What municipalities do with regional agreements as files. Nothing told is a word, never no."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from agreements.selectors.uptake import UptakeTable
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.spreadsheets import Cell, Workbook, csv_bytes
from kansrijkestart.core.templatetags.ks import day


@dataclass(frozen=True)
class UptakeFile:
    """What a file is about: one agreement, or all of a region."""

    name: str
    tables: list[UptakeTable]
    is_demo: bool

    @property
    def demo_lines(self) -> list[str]:
        return [f"{_('Demonstration.')} {demo_words()}"] if self.is_demo else []


def uptake_header() -> list[str]:
    return [
        _("Regional agreement"),
        _("Municipality code"),
        _("Municipality"),
        _("What the municipality does with it"),
        _("Since"),
        _("Note or reason"),
    ]


def uptake_rows(tables: Iterable[UptakeTable]) -> list[list[Cell]]:
    """Return a row per agreement and municipality, also where nothing was told."""
    return [
        [
            table.agreement.title,
            row.municipality.code,
            row.municipality.name,
            row.word,
            row.since,
            row.note,
        ]
        for table in tables
        for row in table.rows
    ]


def _notes() -> list[str]:
    return [
        _("Only the municipality says what it does with a regional agreement."),
        _("As of %(date)s") % {"date": day(clock.today())},
    ]


def uptake_xlsx(asked: UptakeFile) -> bytes:
    """Return the municipalities as a workbook."""
    title, demo = _("Uptake"), asked.demo_lines
    with Workbook(clock.today(), title=f"{title} {asked.name}", label=" ".join(demo)) as book:
        rows = uptake_rows(asked.tables)
        book.add_sheet(title, uptake_header(), rows, [40, 12, 24, 28, 12, 60], fixed_columns=1)
        book.add_notes(_("Explanation"), [*demo, *_notes()])
    return book.content


def uptake_csv(asked: UptakeFile) -> bytes:
    """Return the municipalities for a Dutch spreadsheet program, with the notes under them."""
    header = uptake_header()
    empty: list[Cell] = [""] * (len(header) - 1)
    notes = [[line, *empty] for line in ["", *asked.demo_lines, *_notes()]]
    return csv_bytes(header, [*uptake_rows(asked.tables), *notes], "dutch")


UPTAKE_FILES: Final = {"csv": uptake_csv, "xlsx": uptake_xlsx}
