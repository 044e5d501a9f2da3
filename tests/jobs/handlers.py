"""Kinds of jobs that only tests know; a real worker imports this too."""

import time

from coalitions.models import Coalition
from kansrijkestart.jobs import registry
from kansrijkestart.jobs.running import JobContext


def count(context: JobContext) -> dict[str, object]:
    """Add numbers up, slowly; what comes out depends on nothing but the parameters."""
    numbers = context.parameters["numbers"]
    for position, _number in enumerate(numbers):
        context.progress(position, len(numbers), f"getal {position}")
        time.sleep(context.parameters.get("pause", 0))
    context.progress(len(numbers), len(numbers))
    return {"url": "/", "total": sum(numbers)}


def rename(context: JobContext) -> dict[str, object]:
    Coalition.objects.filter(pk=context.parameters["coalition"]).update(name="Anders")
    return {}


registry.register("tests.count", count, "Tellen")
registry.register("tests.rename", rename, "Hernoemen")
