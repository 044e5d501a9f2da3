"""Rounds while the broker is gone, the disk is full, or the worker dies as they open."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from redis import Redis

from kansrijkestart.core import clock
from kansrijkestart.embedded.places import places_of as servers_in
from kansrijkestart.jobs import services as jobs
from kansrijkestart.jobs.models import Job
from monitoring.models import Edition, Export, ExportBatch, Response, ResponseAnswer, Round
from monitoring.services.batches import batch_retry
from monitoring.services.responses import responses_open
from monitoring.services.rounds import KIND as OPENING
from monitoring.services.rounds import rounds_open
from tests.monitoring.edition_world import make_round
from tests.soak.plant import Plant, tries, until_at_work, wait_for
from tests.soak.year import PATIENCE, PROVINCE, Year, finish, flush, kill_often

NOT_MOUNTED = "not done: needs the right to mount"
ROOM_AT_FIRST, ROOM_MORE = 400 * 1024, 256 * 1024 * 1024


@contextmanager
def _gone(plant: Plant) -> Iterator[None]:
    """Nobody reaches the broker: its socket is away, and whoever was connected is cut off."""
    socket = servers_in(plant.var).redis_socket
    aside = socket.with_name("away.sock")
    own = Redis(unix_socket_path=str(socket))
    own.ping()
    socket.rename(aside)
    try:
        for kind in ("normal", "pubsub"):
            own.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
        yield
    finally:
        aside.rename(socket)


def broker_away(plant: Plant, times: int, draw: random.Random) -> tuple[list[str], str]:
    """The broker is gone for some seconds and comes back, every other time with nothing in it.

    Work is asked meanwhile, and now and then the worker dies too.
    """
    year = Year()
    plant.start_worker()
    asking = max(_broker_away(plant, year, number, draw) for number in range(times))
    faults, figures = finish(plant, year)
    return faults, f"{figures}; what beat does took {asking:.1f} s at most without a broker"


def _broker_away(plant: Plant, year: Year, number: int, draw: random.Random) -> float:
    year.more_work()
    time.sleep(draw.uniform(0, 2))
    with _gone(plant):
        begun = time.monotonic()
        year.beat()
        asking = time.monotonic() - begun
        time.sleep(draw.uniform(1, 4))
        if draw.random() < 0.3:
            plant.kill_worker(child_only=draw.random() < 0.5)
    year.mails.died()
    if number % 2:
        flush(plant)
    plant.keep_worker()
    return asking


def disk_full(plant: Plant, times: int) -> tuple[list[str], str]:
    """Some exports of an edition fit, the others say that the storage is full; later all is made.

    Needs the right to mount.
    """
    with small_storage(plant) as folder:
        if folder is None:
            return [], NOT_MOUNTED
        year, faults, full = Year(), [], 0
        plant.start_worker()
        for _time in range(times):
            more, failed = _disk_full(year, folder)
            faults += more
            full += failed
        more, figures = finish(plant, year)
        return faults + more, f"{figures}; {full} exports did not fit the first time"


@contextmanager
def small_storage(plant: Plant) -> Iterator[Path | None]:
    """Give the folder of the exports a storage of its own; None without the right to mount."""
    folder = Path(plant.var / "media" / "exports")
    folder.mkdir(parents=True, exist_ok=True)
    if not _mount(folder, ROOM_AT_FIRST):
        yield None
        return
    try:
        yield folder
    finally:
        if plant.worker is not None:
            plant.kill_worker(child_only=False)
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


def _disk_full(year: Year, folder: Path) -> tuple[list[str], int]:
    """Let an edition meet a full storage and give it room; return faults and what did not fit."""
    assert _mount(folder, _used(folder) + ROOM_AT_FIRST, again=True)
    year.more_work()
    faults = []
    if wait_for(year.beat, PATIENCE) is None:
        faults.append("not finished with a full storage")
    batch = ExportBatch.objects.order_by("-edition__number")[0]
    failed = Export.objects.filter(batch=batch, job__state="failed")
    full = failed.count()
    if not 0 < full < batch.total:
        faults.append(f"{full} of {batch.total} exports did not fit")
    errors = failed.values_list("job__error", flat=True)
    faults += [f"full storage: {one!r}" for one in errors if "opslag" not in one.lower()]
    assert _mount(folder, _used(folder) + ROOM_MORE, again=True)
    batch_retry(batch=batch)
    return faults, full


def _mount(folder: Path, room: int, *, again: bool = False) -> bool:
    options = f"{'remount,' if again else ''}size={room}"
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return not subprocess.run(words, capture_output=True, check=False).returncode


def _used(folder: Path) -> int:
    found = os.statvfs(folder)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


class Openings:
    """Rounds that open one after another, and what must have become of each."""

    def __init__(self) -> None:
        self.planned: list[int] = []
        self.undisturbed = self._undisturbed()

    def _undisturbed(self) -> dict[str, Any]:
        """Open one here, read it, and take it back as if it never was."""
        with transaction.atomic():
            asked = self._plan("vooraf")
            responses_open(round=asked, progress=lambda _done, _total: None)
            found = self._read(asked.pk)
            transaction.set_rollback(True)
        return found

    def _plan(self, key: str) -> Round:
        moment = clock.now()
        asked = make_round(closes=moment + timedelta(days=1), key=key)
        Round.objects.filter(pk=asked.pk).update(
            opened_at=None, opens_at=moment - timedelta(seconds=1)
        )
        asked.refresh_from_db()
        return asked

    def _read(self, pk: int) -> dict[str, Any]:
        rows = Response.objects.filter(round=pk)
        names = ("municipality__code", "coalition", "state")
        found: dict[str, Any] = {
            code: (about, state, {}) for code, about, state in rows.values_list(*names)
        }
        answers = ResponseAnswer.objects.filter(response__round=pk)
        keys = ("response__municipality__code", "question__key", "derived", "given", "sources")
        for code, key, *values in answers.values_list(*keys):
            found[code][2][key] = values
        return found

    def beat(self) -> bool:
        """What beat does; true when every round is open."""
        jobs.sweep()
        rounds_open()
        return not Round.objects.filter(pk__in=self.planned, opened_at__isnull=True).exists()

    def more_work(self) -> None:
        if self.beat():
            self.planned.append(self._plan(f"opening-{len(self.planned)}").pk)
            self.beat()
        wait_for(lambda: Job.objects.filter(state="running").exists(), 10)

    def faults(self) -> list[str]:
        return [
            f"round {number} has {len(self._read(pk))} responses, and not what it is undisturbed"
            for number, pk in enumerate(self.planned)
            if self._read(pk) != self.undisturbed
        ]


def openings_killed(plant: Plant, times: int, draw: random.Random) -> tuple[list[str], str]:
    """Kill the worker as rounds open, PostgreSQL once with it; then freeze the last, killed too."""
    plant.start_worker()
    year, faults, made = _opened(plant, times, draw)
    if year is None:
        return faults, made
    kill_often(plant, year, 2, draw)
    more, figures = finish(plant, year)
    return faults + more, f"{made}; {figures}"


def _opened(plant: Plant, times: int, draw: random.Random) -> tuple[Year | None, list[str], str]:
    """Open rounds under kills; return the year of the last, faults, and what was made."""
    openings, tried = Openings(), tries()
    for kill in range(times):
        openings.more_work()
        until_at_work(openings.beat, tried)
        time.sleep(draw.uniform(0, 2))
        plant.kill_worker(child_only=draw.random() < 0.5)
        if kill == times // 2:
            os.kill(plant.server("postgres"), signal.SIGKILL)
            connection.close()
            plant.bring_back()
        tried = tries()
        plant.keep_worker()
    if wait_for(openings.beat, PATIENCE) is None:
        return None, ["not open two minutes after the last kill"], ""
    faults = openings.faults()
    tried = sum(Job.objects.filter(kind=OPENING).values_list("attempt", flat=True))
    wait_for(lambda: not Job.objects.filter(state__in=["queued", "running"]).exists(), PATIENCE)
    made = f"{len(openings.planned)} rounds of {len(openings.undisturbed)} municipalities"
    return Year(_closed(openings.planned[-1])), faults, f"{made}, opened in {tried} tries"


def every_fault(plant: Plant, times: int, draw: random.Random) -> tuple[list[str], str]:
    """All of these and :func:`tests.soak.year.disturb` upon one round, from opening to files.

    The worker is killed so many times, three of them as rounds open.
    """
    with small_storage(plant) as folder:
        if folder is not None:
            assert _mount(folder, ROOM_MORE, again=True)
        plant.start_worker()
        year, faults, made = _opened(plant, 3, draw)
        if year is None:
            return faults, made
        kill_often(plant, year, times - 3, draw)
        for number in range(2):
            _broker_away(plant, year, number, draw)
        full = f"a full storage {NOT_MOUNTED}"
        if folder is not None:
            plant.keep_worker()
            more, failed = _disk_full(year, folder)
            faults += more
            full = f"{failed} exports did not fit the first time"
        more, figures = finish(plant, year)
        return faults + more, f"{made}; {figures}; {full}"


def _closed(pk: int) -> Round:
    """Of an opened round one province stays, every other one handed in, and it is over now."""
    elsewhere = Response.objects.filter(round=pk).exclude(municipality__province=PROVINCE)
    ResponseAnswer.objects.filter(response__in=elsewhere).delete()
    elsewhere.delete()
    moment = clock.now()
    rows = Response.objects.filter(round=pk).order_by("municipality__code")
    keys = list(rows.values_list("pk", flat=True))[::2]
    Response.objects.filter(pk__in=keys).update(state="submitted", submitted_at=moment)
    Round.objects.filter(pk=pk).update(closes_at=moment + timedelta(milliseconds=1))
    time.sleep(0.01)
    assert not Edition.objects.filter(round=pk).exists()
    return Round.objects.get(pk=pk)
