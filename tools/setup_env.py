"""Bring `.venv` and `node_modules` up to the lock files. Standard library only; any Python 3.11+.

A stamp holds the hash of the lock files it was made from, written only after success: a set-up that
was cut off is done again, and one that is up to date costs nothing.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV, NODE_MODULES = ROOT / ".venv", ROOT / "node_modules"
PYTHON = VENV / "bin" / "python"


def fingerprint(*names: str) -> str:
    """Return one hash over the content of the named files."""
    content = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def run(*command: str | Path) -> None:
    """Run one step; its own messages say what went wrong."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"Set-up stopped at: {' '.join(map(str, command))}")


def install_python_packages(*requirements: str) -> None:
    """Install exactly the locked packages.

    Without resolving: the lock files are complete, and pip before 23.3 lets an extra such as
    `coverage[toml]` ask for a newer release than the one locked, on the day that release appears.
    `pip check` then says whether something a package needs is missing.
    """
    stamp = VENV / f"installed-{requirements[-1]}.stamp"
    wanted = fingerprint(*requirements)
    works = PYTHON.exists() and not subprocess.run([PYTHON, "-c", ""], check=False).returncode
    if works and is_current(stamp, wanted):
        return
    if not works:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    print(f"Installing {requirements[-1]} …", flush=True)
    options = [word for name in requirements for word in ("-r", name)]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    # Of what is installed a fraction is ever imported; that is compiled when it is.
    exactly = ["--no-deps", "--require-hashes", "--no-compile"]
    run(PYTHON, "-m", "pip", "install", *quiet, *exactly, *options)
    run(PYTHON, "-m", "pip", "check", "--disable-pip-version-check")
    stamp.write_text(wanted, encoding="utf-8")


def install_node_packages() -> None:
    """Install exactly the locked style sheets, fonts and icons."""
    stamp, wanted = NODE_MODULES / "installed.stamp", fingerprint("package-lock.json", ".npmrc")
    if is_current(stamp, wanted):
        return
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm was not found. Install Node.js with npm and try again.")
    print("Installing package-lock.json …", flush=True)
    run(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted, encoding="utf-8")


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - started by any Python
        sys.exit("Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11.")
    install_python_packages("requirements.txt")
    if "--dev" in sys.argv[1:]:
        install_python_packages("requirements.txt", "requirements-dev.txt")
    install_node_packages()


if __name__ == "__main__":
    main()
