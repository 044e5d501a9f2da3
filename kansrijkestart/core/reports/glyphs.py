"""Letters that the report's font cannot draw. An accessible PDF refuses them, so they give way.

A user may type any character, an emoji for one. It is replaced by its plain form when it has one
(a wide “＝” becomes “=”), else by a white square: the report is made and the reader sees the gap.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from kansrijkestart.core.spreadsheets import clean_text

GAPS = ("□", "?")  # the first one that the font has


@cache
def covered(font: Path) -> frozenset[int]:
    """The characters a TrueType font can draw, read from its table of characters (cmap)."""
    data = font.read_bytes()
    start = _table(data, b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    found: set[int] = set()
    for number in range(count):
        offset = struct.unpack_from(">I", data, start + 4 + 8 * number + 4)[0]
        place = start + offset
        kind = struct.unpack_from(">H", data, place)[0]
        if kind == 4:
            found |= _segments(data, place)
        elif kind == 12:
            found |= _groups(data, place)
    return frozenset(found)


def _table(data: bytes, tag: bytes) -> int:
    count = struct.unpack_from(">H", data, 4)[0]
    for number in range(count):
        name, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError("this font has no table of characters")


def _segments(data: bytes, place: int) -> set[int]:
    """Format 4: runs of characters in the basic plane; a glyph 0 means "cannot"."""
    double = struct.unpack_from(">H", data, place + 6)[0]
    ends = place + 14
    starts, deltas, ranges = ends + double + 2, ends + 2 * double + 2, ends + 3 * double + 2
    found: set[int] = set()
    for at in range(0, double, 2):
        first, last = _word(data, starts + at), _word(data, ends + at)
        delta, offset = _word(data, deltas + at), _word(data, ranges + at)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = _word(data, ranges + at + offset + 2 * (code - first))
                if not glyph:
                    continue
            if (glyph + delta) % 0x10000:
                found.add(code)
    return found


def _word(data: bytes, place: int) -> int:
    return int(struct.unpack_from(">H", data, place)[0])


def _groups(data: bytes, place: int) -> set[int]:
    """Format 12: runs of characters anywhere."""
    count = struct.unpack_from(">I", data, place + 12)[0]
    found: set[int] = set()
    for number in range(count):
        first, last, _glyph = struct.unpack_from(">III", data, place + 16 + 12 * number)
        found.update(range(first, last + 1))
    return found


def drawable(content: Any, known: frozenset[int]) -> Any:
    """The same content with every text such that the font can draw it."""
    if isinstance(content, str):
        clean = clean_text(content)  # a control character that was pasted along stops the report
        return clean if clean.isascii() else _text(clean, known)
    if isinstance(content, dict):
        return {
            key: value if key == "svg" else drawable(value, known) for key, value in content.items()
        }
    if isinstance(content, list | tuple):
        return [drawable(one, known) for one in content]
    return content


def _text(text: str, known: frozenset[int]) -> str:
    gap = next((sign for sign in GAPS if ord(sign) in known), "?")
    return "".join(_letter(letter, known, gap) for letter in unicodedata.normalize("NFC", text))


def _letter(letter: str, known: frozenset[int], gap: str) -> str:
    if ord(letter) in known or letter.isspace():
        return letter
    if unicodedata.category(letter) in {"Mn", "Cf"}:
        return ""  # a loose accent, a joiner or a variation sign
    plain = unicodedata.normalize("NFKC", letter)
    return plain if all(ord(one) in known for one in plain) else gap
