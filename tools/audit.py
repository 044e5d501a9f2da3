"""Ask whether a locked package has a published weakness, with pip-audit and npm audit.

Ends with status 1 when one is known. The question goes over the network: when nobody answers, it
says so and ends with 0, or with 1 when AUDIT_REQUIRED=yes (before a release).
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 90


class Answer(NamedTuple):
    """What was learned about one lock file."""

    asked: int  # packages that we know the answer for
    unknown: int  # packages that nobody told us about
    weak: list[str]

    def __str__(self) -> str:
        if self.weak:
            return "\n".join([f"{len(self.weak)} known weaknesses", *self.weak])
        if not self.asked:
            return "NOT AUDITED: the advisory service did not answer"
        rest = f", {self.unknown} NOT AUDITED" if self.unknown else ""
        return f"no known weakness in {self.asked} packages{rest}"


def python_answer(said: str) -> Answer:
    """Read pip-audit's JSON. It ends with success too when it could not ask about any package."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Answer(0, 1, [])
    known = [package for package in packages if "skip_reason" not in package]
    weak = [
        f"  {package['name']} {package['version']}: {found['id']}, fixed in "
        f"{', '.join(found['fix_versions']) or 'no version yet'}"
        for package in known
        for found in package["vulns"]
    ]
    return Answer(len(known), len(packages) - len(known), weak)


def npm_answer(said: str) -> Answer:
    """Read npm's JSON; without the report there was no answer."""
    try:
        report: dict[str, Any] = json.loads(said)
        total = int(report["metadata"]["dependencies"]["total"])
        found = report["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Answer(0, 1, [])
    weak = [
        f"  {name}: {about['severity']}, range {about['range']}" for name, about in found.items()
    ]
    return Answer(total, 0, weak)


def said_by(*command: str) -> str:
    """Return what a command printed; an empty text when it took too long."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def ask() -> dict[str, Answer]:
    """Ask about the three lock files, all at once: silence costs the run `SECONDS` only."""
    options = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    tool = [sys.executable, "-m", "pip_audit", *options, "-r"]
    names = ("requirements.txt", "requirements-dev.txt")
    with ThreadPoolExecutor() as pool:
        python = [pool.submit(said_by, *tool, name) for name in names]
        front = pool.submit(said_by, "npm", "audit", "--json", "--fetch-retries=1")
    found = {name: python_answer(said.result()) for name, said in zip(names, python, strict=True)}
    return found | {"package-lock.json": npm_answer(front.result())}


def status(answers: dict[str, Answer], *, must_know: bool) -> int:
    """Return the exit status: a known weakness always counts, ignorance only when asked for."""
    if any(answer.weak for answer in answers.values()):
        return 1
    return int(must_know and any(answer.unknown for answer in answers.values()))


def main() -> int:
    answers = ask()
    for name, answer in answers.items():
        sys.stdout.write(f"{name}: {answer}\n")
    return status(answers, must_know=os.environ.get("AUDIT_REQUIRED") == "yes")


if __name__ == "__main__":
    sys.exit(main())
