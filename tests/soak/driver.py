"""Breaks a plant of its own and looks what is left: scenarios one after another, see SCENARIOS.

A program, because what it kills may not be what a test run lives on.
Started by tests/soak/faulting.py.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import django
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.soak.plant_settings"
os.environ["DEMO_MODE"] = "yes"

from kansrijkestart.embedded import ensure_running

ensure_running(os.environ["VAR_DIR"], durable=False)
django.setup()

from django.core.files.storage import default_storage  # noqa: E402

from coalitions.models import Coalition, Municipality  # noqa: E402
from interventions.models import Choice, LocalOffer, MatrixImport  # noqa: E402
from kansrijkestart.accounts.models import User  # noqa: E402
from kansrijkestart.jobs import services as jobs  # noqa: E402
from kansrijkestart.jobs.models import Job  # noqa: E402
from monitoring.exporters import Bundle  # noqa: E402
from monitoring.models import Export, Observation, Release  # noqa: E402
from monitoring.services.exports import export_request, target_of  # noqa: E402
from tests.soak import web_killed, year_faults, year_pace  # noqa: E402
from tests.soak import year as year_round  # noqa: E402
from tests.soak.plant import DRAW, ROOT, Plant, say, tries, until_at_work, wait_for  # noqa: E402

HEADER = (
    "indicator;area;division_year;period_start;period_end;"
    "numerator;denominator;value;status;provisional"
)
# Who is killed often enough need not be waited for as long as on a real site.
jobs.PATIENCE = timedelta(seconds=4)
PATIENCE = 60  # C1: everything is finished within a minute after the restart


class Exports:
    """Exports that are asked for while things break, and what must be true of them at the end."""

    def __init__(self) -> None:
        self.user = User.objects.get(email="coordinator@demo.example")
        self.coalition = Coalition.objects.get(slug="eindhoven")
        self.asked: list[int] = []

    def ask(self, year: int = 2025) -> None:
        self.wait_until_free()
        export = export_request(
            user=self.user, scope="coalition", coalition=self.coalition, year=year, key=uuid.uuid4()
        )
        self.asked.append(export.pk)

    def wait_until_free(self) -> None:
        """One that was interrupted three times may finish: five tries is the promise."""
        worn = Job.objects.filter(state__in=["queued", "running"], attempt__gte=3)
        wait_for(lambda: jobs.sweep() >= 0 and not worn.exists(), PATIENCE)

    def busy(self) -> bool:
        return Job.objects.filter(state__in=["queued", "running"]).exists()

    def is_over(self) -> bool:
        jobs.sweep()
        return not self.busy()

    def faults(self) -> list[str]:
        """Compare every export with one that nothing disturbed: the same files, the same bytes."""
        found = []
        wanted: dict[int, dict[str, str]] = {}
        for export in Export.objects.filter(pk__in=self.asked).select_related("job"):
            about = export.year
            if about not in wanted:
                files = Bundle(target_of(export)).files()
                wanted[about] = {one.name: one.checksum for one in files}
            faults = self.faults_of(export, wanted[about])
            found += [f"export {export.pk}: {fault}" for fault in faults]
        if len(set(self.asked)) != Export.objects.count():
            found.append("an export came or went by itself")
        return found

    def faults_of(self, export: Export, wanted: dict[str, str]) -> list[str]:
        if export.job.state != "done":
            return [f"{export.job.state} after {export.job.attempt} tries: {export.job.error}"]
        rows = list(export.files.all())
        found = []
        if sorted((row.name, row.checksum) for row in rows) != sorted(wanted.items()):
            found.append("other files than an export that nothing disturbed")
        for row in rows:
            with default_storage.open(row.path) as file:
                if hashlib.sha256(file.read()).hexdigest() != row.checksum:
                    found.append(f"{row.name} is not what its checksum says")
        _folders, names = default_storage.listdir(f"exports/{export.job_id}")
        if len(names) != len(rows):
            found.append(f"{len(names) - len(rows)} leftover files")
        if jobs.checksum_of(export.job.result) != export.job.result_checksum:
            found.append("the result is not what its checksum says")
        return found


def _more_work(exports: Exports) -> None:
    """Keep a job running or waiting; a double click on it gives the same one."""
    if not exports.busy():
        exports.ask()
        wait_for(lambda: Job.objects.filter(state="running").exists(), 10)


def workers(plant: Plant, times: int) -> None:
    """C1: kill -9 of the worker at any moment of an export."""
    exports, tried, longest = Exports(), 0, 0.0
    plant.start_worker()
    for _kill in range(times):
        exports.wait_until_free()
        _more_work(exports)
        until_at_work(exports.is_over, tried)
        time.sleep(DRAW.uniform(0, 1.2))
        plant.kill_worker(child_only=DRAW.random() < 0.5)
        tried = tries()
        plant.keep_worker()
        begun = time.monotonic()
        wait_for(exports.is_over if DRAW.random() < 0.3 else _swept, PATIENCE)
        longest = max(longest, time.monotonic() - begun)
    over = wait_for(exports.is_over, PATIENCE)
    faults = exports.faults() + ([] if over is not None else ["not finished after a minute"])
    longest = max(longest, over or 0)
    figures = f"{len(exports.asked)} exports, {tries()} tries; longest wait {longest:.0f} s"
    say("fault", "kill -9 of the worker during exports", times, "kills", faults, figures)


def _swept() -> bool:
    jobs.sweep()
    return True


def broker(plant: Plant, times: int) -> None:
    """C2, C4: the broker forgets everything, is silent for a while, or is gone, during exports."""
    exports, faults = Exports(), []
    plant.start_worker()
    plant.start_web()
    slowest, asking = 0.0, 0.0
    for number in range(times):
        exports.ask()
        time.sleep(DRAW.uniform(0, 0.6))
        pid = plant.server("valkey")
        os.kill(pid, signal.SIGSTOP)
        begun = time.monotonic()
        exports.ask(year=2024)
        asking = max(asking, time.monotonic() - begun)
        status, seconds = plant.ask("/")
        slowest = max(slowest, seconds)
        if status != 200:
            faults.append(f"a page answers {status} while the broker is silent")
        os.kill(pid, signal.SIGCONT)
        if number % 2:
            _redis(plant).flushall()
        plant.keep_worker()
        if wait_for(exports.is_over, PATIENCE) is None:
            faults.append("not finished a minute after the broker came back")
    faults += exports.faults()
    figures = (
        f"{len(exports.asked)} exports; asked in {asking:.1f} s, a page in {slowest:.1f} s at most"
    )
    say("fault", "broker silent or emptied during exports", times, "times", faults, figures)


def _redis(plant: Plant):
    from redis import Redis

    from kansrijkestart.embedded.places import places_of

    return Redis(unix_socket_path=str(places_of(plant.var).redis_socket))


def servers(plant: Plant, times: int) -> None:
    """C3: kill -9 of PostgreSQL, or of Valkey, whose keeper then stops the other too."""
    exports, faults, slowest, back = Exports(), [], 0.0, 0.0
    plant.start_worker()
    plant.start_web()
    for number in range(times):
        if not exports.busy():
            exports.ask()
        time.sleep(DRAW.uniform(0, 1.5))
        os.kill(plant.server("valkey" if number % 3 == 2 else "postgres"), signal.SIGKILL)
        connection.close()
        time.sleep(0.3)
        status, seconds = plant.ask("/landkaart/")
        slowest = max(slowest, seconds)
        if status not in (503, 200):
            faults.append(f"a page answers {status} without its database")
        plant.bring_back()
        waited = wait_for(lambda: plant.ask("/landkaart/")[0] == 200, 30)
        if waited is None:
            faults.append("the site does not come back by itself")
        back = max(back, waited or 30)
        plant.keep_worker()
        if wait_for(exports.is_over, PATIENCE) is None:
            faults.append("not finished a minute after the servers came back")
    faults += exports.faults()
    figures = (
        f"{len(exports.asked)} exports; answer without database in {slowest:.1f} s at most, "
        f"back after {back:.1f} s, {plant.restarted_workers} workers restarted"
    )
    say("fault", "kill -9 of PostgreSQL and Valkey during exports", times, "kills", faults, figures)


def _figures_file(folder: Path, number: int, rows: int) -> Path:
    """A file nobody loaded before: its numbers differ with ``number``."""
    areas = list(_codes())
    lines = [HEADER]
    for place in range(rows):
        area, year = areas[place % len(areas)], 2005 + place // len(areas)
        lines.append(f"big2;{area};2023;{year};{year};{20 + number};400;;;")
    path = folder / f"cijfers-{number}.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def _codes():
    rows = Municipality.objects.valid_on(date(2023, 6, 1))
    return rows.order_by("code").values_list("code", flat=True)


def _half(release: Release | None) -> str:
    """Say what is half about an import, if anything."""
    loose = Observation.objects.exclude(release__in=Release.objects.all()).count()
    if loose:
        return f"{loose} figures without a release"
    if release is None:
        return ""
    stored = Observation.objects.filter(release=release).count()
    if stored != release.row_count or release.state != "published":
        return f"{stored} of {release.row_count} rows, {release.state}"
    return ""


def _killed(plant: Plant, words: list[str], after: float, *, with_server: bool) -> bool:
    """Start a command, kill it (or the database under it) after a while; True when it was cut."""
    command = plant.start("manage.py", *words)
    try:
        command.wait(timeout=after)
    except subprocess.TimeoutExpired:
        if with_server:
            os.kill(plant.server("postgres"), signal.SIGKILL)
            connection.close()
            command.wait(timeout=60)
            plant.bring_back()
        else:
            os.killpg(command.pid, signal.SIGKILL)
            command.wait(timeout=10)
        return True
    return False


def _is_quiet() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' "
            "AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] == 0


def _duration(plant: Plant, words: list[str]) -> float:
    begun = time.monotonic()
    assert plant.start("manage.py", *words).wait(timeout=120) == 0
    return time.monotonic() - begun


def imports(plant: Plant, times: int) -> None:
    """No half import: kill -9 of import_figures, or of PostgreSQL under it, at any moment."""
    faults, cut, whole = [], 0, 0
    rows = 6800 if times > 1 else 1360  # once is for `make test`
    first = _figures_file(plant.var, 0, rows)
    long = _duration(plant, ["import_figures", str(first), "--publish"])
    for number in range(1, times + 1):
        path = _figures_file(plant.var, number, rows)
        words = ["import_figures", str(path), "--publish"]
        cut += _killed(plant, words, DRAW.uniform(0.5, 1.0) * long, with_server=number % 4 == 0)
        wait_for(_is_quiet, 20)
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        release = Release.objects.filter(checksum=checksum).first()
        whole += release is not None
        faults += [f"import {number}: {fault}"] if (fault := _half(release)) else []
        if release is None:
            _duration(plant, words)
            if fault := _half(Release.objects.filter(checksum=checksum).first()):
                faults.append(f"import {number}, again: {fault}")
    figures = f"{cut} cut off, {whole} were whole already, the others loaded at the second try"
    say("fault", f"kill -9 of an import of {rows:,} figures", times, "kills", faults, figures)


def tables(plant: Plant, times: int) -> None:
    """The same for the regional table: all of its choices or none."""
    source = ROOT / "interventions/reference/demo/eindhoven_de_kempen_2024.csv"
    faults, cut, words = [], 0, ["--region", "eindhoven-de-kempen"]

    def state() -> tuple[int, int, int]:
        return (Choice.objects.count(), LocalOffer.objects.count(), MatrixImport.objects.count())

    _empty()
    none = state()
    long = _duration(plant, ["import_matrix", str(source), *words])
    every = state()
    for number in range(times):
        _empty()
        after = DRAW.uniform(0.5, 1.0) * long
        cut += _killed(plant, ["import_matrix", str(source), *words], after, with_server=False)
        wait_for(_is_quiet, 20)
        if state() not in (none, every):
            faults.append(f"table {number}: {state()} is neither {none} nor {every}")
    figures = f"{cut} cut off; all ({every[0]} choices) or nothing"
    say("fault", "kill -9 of an import of a regional table", times, "kills", faults, figures)


def _empty() -> None:
    """Take every regional table out again, with what hangs on it: this plant is thrown away."""
    tables = ", ".join(one._meta.db_table for one in (Choice, LocalOffer, MatrixImport))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def storage(plant: Plant, times: int) -> None:
    """A full storage: the job ends with what to do, nothing half is shown, later it works."""
    exports, faults = Exports(), []
    folder = Path(plant.var / "media" / "exports")
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        say(
            "fault",
            "storage full during exports",
            0,
            "times",
            [],
            "not done: needs the right to mount",
        )
        return
    try:
        plant.start_worker()
        for _number in range(times):
            exports.ask()
            if wait_for(lambda: not exports.busy(), PATIENCE) is None:
                faults.append("not finished with a full storage")
        for job in Job.objects.all():
            if job.state != "failed" or "opslag" not in job.error.lower():
                faults.append(f"full storage: {job.state} {job.error!r}")
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607
    exports.ask()
    wait_for(exports.is_over, PATIENCE)
    exports.asked = exports.asked[-1:]
    last = Export.objects.get(pk=exports.asked[0])
    wanted = {one.name: one.checksum for one in Bundle(target_of(last)).files()}
    faults += exports.faults_of(last, wanted)
    say("fault", "storage full during exports", times, "times", faults, "then one that works")


def year(plant: Plant, times: int) -> None:
    """Freezing a round and making its exports: kill -9, an emptied broker, a killed database."""
    faults, figures = year_round.disturb(plant, times, DRAW)
    what = "kill -9 of the worker while a round is frozen and exported"
    say("fault", what, times, "kills", faults, figures)


def year_broker(plant: Plant, times: int) -> None:
    """The same with a broker that nobody reaches for a while."""
    faults, figures = year_faults.broker_away(plant, times, DRAW)
    what = "broker gone while a round is frozen and exported"
    say("fault", what, times, "times", faults, figures)


def year_disk(plant: Plant, times: int) -> None:
    """The same with a disk that is full while the files are written."""
    faults, figures = year_faults.disk_full(plant, times)
    what = "storage full while a frozen round is exported"
    say("fault", what, times, "times", faults, figures)


def opening(plant: Plant, times: int) -> None:
    """Rounds whose opening is killed halfway; the last one is frozen and exported."""
    faults, figures = year_faults.openings_killed(plant, times, DRAW)
    say("fault", "kill -9 of the worker while rounds open", times, "kills", faults, figures)


def every_year(plant: Plant, times: int) -> None:
    """All that can happen to a round, once each, and some kills: for `make test`."""
    faults, figures = year_faults.every_fault(plant, times, DRAW)
    what = "kills, broker gone and emptied, database killed, storage full, during a year"
    say("fault", what, times, "kills", faults, figures)


def web(plant: Plant, times: int) -> None:
    """The web process is killed while a form is sent, which is then sent again."""
    faults, figures = web_killed.disturb(plant, times, DRAW)
    say("fault", "kill -9 of the web process while a form is sent", times, "kills", faults, figures)


def pace(plant: Plant, times: int) -> None:
    """A national round from opening to export, in time and memory."""
    faults, figures = year_pace.measure()
    say("fault", "a national round opened, frozen and exported", times, "times", faults, figures)


SCENARIOS: dict[str, Callable[[Plant, int], None]] = {
    "workers": workers,
    "broker": broker,
    "servers": servers,
    "imports": imports,
    "tables": tables,
    "storage": storage,
    "year": year,
    "year_broker": year_broker,
    "year_disk": year_disk,
    "opening": opening,
    "every_year": every_year,
    "web": web,
    "pace": pace,
}


def main() -> None:
    """The database was filled by tests/soak/faulting.py."""
    for asked in sys.argv[1:]:
        name, times = asked.split("=")
        plant = Plant()
        try:
            SCENARIOS[name](plant, int(times))
        finally:
            plant.stop()


if __name__ == "__main__":
    main()
