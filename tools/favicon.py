"""Draw static/img/favicon.svg as PNG and ICO, for browsers and phones that do not read SVG.

Run it after changing the drawing: `.venv/bin/python tools/favicon.py`. The results are committed.
"""

import struct
import sys
from pathlib import Path

import vl_convert

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "static" / "img"
DRAWN = 32  # the size of the drawing's own units
TOUCH = 180  # what a phone puts on its start screen; it rounds the corners itself
SIZES = (16, 32, 48)


def png_of(drawing: str, size: int) -> bytes:
    """Return the drawing as a square PNG of so many pixels."""
    return bytes(vl_convert.svg_to_png(drawing, scale=size / DRAWN))


def ico_of(pictures: dict[int, bytes]) -> bytes:
    """Put PNG pictures in one ICO file: a head, a line per picture, the pictures."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place, lines = len(head) + 16 * len(pictures), []
    for size, picture in pictures.items():
        lines.append(struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), place))
        place += len(picture)
    return b"".join([head, *lines, *pictures.values()])


def files() -> dict[str, bytes]:
    """Return what belongs beside the drawing."""
    drawing = (FOLDER / "favicon.svg").read_text(encoding="utf-8")
    square = drawing.replace(' rx="5"', "")
    return {
        "favicon.ico": ico_of({size: png_of(drawing, size) for size in SIZES}),
        "apple-touch-icon.png": png_of(square, TOUCH),
    }


def main() -> int:
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
        sys.stdout.write(f"{name}: {len(content)} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
