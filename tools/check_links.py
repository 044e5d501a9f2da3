"""Check that every relative link in our Markdown files leads to a file and, if named, a heading."""

import re
import sys
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
_SKIPPED = {".venv", "node_modules", "var", ".git"}
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)


def markdown_files(root: Path) -> list[Path]:
    found = (path for path in root.rglob("*.md"))
    return sorted(path for path in found if not _SKIPPED & set(path.relative_to(root).parts))


def anchors(text: str) -> set[str]:
    """Return the anchors of the headings, as code hosts make them."""
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(text))
    return {title.replace(" ", "-") for title in plain}


def broken_links(root: Path) -> list[str]:
    """Return one line per link that leads nowhere."""
    broken = []
    for path in markdown_files(root):
        text = _CODE.sub("", path.read_text(encoding="utf-8"))
        for link in _LINK.findall(text):
            if re.match(r"[a-z][a-z0-9+.-]*:", link):
                continue
            name, _, anchor = unquote(link).partition("#")
            target = (path.parent / name) if name else path
            if not target.exists():
                broken.append(f"{path.relative_to(root)}: {link}")
            elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text()):
                broken.append(f"{path.relative_to(root)}: {link} (no such heading)")
    return broken


def main() -> None:
    broken = broken_links(ROOT)
    print("\n".join(broken) or "Every link leads somewhere.")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
