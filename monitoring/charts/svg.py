"""From specification to inline SVG: text as text, no inline style, no script, the same bytes."""

import hashlib
import json
import re
from html import escape
from textwrap import wrap

from django.core.cache import cache

from monitoring.charts.base import Spec
from monitoring.charts.tokens import FONT, TOKENS

CACHE_SECONDS = 30 * 24 * 60 * 60
EDITION = 3  # raise it when the same specification must be drawn differently
TITLE_SIZE = 19
KEY_SHAPES = {
    "circle": "M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0",
    "diamond": "M0,-7L5,0L0,7L-5,0Z",
    "tick": "M-2,-9h4v18h-4Z",
    "bar": "M-7,-4h14v8h-14Z",
    "second": "M-7,-4h14v8h-14Z",  # light with an edge
}  # an empty shape is words only, such as the unit of an axis
FRAME = re.compile(  # our own margins replace Vega's, which depend on the fonts of the machine
    r'<svg[^>]*viewBox="0 0 [\d.]+ (?P<high>[\d.]+)"[^>]*><g [^>]*'
    r'transform="translate\([\d.-]+,(?P<y>[\d.-]+)\)">(?P<inner>.*)</g></svg>$',
    re.DOTALL,
)
VIEW_BOX = re.compile(r'viewBox="0 0 (?P<wide>[\d.]+) (?P<high>[\d.]+)"')
MARGIN = 16  # around a picture that leaves the site
EMPTY = re.compile(r'<path class="\w+ground"[^>]*(?:display="none"|d="M0,0h0v0h0Z")[^>]*/>')
NOISE = re.compile(r' (?:font-family|pointer-events|aria-[a-z]+|role|class|style)="[^"]*"')
TAG, LONG_NUMBER = re.compile(r"<[^>]+>"), re.compile(r"-?\d+\.\d{3,}")


def render(spec: Spec, *, bare: bool = False) -> str:
    """SVG of a specification, drawn once and kept by its content for thirty days.

    `bare` leaves title, subtitle and source to the page around it (the key stays).
    """
    digest = _digest(spec)
    key = f"chart:{EDITION}:{spec['usermeta']['language']}:{int(bare)}:{digest}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        drawn = draw(spec, bare=bare)
        cache.set(key, drawn, CACHE_SECONDS)
    return drawn


def draw(spec: Spec, *, bare: bool = False) -> str:
    """SVG without asking the cache."""
    import vl_convert  # heavy: only when a chart is really drawn

    full = spec["usermeta"]
    raw = vl_convert.vegalite_to_svg(spec, format_locale=_locale(full["decimal"]))
    found = FRAME.match(raw)
    if found is None:
        raise ValueError("unexpected SVG from Vega")
    meta = full | ({"title": "", "subtitle": "", "source": ""} if bare else {})
    head, top = _head(meta)
    foot, bottom = _foot(meta, top + float(found["high"]) + 4)
    return _assemble(full, _digest(spec), [head, _plot(found, top, meta["left"]), foot], bottom)


def _digest(spec: Spec) -> str:
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


def _locale(decimal: str) -> Spec:
    thousands = "." if decimal == "," else ","
    return {
        "decimal": decimal,
        "thousands": thousands,
        "grouping": [3],
        "currency": ["€ ", ""],
    }


def _assemble(full: Spec, digest: str, inside: list[str], bottom: float) -> str:
    """The outer element; one picture with a name and a description for a screen reader."""
    name = "k" + digest[:12]
    language = f' lang="{full["language"]}"' if full["language"] else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ks-plot" role="img"{language} '
        f'viewBox="0 0 {full["frame"]:g} {bottom + 6:g}" aria-labelledby="{name}-t {name}-d" '
        f'font-family="{FONT}" fill="none"><title id="{name}-t">{escape(full["title"])}</title>'
        f'<desc id="{name}-d">{escape(full["sentence"])}</desc>{"".join(inside)}</svg>\n'
    )


def _plot(found: re.Match[str], top: float, left: int) -> str:
    place = f"translate({left},{top + float(found['y']):g})"
    return f'<g stroke-miterlimit="10" transform="{place}">{_tidy(found["inner"])}</g>'


def _text(words: str, x: float, y: float, size: int, ink: str) -> str:
    weight = ' font-weight="700"' if size == TITLE_SIZE else ""
    place = f'x="{x:g}" y="{y:g}" font-size="{size}" fill="{TOKENS[ink]}"{weight}'
    return f"<text {place}>{escape(words)}</text>"


def _head(meta: Spec) -> tuple[str, float]:
    """Title and subtitle wrapped to the frame, then the key, and the height they take."""
    out, y = [], 4.0
    for field, size, ink, per in (
        ("title", TITLE_SIZE, "ink", 10.6),
        ("subtitle", 14, "muted", 7),
    ):
        for part in wrap(meta[field], int(meta["frame"] / per)):
            y += size + 5
            out.append(_text(part, 0, y - 5, size, ink))
        y += 2
    key, y = _key(meta, y)
    return "".join([*out, *key]), y


def _key(meta: Spec, y: float) -> tuple[list[str], float]:
    """Marks with their words, flowing over lines."""
    if not meta["key"]:
        return [], y + 10
    out, x, y = [], 0.0, y + 8
    for shape, words, ink in meta["key"]:
        lead = 19 if shape else 0
        need = 17 + lead + len(words) * 7
        if x and x + need > meta["frame"] + 16:
            x, y = 0.0, y + 22
        if shape:
            spot = f'transform="translate({x + 7:g},{y + 8:g})"'
            look = f'fill="{TOKENS[ink]}"'
            if shape == "second":
                look = f'fill="{TOKENS["area_soft"]}" stroke="{TOKENS[ink]}" stroke-width="1.5"'
            out.append(f'<path {spot} d="{KEY_SHAPES[shape]}" {look}/>')
        out.append(_text(words, x + lead, y + 13, 13, "ink"))
        x += need
    return out, y + 32


def _foot(meta: Spec, y: float) -> tuple[str, float]:
    out = []
    for part in wrap(meta["source"], int(meta["frame"] / 6.2)):
        y += 16
        out.append(_text(part, 0, y, 12, "muted"))
    return "".join(out), y


def _tidy(inner: str) -> str:
    """Short numbers, no repeated font, no empty or ARIA wrappers."""
    if "url(#" in inner:  # its ids count up per process and would differ the second time
        raise ValueError("a chart may not use clip paths or gradients")
    inner = NOISE.sub("", EMPTY.sub("", inner)).replace(' opacity="1"', "")
    return TAG.sub(lambda tag: LONG_NUMBER.sub(_short, tag[0]), inner)


def _short(found: re.Match[str]) -> str:
    return f"{round(float(found[0]), 2):g}"


def on_paper(svg: str) -> str:
    """The same picture on paper with a margin: outside this site the ground may be dark."""
    head, end, rest = svg.partition(">")
    size = VIEW_BOX.search(head)
    if size is None:
        raise ValueError("unexpected SVG from a chart")
    wide, high = float(size["wide"]) + 2 * MARGIN, float(size["high"]) + 2 * MARGIN
    place = f'x="{-MARGIN}" y="{-MARGIN}" width="{wide:g}" height="{high:g}"'
    box = f'viewBox="{-MARGIN} {-MARGIN} {wide:g} {high:g}" width="{wide:g}" height="{high:g}"'
    head = head.replace(size[0], box)
    return f'{head}{end}<rect {place} fill="{TOKENS["paper"]}"/>{rest}'


def png(svg: str) -> bytes:
    """The picture in dots, twice as fine as its size, for programs that read no SVG."""
    import vl_convert  # heavy: only when a picture is really asked for

    made: bytes = vl_convert.svg_to_png(svg, scale=2)
    return made
