"""Report content (a list of blocks) to a tagged, accessible PDF."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijkestart.core.colours import COLOURS
from kansrijkestart.core.reports.blocks import Block
from kansrijkestart.core.reports.glyphs import covered, drawable
from kansrijkestart.core.reports.row_headers import with_row_headers

__all__ = ["Block", "render_report"]

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = "node_modules/@expo-google-fonts/source-sans-3"
SCALES = (1.0, 0.93, 0.87, 0.81, 0.76)
WEIGHTS = ("400Regular", "700Bold")
ROLES = {
    "ink": "--ks-ink",
    "muted": "--ks-ink-2",
    "accent": "--ks-petrol",
    "line": "--ks-line-strong",
    "soft": "--ks-stone",
}


def render_report(
    title: str,
    subtitle: str,
    date: date,  # the date of the document, not of today
    blocks: Sequence[Block],
    demo_label: str | None = None,
    language: str = "nl",
    *,
    author: str = "",
    footer: str = "",
    most_pages: int | None = None,
) -> bytes:
    """PDF/UA-1; the same content gives the same bytes on every day and in every time zone.

    `author` is the coalition or region it is about. `footer` stands on every page, beside the page
    number: the source, and that this is not a publication of the government. `demo_label` also
    stands on every page, so that no single printed page passes for real. With `most_pages` the
    text is set smaller, step by step down to SCALES[-1], until it fits; if it never does, the
    smallest is given: a report may be longer, never cut.
    """
    with override(language):
        pages = _("Page {page} of {pages}")
    content: dict[str, object] = {
        "title": str(title),
        "subtitle": str(subtitle),
        "author": str(author) or settings.SITE_NAME,
        "site": settings.SITE_NAME if author else "",
        "footer": str(footer),
        "pages": pages,
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "demo": str(demo_label or ""),
        "language": language,
        "colours": {role: COLOURS[name] for role, name in ROLES.items()},
        "blocks": list(blocks),
    }
    return _compile(content, most_pages)


def _compile(content: dict[str, object], most_pages: int | None) -> bytes:
    import typst  # heavy: only in the worker

    fonts = font_folders()
    known = frozenset.intersection(*(covered(next(folder.glob("*.ttf"))) for folder in fonts))
    content = drawable(content, known)
    template = TEMPLATE.read_bytes()
    scales = SCALES if most_pages else SCALES[:1]
    for scale in scales:
        common: dict[str, Any] = {
            "root": str(fonts[0]),  # nothing but a font within reach
            "font_paths": [str(folder) for folder in fonts],
            "ignore_system_fonts": True,
            "sys_inputs": {"data": json.dumps(content | {"scale": scale}, ensure_ascii=False)},
        }
        if not most_pages or scale == scales[-1] or _pages(typst, template, common) <= most_pages:
            break
    made = typst.compile(template, pdf_standards=["ua-1"], **common)
    if not isinstance(made, bytes):
        raise TypeError("the report did not become one file")
    return with_row_headers(made)


def _pages(typst: Any, template: bytes, common: dict[str, Any]) -> int:
    return int(typst.query(template, "<pages>", field="value", one=True, **common))


def font_folders() -> list[Path]:
    """Folders of the two weights used; a clear error when `npm ci` was not run."""
    folders = [Path(settings.BASE_DIR) / FONTS / weight for weight in WEIGHTS]
    missing = [folder for folder in folders if not any(folder.glob("*.ttf"))]
    if missing:
        raise FileNotFoundError(f"fonts for reports are missing: {missing[0]} (run npm ci)")
    return folders
