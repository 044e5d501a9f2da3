"""The files of one part of an edition, made of nothing but what was frozen. See docs/adr/0031."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijkestart.core.spreadsheets import Workbook
from monitoring.exporters import edition_guide as guide
from monitoring.exporters.edition_answers import answers_table
from monitoring.exporters.edition_json import (
    SCHEMA_NAME,
    as_bytes,
    edition_json,
    edition_schema,
)
from monitoring.exporters.edition_report import (
    COUNCIL_PAGES,
    council_blocks,
    report_blocks,
    report_pdf,
)
from monitoring.exporters.edition_tables import (
    definitions_table,
    figures_table,
    process_table,
    shares_table,
    sources_table,
)
from monitoring.exporters.files import (
    CSV,
    JSON,
    LANGUAGE,
    MANIFEST,
    PDF,
    TEXT,
    VARIANTS,
    XLSX,
    Built,
    Part,
    csv_maker,
    rows_or_why_not,
)
from monitoring.exporters.sheets import Table
from monitoring.selectors.frozen import Frozen
from monitoring.selectors.shares import Tally, process_indicators, tally


class EditionBundle:
    """The files of an edition for a coalition, a region or the country, built one after another."""

    advice_rounds: tuple[int, ...] = ()  # an edition never holds advice

    def __init__(self, frozen: Frozen) -> None:
        self.frozen = frozen
        with _as_everywhere():
            self._counted = _counted(frozen)
            wanted = frozen.content["process"]  # as they were defined then, counted for this part
            self._process = process_indicators(wanted, self._counted) if self._counted else []
            self._tables = self._make_tables()
            self._lines = guide.guide_lines(frozen, self._tables)
        self._parts = self._plan()

    @property
    def total(self) -> int:
        return len(self._parts) + 1

    def files(self) -> Iterator[Built]:
        """Each file in a fixed order, the manifest last."""
        made: list[Built] = []
        for part in self._parts:
            with _as_everywhere():
                made.append(Built(part.name, part.content_type, part.make()))
            yield made[-1]
        yield self._manifest(made)

    def _make_tables(self) -> list[Table]:
        frozen = self.frozen
        tables = [answers_table(frozen)]
        if self._counted:
            tables += [process_table(self._process), shares_table(frozen, self._counted)]
        tables += [sources_table(frozen), figures_table(frozen), definitions_table(frozen)]
        return [*tables, guide.codebook_table(frozen, tables)]

    def _plan(self) -> list[Part]:
        parts = [
            Part(f"{guide.stem(self.frozen)}.xlsx", XLSX, self._workbook),
            Part("rapport.pdf", PDF, self._report),
            Part("raadsversie.pdf", PDF, self._council),
            Part("leeswijzer.txt", TEXT, self._guide),
            Part("gegevens.json", JSON, self._json),
            Part(SCHEMA_NAME, JSON, lambda: as_bytes(edition_schema(self.frozen))),
        ]
        with _as_everywhere():
            mark = "demonstratie-" if guide.demo_label(self.frozen) else ""
        for table in self._tables:
            for word, variant in VARIANTS:
                name = f"{mark}{table.key}-{word}.csv"
                parts.append(Part(name, CSV, csv_maker(table, variant)))
        return parts

    def _workbook(self) -> bytes:
        frozen = self.frozen
        label, title = guide.demo_label(frozen), guide.title(frozen)
        with Workbook(guide.day_of(frozen), title=title, label=label) as book:
            book.add_notes(_("How to read this"), self._lines)
            for table in self._tables:
                book.add_sheet(table.name, table.words, rows_or_why_not(table), fixed_columns=2)
        return book.content

    def _report(self) -> bytes:
        blocks = report_blocks(self.frozen, self._counted, self._process)
        return report_pdf(self.frozen, blocks)

    def _council(self) -> bytes:
        blocks = council_blocks(self.frozen, self._counted, self._process)
        return report_pdf(self.frozen, blocks, most_pages=COUNCIL_PAGES)

    def _guide(self) -> bytes:
        return "\r\n".join([*self._lines, ""]).encode()

    def _json(self) -> bytes:
        return as_bytes(edition_json(self.frozen, self._process))

    def _manifest(self, made: list[Built]) -> Built:
        about = {
            "scope": self.frozen.scope,
            "about": guide.stem(self.frozen),
            "year": self.frozen.year,
            "edition": self.frozen.number,
            "edition_checksum": self.frozen.checksum,
            "demonstration": bool(guide.demo_label(self.frozen)),
            "files": [
                {"name": one.name, "sha256": one.checksum, "size": len(one.content)}
                for one in sorted(made, key=lambda one: one.name)
            ],
        }
        text = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
        return Built(MANIFEST, JSON, text.encode())


def _counted(frozen: Frozen) -> Tally | None:
    """Shares are of regions and of the country; a coalition has its own answers."""
    if not (frozen.is_national or frozen.is_region):
        return None
    every = (
        len(frozen.content["division"]["municipalities"])
        if frozen.is_national
        else len(frozen.codes)
    )
    return tally(frozen.questions, frozen.parts(), every=every, shared=frozen.is_region)


@contextmanager
def _as_everywhere() -> Iterator[None]:
    """Dutch, and the site's time zone, whoever and wherever it runs."""
    with override(LANGUAGE), timezone.override(settings.TIME_ZONE):
        yield
