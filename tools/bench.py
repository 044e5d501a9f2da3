"""The benchmarks: CPU per page beside a bare page in the same run, and the big imports and exports.

Writes var/bench.json and prints a table. Ratios and CPU time, never requests per second: those
depend on the machine's mood. Ends with status 1 when a page of figures or the loading of a national
file costs more than it may (tools/bench_bounds.py).

``--large`` also makes a hundred times as many figures (18 million, some 5 GB) in the scratch
database and reads the page again without anything kept: at most one and a half times as long.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
os.environ["VAR_DIR"] = str(ROOT / "var" / "bench")
ROUNDS = 25
FIGURES = "/coalities/eindhoven/cijfers/"
COUNTRY = "/landelijk/cijfers/regio/"


def manage(*arguments: str) -> float:
    """Run a command of the project; gives its wall-clock seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)
    return time.perf_counter() - begun


def cpu_of(work: Callable[[], object]) -> float:
    """Return the median CPU milliseconds of this process over ROUNDS runs, after a warm-up."""
    work()
    work()
    taken = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append((time.process_time() - begun) * 1000)
    return round(statistics.median(taken), 2)


def pages() -> dict[str, float]:
    """Measure a bare signed-in page and the pages people open most, with demo data."""
    import django

    django.setup()
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.urls import path

    from kansrijkestart import urls
    from kansrijkestart.accounts.models import User

    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.user.pk}")

    urls.urlpatterns.append(path("kaal/", bare))
    found = {}
    visits = {
        "coordinator@demo.example": {
            "bare page": "/kaal/",
            "overview": "/coalities/eindhoven/",
            "figures": FIGURES,
            "one indicator": "/coalities/eindhoven/cijfers/big2/",
            "agreements": "/coalities/eindhoven/afspraken/",
            "search": "/zoeken/?q=kraam",
        },
        "regio@demo.example": {"region table": "/regios/eindhoven-de-kempen/matrix/"},
        "landelijk@demo.example": {"figures per GGD region": COUNTRY},
    }
    for email, addresses in visits.items():
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.get(email=email))
        for name, address in addresses.items():
            answer = client.get(address)
            if answer.status_code != 200:
                sys.exit(f"{address} answers {answer.status_code}")
            found[f"{name}, CPU ms"] = cpu_of(partial(client.get, address))
    return found


def client_of(email: str) -> Any:
    """Return somebody of the demo, signed in."""
    from django.test import Client

    from kansrijkestart.accounts.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=email))
    return client


def dashboard() -> float:
    """CPU of the figures page with 35 indicators of 15 years, as a second reader finds it."""
    client = client_of("coordinator@demo.example")
    return cpu_of(partial(client.get, FIGURES))


def country() -> tuple[float, float]:
    """CPU of the figures of every GGD region, 35 indicators of 15 years: kept, and made anew.

    With every sum there is: invented figures may not be added up by themselves, real ones may.
    """
    from django.core.cache import cache

    from monitoring.models import Definition

    made = Definition.objects.filter(indicator__key__startswith="meting-")
    made.update(aggregation="both")
    manage("protect_figures")
    client = client_of("landelijk@demo.example")
    cache.clear()
    begun = time.process_time()
    client.get(COUNTRY)
    first = (time.process_time() - begun) * 1000
    kept = cpu_of(partial(client.get, COUNTRY))
    made.update(aggregation="unknown")  # as the other measurements have it
    return kept, round(first)


def unkept() -> float:
    """Return the fastest of some reads of the figures page with nothing kept, in milliseconds."""
    from django.core.cache import cache

    client, taken = client_of("coordinator@demo.example"), []
    for _round in range(ROUNDS):
        cache.clear()
        begun = time.perf_counter()
        client.get(FIGURES)
        taken.append((time.perf_counter() - begun) * 1000)
    return round(min(taken), 1)


def hundredfold() -> int:
    """Copy every figure of the benchmark release to 99 invented countries; gives all figures."""
    from django.db import connection

    # In a process of its own, as the owner of the tables: it takes their indexes away meanwhile.
    command = [sys.executable, str(ROOT / "tools" / "bench_copies.py")]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_ROLE": "owner"}, check=True)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # no page waits for this
        cursor.execute("SELECT count(*) FROM monitoring_observation")
        return int(cursor.fetchone()[0])


def tell(results: dict[str, float]) -> None:
    """Keep what was measured, and print it."""
    (ROOT / "var" / "bench.json").write_text(json.dumps(results, indent=2), encoding="utf-8")
    width = max(map(len, results))
    for name, value in results.items():
        sys.stdout.write(f"{name:<{width}}  {value:>8}\n")
    sys.stdout.flush()


def main() -> int:
    from kansrijkestart.embedded import prepare_for_command
    from tools import bench_search
    from tools.bench_bounds import beyond, missed
    from tools.import_cost import codes_of_the_country, measure

    # A file that was loaded before is recognised, so that nothing would be measured.
    shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)
    prepare_for_command(["manage.py", "shell"])
    manage("migrate", "-v0")
    manage("load_reference", "-v0")
    manage("load_demo", "-v0")
    results = pages()
    results["figures page, times a bare page"] = round(
        results["figures, CPU ms"] / results["bare page, CPU ms"], 1
    )
    results["export of a region, seconds"] = round(
        manage(
            "export_year",
            "2024",
            "--scope",
            "region:eindhoven-de-kempen",
            "--out",
            str(ROOT / "var" / "bench" / "export"),
        ),
        1,
    )
    results["180 000 figures loaded, seconds"] = round(manage("seed_scale"), 1)
    results |= measure(ROOT / "var" / "bench", codes_of_the_country())
    results["protection run of everything, seconds"] = round(manage("protect_figures"), 1)
    results["protection run without a change, seconds"] = round(manage("protect_figures"), 1)
    results["figures page 35 x 15, CPU ms"] = dashboard()
    results["figures page 35 x 15, times a bare page"] = round(
        results["figures page 35 x 15, CPU ms"] / results["bare page, CPU ms"], 1
    )
    results["figures page with nothing kept, ms"] = unkept()
    kept, first = country()
    results["figures per GGD region 35 x 15, CPU ms"] = kept
    results["the same for its first reader, CPU ms"] = first
    results |= bench_search.measure()
    tell(results)
    if "--large" in sys.argv:
        results["figures after copying"] = hundredfold()
        results["the same page with these, ms"] = unkept()
        results["times as long"] = round(
            results["the same page with these, ms"] / results["figures page with nothing kept, ms"],
            2,
        )
        tell(results)
    for words in [*missed(results), *beyond(results)]:
        sys.stdout.write(f"{words}\n")
    return int(bool(beyond(results)))


if __name__ == "__main__":
    sys.exit(main())
