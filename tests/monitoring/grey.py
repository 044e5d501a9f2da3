"""Pictures of charts as somebody sees them who sees no colour: on paper, light or dark."""

import re
import struct
import zlib
from functools import cache
from pathlib import Path

import numpy
import vl_convert

from kansrijkestart.core.colours import COLOURS
from monitoring import charts

THEMES = ("light", "dark")
STYLE = Path(__file__).resolve().parents[2] / "static" / "css" / "theme.css"
SIGNATURE = 8  # bytes before the first part of a picture in dots
WEIGHTS = (0.2126, 0.7152, 0.0722)


@cache
def dark() -> dict[str, str]:
    """What every colour of the light theme becomes in the dark one."""
    _light, _mark, rest = STYLE.read_text("utf-8").partition("(prefers-color-scheme: dark)")
    found = {name: re.search(rf"{name}:\s*(#\w+)", rest) for name in COLOURS}
    return {COLOURS[name]: one[1] for name, one in found.items() if one}


def grey(spec: charts.Spec, theme: str) -> numpy.ndarray:
    """The luminance of every dot, from 0 to 1, as the style sheet colours the chart.

    Half as fine as a picture that leaves the site: that takes a quarter of the time.
    """
    drawn = charts.on_paper(charts.draw(spec))
    if theme == "dark":
        drawn = re.sub(r'"(#\w{6})"', lambda found: f'"{dark().get(found[1], found[1])}"', drawn)
    parts = _dots(vl_convert.svg_to_png(drawn, scale=1))[:, :, :3] / 255
    linear = numpy.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ numpy.array(WEIGHTS)


def differing(one: numpy.ndarray, other: numpy.ndarray, contrast: float = 3) -> int:
    """How many dots of two pictures differ so much in lightness."""
    high, wide = (min(pair) for pair in zip(one.shape, other.shape, strict=True))
    a, b = one[:high, :wide] + 0.05, other[:high, :wide] + 0.05
    return int((numpy.maximum(a, b) / numpy.minimum(a, b) >= contrast).sum())


def _dots(content: bytes) -> numpy.ndarray:
    """Rows of dots of four bytes each: eight bits a channel, as our own pictures are."""
    packed, place, wide, high = b"", SIGNATURE, 0, 0
    while place < len(content):
        (size,), kind = struct.unpack(">I", content[place : place + 4]), content[place + 4 :][:4]
        part = content[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            wide, high, *form = struct.unpack(">IIBBBBB", part)
            assert form == [8, 6, 0, 0, 0], "another form of picture"
        elif kind == b"IDAT":
            packed += part
        place += 12 + size
    lines = numpy.frombuffer(zlib.decompress(packed), numpy.uint8).reshape(high, 1 + 4 * wide)
    above = numpy.zeros((wide, 4), numpy.int64)
    rows = []
    for line in lines:
        above = _line(int(line[0]), line[1:].reshape(wide, 4).astype(numpy.int64), above)
        rows.append(above)
    return numpy.array(rows)


def _line(how: int, line: numpy.ndarray, above: numpy.ndarray) -> numpy.ndarray:
    """Undo what was done to a row so that it packs well."""
    if how == 0:
        return line
    if how == 1:
        return numpy.cumsum(line, axis=0) % 256
    if how == 2:
        return (line + above) % 256
    return _from_left(how, line.tolist(), above.tolist())


def _from_left(how: int, line: list[list[int]], above: list[list[int]]) -> numpy.ndarray:
    left, corner, made = [0] * 4, [0] * 4, []
    for dot, up in zip(line, above, strict=True):
        guess = _mean if how == 3 else _nearest
        left = [
            (one + guess(a, b, c)) % 256 for one, a, b, c in zip(dot, left, up, corner, strict=True)
        ]
        made.append(left)
        corner = up
    return numpy.array(made, numpy.int64)


def _mean(left: int, up: int, _corner: int) -> int:
    return (left + up) // 2


def _nearest(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))
