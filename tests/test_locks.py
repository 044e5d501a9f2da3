"""Lock files: every package with a hash, and none says where it was fetched."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def lines_of(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_package_is_pinned_with_a_hash(name):
    text = "\n".join(lines_of(name)).replace("\\\n", " ")
    pins = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    assert len(pins) > 30
    pinned = re.compile(r"[\w.-]+(\[[\w, .-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert [pin for pin in pins if not pinned.match(pin)] == []


@pytest.mark.parametrize(
    "name",
    [
        "requirements.in",
        "requirements-dev.in",
        "requirements.txt",
        "requirements-dev.txt",
        ".npmrc",
    ],
)
def test_no_file_of_packages_names_a_host(name):
    assert [line for line in lines_of(name) if "://" in line or "index-url" in line] == []


def test_every_front_end_package_has_a_hash_and_no_address():
    fetched = {name: package for name, package in PACKAGES.items() if name}
    assert fetched
    assert [name for name, package in fetched.items() if "resolved" in package] == []
    assert [name for name, package in fetched.items() if "integrity" not in package] == []
