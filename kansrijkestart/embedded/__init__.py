"""PostgreSQL and Redis for development and tests, from two packages, started by our own keeper.

Nothing here imports Django, and importing it starts nothing: `manage.py`, wsgi, celery and the
tests call `ensure_running`. Why and how: docs/adr/0001-embedded-servers.md.
"""

import os
import sys
import warnings

from kansrijkestart.embedded.places import EmbeddedServersError
from kansrijkestart.embedded.startup import default_var_dir, ensure_running, needed_servers

__all__ = ["EmbeddedServersError", "default_var_dir", "ensure_running", "prepare_for_command"]

OWNER_COMMANDS = frozenset(
    {"createcachetable", "dbshell", "migrate", "pgtrigger", "showmigrations", "sqlmigrate", "test"}
)
COMMANDS_WITHOUT_SERVERS = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "version",
    }
)


def prepare_for_command(argv: list[str]) -> None:
    """Choose the database role for a `manage.py` command and start the servers if it needs them."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    command = words[0] if words else "help"
    _read_settings_option(argv)
    if command in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    if command == "makemigrations":
        # Without a database Django skips its consistency check and warns; that is meant here.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration")
    if command in COMMANDS_WITHOUT_SERVERS or {"-h", "--help", "--version"} & set(argv):
        return
    try:
        ensure_running()
    except EmbeddedServersError as error:
        sys.exit(str(error))
    if command == "dbshell" and "postgres" in needed_servers():
        from kansrijkestart.embedded.servers import postgres_binaries

        os.environ["PATH"] = f"{os.environ['PATH']}{os.pathsep}{postgres_binaries() / 'bin'}"


def _read_settings_option(argv: list[str]) -> None:
    """Honour `--settings`, as Django will: the test settings have a `var` of their own."""
    for index, word in enumerate(argv):
        name, _, value = word.partition("=")
        if name == "--settings":
            following = argv[index + 1] if index + 1 < len(argv) else ""
            os.environ["DJANGO_SETTINGS_MODULE"] = value or following
