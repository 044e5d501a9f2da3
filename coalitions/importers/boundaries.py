"""Reading boundaries of municipalities from GeoJSON, as CBS and Kadaster publish them.

Coordinates are degrees (WGS 84, ETRS89) or metres of the Dutch grid (RD New, EPSG:28992); which, is
seen by their size. They are laid on a grid of the size of the map, all of them alike, so that
neighbours still touch; what is left is small enough to send to a phone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any, Final

from django.utils.translation import gettext as _

CODE: Final = re.compile(r"GM\d{4}")
WIDTH, HEIGHT, MARGIN = 1282, 1600, 12
MOST_BYTES: Final = 200_000_000
# The Netherlands in Europe, with some room, in degrees and in metres.
DEGREES: Final = (3.0, 50.5, 7.6, 53.8)
METRES: Final = (-10_000.0, 290_000.0, 300_000.0, 650_000.0)
MIDDLE: Final = cos(radians(52.2))
SHAPES: Final = ("Polygon", "MultiPolygon")

Point = tuple[float, float]
Ring = list[Point]


@dataclass
class Outlines:
    """The rings per code in the units of the file, and what is wrong with the file."""

    rings: dict[str, list[Ring]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_outlines(data: bytes) -> Outlines:
    """Read a FeatureCollection; every fault is told at once, and none is mended by guessing."""
    found = Outlines()
    if len(data) > MOST_BYTES:
        found.faults.append(_("The file is larger than 200 MB. Ask for a generalised one."))
        return found
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        found.faults.append(_("The file is not GeoJSON: it cannot be read as JSON."))
        return found
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        found.faults.append(
            _("The file has no list “features”. Save it as a GeoJSON FeatureCollection.")
        )
        return found
    for number, feature in enumerate(features, start=1):
        _read_feature(found, number, feature)
    return found


def _read_feature(found: Outlines, number: int, feature: Any) -> None:
    place: dict[str, object] = {"number": number}
    code = _code_of(feature)
    if code is None:
        said = _("Feature %(number)s: no property has one code of a municipality, such as GM0772.")
        found.faults.append(said % place)
        return
    place |= {"code": code}
    if code in found.rings:
        found.faults.append(_("Feature %(number)s: %(code)s is there twice.") % place)
        return
    try:
        rings = list(_rings(feature["geometry"]))
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        said = _("Feature %(number)s (%(code)s): the geometry is no polygon with closed rings.")
        found.faults.append(said % place)
        return
    if not any(_inside(rings, area) for area in (DEGREES, METRES)):
        said = _(
            "Feature %(number)s (%(code)s): coordinates lie outside the Netherlands. Give them in "
            "degrees (longitude first) or in metres of the Dutch grid."
        )
        found.faults.append(said % place)
        return
    found.rings[code] = rings


def _code_of(feature: Any) -> str | None:
    """Return the code, whatever its property is called; None for none and for two of them."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    values = properties.values() if isinstance(properties, dict) else ()
    codes = {one.strip() for one in values if isinstance(one, str) and CODE.fullmatch(one.strip())}
    return codes.pop() if len(codes) == 1 else None


def _rings(geometry: Any) -> Iterator[Ring]:
    kind, parts = geometry["type"], geometry["coordinates"]
    if kind not in SHAPES:
        raise ValueError("no area")
    for polygon in [parts] if kind == "Polygon" else parts:
        for ring in polygon:
            points = [(float(one[0]), float(one[1])) for one in ring]
            if len(points) < 4 or points[0] != points[-1]:
                raise ValueError("not a closed ring")
            yield points


def _inside(rings: list[Ring], area: tuple[float, float, float, float]) -> bool:
    west, south, east, north = area
    points = [point for ring in rings for point in ring]
    return bool(points) and all(west <= x <= east and south <= y <= north for x, y in points)


def paths_of(rings: dict[str, list[Ring]]) -> dict[str, str]:
    """Return an SVG path per code, all on one grid of WIDTH × HEIGHT, north above."""
    flat = {code: [_flat(ring) for ring in own] for code, own in rings.items()}
    xs = [x for own in flat.values() for ring in own for x, _y in ring]
    ys = [y for own in flat.values() for ring in own for _x, y in ring]
    west, north = min(xs), max(ys)
    wide, high = max(max(xs) - west, 1e-9), max(north - min(ys), 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def on_grid(ring: Ring) -> list[tuple[int, int]]:
        return [
            (MARGIN + round((x - west) * scale), MARGIN + round((north - y) * scale))
            for x, y in ring
        ]

    return {code: "".join(_path(on_grid(ring)) for ring in own) for code, own in flat.items()}


def _flat(ring: Ring) -> Ring:
    """Degrees become as wide as they are high, in the middle of the country; metres stay."""
    if abs(ring[0][0]) > 180 or abs(ring[0][1]) > 90:
        return ring
    return [(x * MIDDLE, y) for x, y in ring]


def _path(points: list[tuple[int, int]]) -> str:
    """Write a ring with steps; one that the grid has no room for is left out."""
    kept = [points[0]]
    for point in points[1:-1]:
        if point == kept[-1]:
            continue
        if len(kept) > 1 and _is_between(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    if len(set(kept)) < 3:
        return ""
    (x, y), steps = kept[0], []
    for right, down in kept[1:]:
        steps.append(f"{right - x} {down - y}")
        x, y = right, down
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z"


def _is_between(one: tuple[int, int], middle: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a point lies on the line from its neighbour to the next, and between them."""
    (ax, ay), (bx, by), (cx, cy) = one, middle, other
    is_straight = (bx - ax) * (cy - ay) == (by - ay) * (cx - ax)
    return is_straight and (bx - ax) * (cx - bx) + (by - ay) * (cy - by) > 0
