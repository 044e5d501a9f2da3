"""Documentation leads somewhere."""

from pathlib import Path

from tools import check_links

ROOT = Path(__file__).resolve().parents[1]


def test_every_relative_link_leads_to_a_file():
    assert check_links.broken_links(ROOT) == []


def test_missing_file_and_missing_heading_are_found(tmp_path):
    (tmp_path / "there.md").write_text("# One heading\n", encoding="utf-8")
    (tmp_path / "index.md").write_text(
        "[a](there.md#one-heading) [b](there.md#other) [c](gone.md) "
        "[d](https://example.org) `[e](no)`",
        encoding="utf-8",
    )
    assert check_links.broken_links(tmp_path) == [
        "index.md: there.md#other (no such heading)",
        "index.md: gone.md",
    ]
