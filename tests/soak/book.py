"""What was run, how often, and what was found: one line each, and the page made of them."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES = ROOT / "var" / "soak" / "results.jsonl"
PAGE = ROOT / "docs" / "soak.md"
START, END = "<!-- results -->", "<!-- end of results -->"
SUITES = (
    *("fault", "race", "fuzz", "disclosure", "rules", "access", "timing", "accessibility", "links"),
)


@dataclass(frozen=True)
class Entry:
    """One line of the table. ``found`` counts what is wrong; ``figures`` is what was measured."""

    suite: str
    what: str
    times: int
    unit: str
    found: int
    figures: str = ""


def note(entry: Entry) -> Entry:
    """Keep a line; several processes may do so at once."""
    assert entry.suite in SUITES, entry.suite
    LINES.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    handle = os.open(LINES, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)
    return entry


def entries() -> list[Entry]:
    """Return every line, in an order that does not depend on which suite was ready first."""
    if not LINES.exists():
        return []
    found = [Entry(**json.loads(line)) for line in LINES.read_text("utf-8").splitlines()]
    return sorted(found, key=lambda one: (SUITES.index(one.suite), one.what))


def table(found: list[Entry], failed: list[str], about: str) -> str:
    """Return the part of the page between the marks."""
    lines = [about, "", "| Suite | What | Times | Found | Measured |", "|---|---|---:|---:|---|"]
    lines += [
        f"| {one.suite} | {one.what} | {one.times} {one.unit} | {one.found} | {one.figures} |"
        for one in found
    ]
    lines += ["", "Not passed: " + (", ".join(f"`{name}`" for name in failed) or "nothing.")]
    return "\n".join(lines)


def write(text: str, page: Path = PAGE) -> None:
    """Put the results between the marks; everything else on the page stays."""
    before, _start, rest = page.read_text("utf-8").partition(START)
    _old, _end, after = rest.partition(END)
    page.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")
