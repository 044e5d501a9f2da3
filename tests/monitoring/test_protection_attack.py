"""An attacker who reads what roles receive, in every kind of file, and calculates by itself.

Nothing here uses the package that hides: the sums, the bounds and the programmes are the attacker's
own. It knows the rule, the sizes of all groups and which areas consist of what, and even which step
hid a cell.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator

import numpy
import pypdf
import pytest
from django.core.cache import cache
from django.db.models import F
from django.urls import reverse
from scipy.optimize import linprog

from kansrijkestart.jobs import running
from monitoring.choices import ProtectionReason
from monitoring.disclosure import second_step
from monitoring.models import Export, HiddenCell
from monitoring.selectors.protection import SumState, shown_sums
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.cast import relate
from tests.monitoring.protection_world import YEARS, Province, province

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

ROLES = ("coordinator", "partner", "adviser", "region_lead", "analyst", "policy_viewer")
PAIR = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})*|\d+) van (?:de )?(\d{1,3}(?:\.\d{3})*|\d+)")


class Knowledge:
    """What one role has read: counts by the size of the group, which is different for each cell."""

    def __init__(self, made: Province) -> None:
        self.made = made
        self.counts: dict[int, int] = {}
        self.text: list[str] = []

    def read(self, name: str, content: bytes) -> None:
        """Take everything out of a file or page that looks like a count of a group."""
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for inner in packed.namelist():
                    self.read(inner, packed.read(inner))
        elif name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for inner in packed.namelist():
                    self._cells(packed.read(inner).decode(errors="replace"))
            self._rows(_sheet_rows(content))
        elif name.endswith(".pdf"):
            pages = pypdf.PdfReader(io.BytesIO(content)).pages
            self._text("\n".join(page.extract_text() for page in pages))
        else:
            text = content.decode("utf-8-sig", errors="replace")
            self._text(text)
            if name.endswith(".csv"):
                mark = ";" if text.split("\n", 1)[0].count(";") else ","
                self._rows(
                    list(one) for one in csv.reader(io.StringIO(text, newline=""), delimiter=mark)
                )

    def _cells(self, text: str) -> None:
        self.text.append(text)

    def _text(self, text: str) -> None:
        """Pages, pictures, sentences: "12 van 345", also with marks between the words."""
        bare = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")
        self.text += [text, bare]
        for part, whole in PAIR.findall(bare):
            self.counts[int(whole.replace(".", ""))] = int(part.replace(".", ""))

    def _rows(self, rows: Iterator[list[object]]) -> None:
        """Tables: the size of a group with a number beside it that is a part of it."""
        sizes = self.sizes()
        for row in rows:
            numbers = [int(cell) for one in row if (cell := str(one).strip()).isdigit()]
            for at, whole in enumerate(numbers):
                if whole in sizes and at and numbers[at - 1] <= whole:
                    self.counts[whole] = numbers[at - 1]

    def sizes(self) -> set[int]:
        found = set(self.made.release.observations.values_list("denominator", flat=True))
        return {one for one in found if one}


def _sheet_rows(content: bytes) -> Iterator[list[object]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield list(row)


def pages(made: Province) -> list[tuple[str, str]]:
    """The addresses a reader would open, with the kind of what comes back."""
    found = [(reverse("dashboard:region_figures", args=[made.ggd.slug]), "page")]
    for coalition in made.coalitions:
        slug = coalition.slug
        found.append((reverse("monitoring:coalition", args=[slug]), "page"))
        found.append((reverse("coalitions:detail", args=[slug]), "page"))
        found += [
            (reverse("monitoring:coalition_csv", args=[slug, variant]), "figures.csv")
            for variant in ("machine", "excel")
        ]
        indicator = reverse("monitoring:indicator", args=[slug, "aanval"])
        found += [
            (f"{indicator}?gemeente={one.municipality.code}", "page")
            for one in coalition.coverage.all()
        ]
    return found


def read_as(client, role: str, made: Province) -> Knowledge:
    """Sign in, open everything, and make and open every export that the role may have."""
    user, known = make.UserFactory.create(), Knowledge(made)
    relate(user, role, made.coalitions[0])
    client.force_login(user)
    for address, name in pages(made):
        answer = client.get(address)
        if answer.status_code == 200:
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            known.read(name, content)
    for scope, more in (
        ("coalition", {"coalition": made.coalitions[0]}),
        ("region", {"region": made.ggd}),
        ("national", {}),
    ):
        job = make_export(user, scope, more)
        for file in job.files.all() if job else ():
            answer = client.get(reverse("monitoring:export_file", args=[job.pk, file.name]))
            assert answer.status_code == 200
            known.read(file.name, b"".join(answer.streaming_content))
    return known


def make_export(user, scope, more):
    if not user.has_perm("monitoring.make_export", Export(requested_by=user, scope=scope, **more)):
        return None
    from monitoring.services.exports import export_request

    export = export_request(user=user, scope=scope, year=YEARS[-1], **more)
    running.run(export.job_id)
    export.job.refresh_from_db()
    assert export.job.state == "done", export.job.error
    return export


def sums_shown(made: Province) -> dict[tuple[frozenset[int], int], int | None]:
    """What pages are given for the areas that anybody knows."""
    found = {}
    for members in made.sets:
        keys = frozenset(one.pk for one in members)
        for one in shown_sums(keys):
            if one.state == SumState.SHOWN and one.first_year == one.last_year:
                found[keys, one.first_year] = one.numerator
    return found


def spans(made: Province, known: Knowledge, sums: dict) -> dict[tuple[int, int], float]:
    """The span of every municipality's count that was not read, by the attacker's own programme."""
    cells = [cell for cell, (_part, whole) in made.truth.items() if whole not in known.counts]
    at = {cell: number for number, cell in enumerate(cells)}
    rows, rests = [], []
    for inside, total in totals(made, known, sums):
        row, rest = numpy.zeros(len(cells)), total
        for cell in inside:
            if cell in at:
                row[at[cell]] = 1
            else:
                rest -= known.counts[made.truth[cell][1]]
        if row.any():
            rows.append(row)
            rests.append(rest)
    bounds = [rule(*made.truth[cell]) for cell in cells]
    return {cell: span(at[cell], rows, rests, bounds) for cell in cells}


def totals(
    made: Province, known: Knowledge, sums: dict
) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """Every total that was read, with the cells it is the sum of."""
    for (members, year), total in sums.items():
        yield [(one, year) for one in members], total
    place = made.municipalities[8].pk
    groups = [[(place, year) for year in YEARS]]
    for members in (made.municipalities, made.municipalities[:9]):
        groups += [[(one.pk, year) for one in members] for year in YEARS]
    for cells in groups:
        whole = sum(made.truth[cell][1] for cell in cells)
        if whole in known.counts:
            yield cells, known.counts[whole]


def rule(part: int, whole: int) -> tuple[int, int]:
    """What the rule alone says of a hidden count, to somebody who knows which step hid it."""
    if part < 10:
        return 0, 9
    return (whole - 9, whole) if whole - part < 10 else (10, whole - 10)


def span(column: int, rows, rests, bounds) -> float:
    if not rows:
        return bounds[column][1] - bounds[column][0]
    ends = []
    for sign in (1, -1):
        goal = numpy.zeros(len(bounds))
        goal[column] = sign
        answer = linprog(
            goal,
            A_eq=numpy.array(rows),
            b_eq=rests,
            bounds=bounds,
            options={"time_limit": 20},
        )
        assert answer.status == 0, answer.message
        ends.append(answer.x[column])
    return float(numpy.floor(ends[1] + 1e-6) - numpy.ceil(ends[0] - 1e-6))


@pytest.mark.parametrize("role", ROLES)
def test_no_role_recovers_a_hidden_number_from_all_it_can_read(client, role):
    cache.clear()
    made = province()
    run = protection_now(reason=ProtectionReason.PUBLISHED)
    assert (run.exact_count, run.narrow_count) == (0, 0)
    assert run.secondary_count > 0
    known = read_as(client, role, made)
    secret = hidden(made)
    found = {
        cell: width
        for cell, width in spans(made, known, sums_shown(made)).items()
        if cell in secret  # what is public, but not opened by this role, is no secret
    }
    assert found.keys() == secret
    assert len(found) >= 6, "there is something to find"
    assert not {cell: width for cell, width in found.items() if width < 5}
    for part, whole in (made.truth[cell] for cell in found):
        for text in known.text:
            assert not re.search(rf"(?<!\d){part} van {whole}(?!\d)", text)


def hidden(made: Province) -> set[tuple[int, int]]:
    """The cells of municipalities that either step hides."""
    chosen = set(
        HiddenCell.objects.exclude(municipality=None)
        .filter(period_end=F("period_start"))
        .values_list("municipality", "period_start")
    )
    small = {cell for cell, (part, whole) in made.truth.items() if part < 10 or whole - part < 10}
    return small | chosen


def test_the_attacker_reads_what_is_shown(client):
    """It must find the shown counts, or it would find nothing for a bad reason."""
    cache.clear()
    made = province()
    protection_now(reason=ProtectionReason.PUBLISHED)
    known = read_as(client, "analyst", made)
    secret = hidden(made)
    for cell, (part, whole) in made.truth.items():
        if cell not in secret:
            assert known.counts[whole] == part


def test_without_the_second_step_the_attacker_finds_numbers(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(second_step._Choice, "choose", lambda _self: set())
    made = province()
    run = protection_now(reason=ProtectionReason.PUBLISHED)
    assert run.narrow_count > 0
    known = read_as(client, "analyst", made)
    assert min(spans(made, known, sums_shown(made)).values()) == 0
