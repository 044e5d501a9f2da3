"""The benchmarks: CPU per page beside a bare page in the same run, and the big imports and exports.

Writes var/bench.json and prints a table. Ratios and CPU time, never requests per second: those
depend on the machine's mood. Ends with status 1 when the figures page costs more than fifteen
times a bare signed-in page.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")
os.environ["VAR_DIR"] = str(ROOT / "var" / "bench")
LIMIT = 15.0
ROUNDS = 25


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
            "figures": "/coalities/eindhoven/cijfers/",
            "one indicator": "/coalities/eindhoven/cijfers/big2/",
            "agreements": "/coalities/eindhoven/afspraken/",
        },
        "regio@demo.example": {"region table": "/regios/eindhoven-de-kempen/matrix/"},
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


def main() -> int:
    from kansrijkestart.embedded import prepare_for_command

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
    results["protection run of everything, seconds"] = round(manage("protect_figures"), 1)
    results["protection run without a change, seconds"] = round(manage("protect_figures"), 1)
    (ROOT / "var" / "bench.json").write_text(json.dumps(results, indent=2), encoding="utf-8")
    width = max(map(len, results))
    for name, value in results.items():
        sys.stdout.write(f"{name:<{width}}  {value:>8}\n")
    return int(results["figures page, times a bare page"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
