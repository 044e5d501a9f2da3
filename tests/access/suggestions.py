"""Who reads what belongs to the figures and ambitions of a coalition."""

from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}

ROWS = [
    Row("monitoring:suggestions", READERS, kwargs=lambda world: {"slug": world.coalition.slug}),
]
