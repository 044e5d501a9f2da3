"""Starting the program that breaks a plant, and reading what it says."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from tests.migrated import fill
from tests.soak.book import Entry

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def run(scenario: str, times: int) -> tuple[Entry, list[str]]:
    """Run one scenario in a plant of its own."""
    [found] = run_all({scenario: times})
    return found


def run_all(scenarios: Mapping[str, int]) -> list[tuple[Entry, list[str]]]:
    """Run scenarios one after another in one plant, each so many times.

    Inside the checkout and not in pytest's folders: from there root's servers would move their data
    out, to where nobody removes it.
    """
    var = ROOT / "var" / f"plant-{'-'.join(scenarios)}-{os.getpid()}"
    environment = {name: text for name, text in os.environ.items() if name not in SERVERS}
    environment |= {"VAR_DIR": str(var), "DATABASE_ROLE": "owner", "DEMO_MODE": "yes"}
    try:
        fill(
            settings.DATABASES["default"],
            environment | {"DJANGO_SETTINGS_MODULE": "tests.soak.plant_settings"},
        )
        return _run(scenarios, environment)
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _run(
    scenarios: Mapping[str, int], environment: dict[str, str]
) -> list[tuple[Entry, list[str]]]:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.soak.driver",
            *(f"{name}={times}" for name, times in scenarios.items()),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.strip().splitlines()]
    assert len(lines) == len(scenarios), done.stdout
    return [(Entry(*line["entry"]), line["faults"]) for line in lines]
