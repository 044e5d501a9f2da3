"""Breaking a rule for figures in a copy of the source, to see that its tests notice.

The copy has servers of its own; they, and the database that was migrated once, stay from the first
break to the last. Nothing of the checkout itself is touched.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kansrijkestart.embedded import ensure_running

ROOT = Path(__file__).resolve().parents[2]
LINKED = (".venv", "node_modules")
# Variables that would lead the copy back to what it was started from.
NOT_PASSED_ON = ("PYTEST_", "SOAK", "DATABASE", "REDIS", "COV_", "VAR_DIR", "PYTHONDONTWRITE")
SECONDS = 900
FAILED = re.compile(r"^FAILED (\S+?)(?:\[.*)?(?: - .*)?$", re.MULTILINE)
# A break that is no longer Python, or not the program any more, proves nothing.
NO_PROGRAM = re.compile(r"^E +(SyntaxError|IndentationError|ImportError|NameError)\b", re.MULTILINE)


@dataclass(frozen=True)
class Break:
    """One small break: ``old`` stands once in the file; with ``new`` these tests must fail.

    ``of`` is the rule it belongs to (tests/soak/rules.py), ``words`` what should no longer hold.
    Tests are named ``module::test``, below tests/monitoring.
    """

    of: str
    words: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        return [_id_of(one) for one in self.tests]


def _id_of(name: str) -> str:
    module, _, test = name.partition("::")
    return f"tests/monitoring/test_{module}.py::{test}"


def out_of_date(one: Break) -> list[str]:
    """What in a break no longer fits the source; nothing is run."""
    text = (ROOT / one.file).read_text("utf-8")
    found = []
    if (count := text.count(one.old)) != 1:
        found.append(f"{one.file}: the text stands there {count} times")
    elif one.file.endswith(".py"):
        try:
            broken, whole = ast.parse(text.replace(one.old, one.new)), ast.parse(text)
        except SyntaxError as error:
            found.append(f"{one.file}: {error}")
        else:
            if ast.dump(broken) == ast.dump(whole):
                found.append(f"{one.file}: nothing changes")
    known = {name for id_ in one.ids for name in _tests_in(ROOT, id_.partition("::")[0])}
    found += [f"{id_} is not there" for id_ in one.ids if id_ not in known]
    return found


@cache
def _tests_in(root: Path, file: str) -> frozenset[str]:
    path = root / file
    if not path.exists():
        return frozenset()
    functions = ast.parse(path.read_text("utf-8")).body
    return frozenset(f"{file}::{one.name}" for one in functions if isinstance(one, ast.FunctionDef))


def survived(status: int, said: str, wanted: Iterable[str]) -> str:
    """Why a break was not noticed by these tests as it should be; empty when it was."""
    if trouble := NO_PROGRAM.search(said):
        return f"the break is no program: {trouble[0]}"
    if status not in (0, 1) or re.search(r"^ERROR ", said, re.MULTILINE):
        return f"the tests did not run (status {status})"
    failed = set(FAILED.findall(said))
    still = [one for one in wanted if one not in failed]
    return f"not noticed by {', '.join(still)}" if still else ""


class Copy:
    """The source in a folder of its own, with servers of its own as long as this process lives."""

    def __init__(self) -> None:
        # The address of a server's socket may not be long, so not below pytest's own folder.
        self.folder = Path(tempfile.mkdtemp(prefix="rules-"))
        self.folder.chmod(0o711)
        self.tree, self.var = self.folder / "tree", self.folder / "var"
        self.fates: dict[Break, str] = {}
        for name in _files():
            target = self.tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        for name in LINKED:
            if (ROOT / name).exists():
                (self.tree / name).symlink_to((ROOT / name).resolve())
        ensure_running(self.var, durable=False)

    def remove(self) -> None:
        """Delete it; its servers end when they see that."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, ids: Iterable[str]) -> tuple[int, str]:
        """Run just these tests; status and what was said."""
        environment = {
            key: text for key, text in os.environ.items() if not key.startswith(NOT_PASSED_ON)
        }
        # What was compiled once, packages too, is kept beside the copy: most of a run otherwise.
        compiled = str(self.folder / "compiled")
        environment |= {"VAR_DIR": str(self.var), "DATABASE_ROLE": "owner"}
        environment |= {"PYTHONPYCACHEPREFIX": compiled}
        options = ["-n", "0", "-q", "-p", "no:cacheprovider", "--tb=short"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *ids],
            cwd=self.tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def fate(self, one: Break) -> str:
        """Apply a break, run its tests and restore: why it survived, or nothing. Kept as well."""
        path = self.tree / one.file
        whole = path.read_text("utf-8")
        assert whole.count(one.old) == 1, one.words
        path.write_text(whole.replace(one.old, one.new), "utf-8")
        try:
            status, said = self.run(one.ids)
        finally:
            path.write_text(whole, "utf-8")
        trouble = survived(status, said, one.ids)
        self.fates[one] = f"{one.words}: {trouble}\n{said[-3000:]}" if trouble else ""
        return self.fates[one]


def _files() -> list[str]:
    """Everything that belongs to the source, as it stands here."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in found.split("\0") if name and not name.startswith(LINKED)]
    return [name for name in names if (ROOT / name).is_file()]
