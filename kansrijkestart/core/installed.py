"""What is installed, as a short text: part of the key of everything kept that code has made.

After an upgrade nothing is shown that older code, templates or translations put in the cache, and
while machines run different versions side by side, each asks for its own.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

SOURCES = ("**/*.py", "**/*.html", "**/*.mo")
FOLDERS = (
    "kansrijkestart",
    "coalitions",
    "interventions",
    "agreements",
    "monitoring",
    "templates",
    "locale",
)


@cache
def installed() -> str:
    """Return a hash of the site's own code, templates and translations; made once per process."""
    root = Path(settings.BASE_DIR)
    paths = {path for name in FOLDERS for kind in SOURCES for path in (root / name).glob(kind)}
    found = sha256()
    for path in sorted(paths):
        found.update(str(path.relative_to(root)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
