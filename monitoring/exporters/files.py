"""From tables to files, one after the other; the manifest with the checksums comes last."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijkestart.core.downloads import TYPES
from kansrijkestart.core.spreadsheets import Cell, Variant, Workbook, csv_bytes
from monitoring.exporters import guide
from monitoring.exporters.advice_table import advice_table, load_advice
from monitoring.exporters.agreement_table import agreements_table
from monitoring.exporters.checklist_table import checklist_table
from monitoring.exporters.coalition_tables import coalitions_table, partners_table
from monitoring.exporters.figure_tables import definitions_table, figures_tables
from monitoring.exporters.intervention_tables import interventions_table, offers_table
from monitoring.exporters.money_table import money_table
from monitoring.exporters.place_tables import (
    municipalities_table,
    partner_kinds_table,
    regional_table,
)
from monitoring.exporters.reach_table import reach_table
from monitoring.exporters.report import report_blocks, report_pdf
from monitoring.exporters.sheets import Column, Table, with_column
from monitoring.exporters.target import Record, Target, load_record

LANGUAGE = "nl"  # files are Dutch whoever asks: the same export has the same bytes for everyone
TEXT = "text/plain; charset=utf-8"
XLSX, CSV, PDF, JSON = (TYPES[ending] for ending in ("xlsx", "csv", "pdf", "json"))
VARIANTS: tuple[tuple[str, Variant], ...] = (("excel", "dutch"), ("machine", "machine"))
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Built:
    """A finished file."""

    name: str
    content_type: str
    content: bytes

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Part:
    """A file that is still to be made."""

    name: str
    content_type: str
    make: Callable[[], bytes]


class Bundle:
    """The files of one export. Everything is read at once, then built file by file."""

    def __init__(self, target: Target) -> None:
        self.target = target
        with override(LANGUAGE), transaction.atomic():
            _freeze()
            self._record = load_record(target)
            self._record.advice = load_advice(target)
            self._label = guide.demo_label(self._record)
            self._tables = _tables(self._record, bool(self._label))
            self._lines = guide.guide_lines(self._record, self._tables)
            self._blocks = report_blocks(self._record)
        self._parts = self._plan()

    @property
    def advice_rounds(self) -> list[int]:
        """The rounds of the checklist whose advice is inside."""
        return self._record.advice.rounds if self._record.advice else []

    @property
    def total(self) -> int:
        return len(self._parts) + 1

    def files(self) -> Iterator[Built]:
        """Each file in a fixed order, the manifest last."""
        made = []
        for part in self._parts:
            with override(LANGUAGE):
                made.append(Built(part.name, part.content_type, part.make()))
            yield made[-1]
        yield self._manifest(made)

    def _plan(self) -> list[Part]:
        stem = self.target.stem
        parts = [
            Part(f"{stem}.xlsx", XLSX, self._workbook),
            Part("rapport.pdf", PDF, self._report),
            Part("leeswijzer.txt", TEXT, self._guide),
        ]
        # A figures file has a fixed header and no room for a mark, so its name carries one.
        mark = "demonstratie-" if self._label else ""
        for table in self._tables:
            for word, variant in VARIANTS:
                make = csv_maker(table, variant)
                parts.append(Part(f"{mark}{table.key}-{word}.csv", CSV, make))
        return parts

    def _workbook(self) -> bytes:
        target = self.target
        with Workbook(target.moment, title=guide.title(target), label=self._label) as book:
            book.add_notes(_("How to read this"), self._lines)
            for table in self._tables:
                if table.is_sheet:
                    book.add_sheet(table.name, table.words, rows_or_why_not(table))
        return book.content

    def _report(self) -> bytes:
        return report_pdf(self.target, self._blocks, self._label)

    def _guide(self) -> bytes:
        return "\r\n".join([*self._lines, ""]).encode()

    def _manifest(self, made: list[Built]) -> Built:
        about = {
            "scope": self.target.scope,
            "about": self.target.stem,
            "year": self.target.year,
            "demonstration": bool(self._label),
            "files": [
                {"name": one.name, "sha256": one.checksum, "size": len(one.content)}
                for one in sorted(made, key=lambda one: one.name)
            ],
        }
        text = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
        return Built(MANIFEST, JSON, text.encode())


def _freeze() -> None:
    """Read all tables as they are at one moment, where this is not part of something larger."""
    if len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _tables(record: Record, is_demo: bool) -> list[Table]:  # noqa: FBT001
    checklist = checklist_table(record)
    tables = [
        *figures_tables(record),
        checklist,
        partners_table(record),
        agreements_table(record),
        interventions_table(record),
        offers_table(record),
        coalitions_table(record),
    ]
    if record.advice and record.own:
        tables.insert(tables.index(checklist) + 1, advice_table(record.advice, record.own.slug))
    if not record.target.is_national:
        tables += [reach_table(record), money_table(record)]
    if record.target.coalition is None:
        tables += [
            municipalities_table(record),
            regional_table(record),
            partner_kinds_table(record),
        ]
    if is_demo:
        column = Column("demonstration", _("Demonstration (column)"))
        tables = [with_column(one, column, _("partly invented, see the guide")) for one in tables]
    tables = [definitions_table(), *tables]
    return [*tables, guide.codebook(tables)]


def rows_or_why_not(table: Table) -> Sequence[Sequence[Cell]]:
    """A sheet without rows says in one line why."""
    if table.rows or not table.empty:
        return table.rows
    return [[table.empty, *[None] * (len(table.columns) - 1)]]


def csv_maker(table: Table, variant: Variant) -> Callable[[], bytes]:
    """Make one CSV file of a table, when it is asked for."""

    def make() -> bytes:
        width = table.plain or len(table.columns)
        header = table.keys if variant == "machine" else table.words
        return csv_bytes(header[:width], [row[:width] for row in table.rows], variant)

    return make
