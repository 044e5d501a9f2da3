"""The theme: readable in light and dark, and nothing from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CSS = (ROOT / "static/css/theme.css").read_text()
TEXT_PAIRS = [
    (text, ground)
    for ground in ("paper", "stone", "stone-2")
    for text in ("ink", "ink-2", "petrol", "petrol-deep")
] + [
    ("on-petrol", "petrol"),
    ("on-petrol", "petrol-deep"),
    ("on-bar", "bar"),
    ("thread", "paper"),
    ("thread", "thread-tint"),
    ("ink", "thread-tint"),
    ("ink", "petrol-tint"),
    ("better", "paper"),
    ("better", "better-tint"),
    ("worse", "paper"),
    ("worse", "worse-tint"),
    ("alert", "paper"),
    ("alert", "alert-tint"),
    ("ink", "alert-tint"),
    ("ink", "seq-1"),
    ("ink", "seq-2"),
    ("paper", "seq-5"),
    ("paper", "div-1"),
    ("paper", "div-5"),
]


def tokens():
    light, dark = CSS.split("@media screen and (prefers-color-scheme: dark)")
    dark = dark.split("/* 11")[0]
    read = {
        name: re.findall(r"--ks-([\w-]+):\s*(#[0-9a-f]{3,6})", part)
        for name, part in (("light", light), ("dark", dark))
    }
    return {"light": dict(read["light"]), "dark": dict(read["light"]) | dict(read["dark"])}


def luminance(colour):
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme, text, ground):
    found = tokens()[scheme]
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("edge", ["line-strong", "thread", "petrol", "data-ref"])
def test_edges_and_lines_can_be_seen(scheme, edge):
    found = tokens()[scheme]
    assert contrast(found[edge], found["paper"]) >= 3


def test_nothing_comes_from_elsewhere():
    folders = [ROOT / "static", ROOT / "templates"]
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        text = path.read_text(errors="replace").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|(?:src|href)=.//", text), path


def test_our_share_of_the_weight_stays_small():
    scripts = sum(path.stat().st_size for path in (ROOT / "static/js").glob("*.js"))
    assert scripts < 14_300  # uncompressed; htmx takes 16.5 kB of the 30 kB
    assert len(CSS) < 60_000


def test_tables_stay_tables_on_paper():
    """A sheet of A4 is narrower than 64rem; only a screen turns rows into records."""
    for start in (found.start() for found in re.finditer(r"@media[^{]*\{", CSS)):
        block = CSS[start : CSS.index("\n}", start)]
        if ".ks-stack thead" in block:
            assert block.startswith("@media screen and")


def test_a_class_has_one_rule_of_its_own():
    """Two parts of the site that take the same name spoil each other's look."""
    plain = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    always = re.sub(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", plain)
    alone = re.findall(r"(?:^|\})\s*(\.[\w-]+)\s*(?=\{)", always)
    assert sorted({name for name in alone if alone.count(name) > 1}) == []
