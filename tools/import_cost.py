"""What loading a national file costs: seconds and peak memory of the command, per kind of file.

``python tools/import_cost.py FOLDER`` writes 180,075 invented figures about the indicators and
municipalities of ``seed_scale`` as CSV and XLSX, loads each in a process of its own, and prints.
Runs on the database of the environment; `make bench` calls it on one of its own.
"""

import csv
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADER = (
    *("indicator", "area", "division_year", "period_start", "period_end"),
    *("numerator", "denominator", "value", "status", "provisional"),
)
FIRST_YEAR, LAST_YEAR, INDICATORS = 2010, 2024, 35
Row = list[str | int | float]


def rows(codes: list[str], seed: int) -> Iterator[Row]:
    draw = random.Random(seed)  # noqa: S311 - no secret
    for number in range(1, INDICATORS + 1):
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for code in codes:
                base = draw.randint(80, 2500)
                top = draw.randint(10, base // 3)
                period: Row = [2023, year, year]
                share = round(100 * top / base, 1)
                key = f"meting-{number:02d}"
                yield [key, code, *period, top, base, share, "value", "nee"]


def write_csv(path: Path, codes: list[str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for row in rows(codes, 1):
            row[7] = str(row[7]).replace(".", ",")
            writer.writerow(row)


def write_xlsx(path: Path, codes: list[str]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for number, row in enumerate(rows(codes, 2), start=1):
        sheet.write_row(number, 0, row)
    book.close()


def load(path: Path) -> tuple[float, float]:
    """Return seconds and peak megabytes of one load."""
    begun = time.perf_counter()
    command = [sys.executable, "manage.py", "import_figures", str(path)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{path.name} was not loaded")
    return time.perf_counter() - begun, peak_megabytes(used)


def peak_megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def measure(folder: Path, codes: list[str]) -> dict[str, float]:
    """Write, load and measure both kinds."""
    found: dict[str, float] = {}
    for kind, write in (("CSV", write_csv), ("XLSX", write_xlsx)):
        path = folder / f"cijfers.{kind.lower()}"
        write(path, codes)
        seconds, megabytes = load(path)
        found[f"180 000 figures from {kind}, seconds"] = round(seconds, 1)
        found[f"180 000 figures from {kind}, peak MB"] = round(megabytes)
    return found


def codes_of_the_country() -> list[str]:
    """Every municipality that ``seed_scale`` uses, and the country."""
    from coalitions.models import Municipality
    from kansrijkestart.core import clock

    rows = Municipality.objects.valid_on(clock.today()).order_by("code")
    known = list(rows.values_list("code", flat=True)[:342])
    return [*known, "NL"]


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
    import django

    from kansrijkestart.embedded import prepare_for_command

    prepare_for_command(["manage.py", "shell"])
    django.setup()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in measure(folder, codes_of_the_country()).items():
        sys.stdout.write(f"{name:<40}{value:>8}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
