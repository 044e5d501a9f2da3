"""Who reads the client routes: whoever opens the record of the coalition."""

from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}


def _slug(world):
    return {"slug": world.coalition.slug}


ROWS = [
    Row("agreements:routes", READERS, kwargs=_slug),
    Row("agreements:sheet", READERS, kwargs=_slug),
]
