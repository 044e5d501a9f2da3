"""The figures of an edition in its report: tables, sentences and at most two charts."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from kansrijkestart.core.reports import Block
from kansrijkestart.core.reports import blocks as b
from monitoring import charts
from monitoring.choices import ValueKind
from monitoring.selectors.frozen import Data, Frozen, Part
from monitoring.selectors.pictures import break_words
from monitoring.selectors.series import UNIT_WORDS
from monitoring.sentences import amount, kind_words, whole

MOST_CHARTS = 2


def figure_blocks(frozen: Frozen, parts: Sequence[Part]) -> list[Block]:
    """A table per municipality with the sentence of every figure, and the charts."""
    blocks = [b.heading(_("Figures"))]
    told = [one for part in parts for one in part.data["figures"]]
    if not told:
        return [*blocks, b.text(_("No figures were published about this area."))]
    for part in parts:
        if rows := [_row(one) for one in part.data["figures"]]:
            head = [part.name, _("Period"), _("Figure"), _("The Netherlands")]
            blocks += [b.table(head, rows, [4, 2, 2, 2])]
            blocks += [b.bullets([one["sentence"] for one in part.data["figures"]])]
    blocks += chart_blocks(frozen, parts, MOST_CHARTS)
    return [*blocks, *hidden_blocks(told), *_sources(told)]


def region_figure_blocks(frozen: Frozen, parts: Sequence[Part]) -> list[Block]:
    """Per indicator a table and the sentences of every municipality of the region; the charts."""
    found: dict[str, tuple[str, list[list[str]]]] = {}
    for part in parts:
        for one in part.data["figures"]:
            rows = found.setdefault(one["indicator"], (one["name"], []))[1]
            rows.append([part.name, period(one), said(one)])
    blocks = [b.heading(_("Figures"))]
    if not found:
        return [*blocks, b.text(_("No figures were published about this area."))]
    told = [one for part in parts for one in part.data["figures"]]
    for key, (name, rows) in sorted(found.items()):
        blocks.append(b.table([name, _("Period"), _("Figure")], rows, [4, 2, 2]))
        blocks.append(b.bullets([one["sentence"] for one in told if one["indicator"] == key]))
    blocks += chart_blocks(frozen, parts, MOST_CHARTS)
    return [*blocks, *hidden_blocks(told), *_sources(told)]


def country_figure_blocks(frozen: Frozen) -> list[Block]:
    """The newest figure of the country of every indicator, its sentence, and the charts."""
    told = frozen.content["country"]
    blocks = [b.heading(_("Figures of the country"))]
    if not told:
        return [*blocks, b.text(_("No figures were published about this area."))]
    rows = [[one["name"], period(one), said(one)] for one in told]
    head = [_("Figure"), _("Period"), _("Value")]
    blocks += [b.table(head, rows, [5, 2, 2]), *_sentences(told)]
    blocks += country_chart_blocks(frozen, MOST_CHARTS)
    return [*blocks, *hidden_blocks(told), *_sources(told)]


def counted_in_short(frozen: Frozen, parts: Sequence[Part], most: int) -> list[Block]:
    """For a council: a chart and the sentences that tell most, of a region or the country."""
    told = [one for part in parts for one in part.data["figures"]] or frozen.content["country"]
    telling = sorted(told, key=lambda one: not one.get("differs"))[:most]
    if not telling:
        return []
    picture = chart_blocks(frozen, parts, 1) if parts else country_chart_blocks(frozen, 1)
    heading = b.heading(_("Figures in short"))
    return [heading, *picture, *_sentences(telling), *hidden_blocks(telling)]


def _sentences(told: Iterable[Data]) -> list[Block]:
    """An edition from before the country had sentences has none."""
    found = [one["sentence"] for one in told if one.get("sentence")]
    return [b.bullets(found)] if found else []


def hidden_blocks(told: Iterable[Data]) -> list[Block]:
    """What hidden means, only where something is hidden."""
    if all(one["kind"] != ValueKind.SUPPRESSED for one in told):
        return []
    words = _(
        "Hidden (privacy) means: there are so few cases that somebody could be recognised, or the "
        "number could be calculated from others. It is not zero and not unknown."
    )
    return [b.note(words)]


def _sources(told: Iterable[Data]) -> list[Block]:
    found = dict.fromkeys(one["source_words"] for one in told if one["source_words"])
    return [b.text(_("Sources of these figures")), b.bullets(list(found))] if found else []


def _row(one: Data) -> list[str]:
    reference = one["reference"]
    country = said({**one, **reference}) if reference else "–"
    return [one["name"], period(one), said(one), country]


def period(one: Data) -> str:
    first, last = one["first_year"], one["last_year"]
    return str(first) if first == last else f"{first}–{last}"


def said(one: Data) -> str:
    """A shown value with its unit, or the words for why there is none."""
    if one["value"] is None:
        return kind_words(one["kind"])
    if not one["scale"]:
        return whole(one["value"])
    return amount(one["value"], UNIT_WORDS[one["unit"]])


def chart_blocks(frozen: Frozen, parts: Sequence[Part], most: int) -> list[Block]:
    """Those that stand apart from the country first; each with its one sentence."""
    country = {one["indicator"]: one["years"] for one in frozen.content["country"]}
    lines = [(part, one) for part in parts for one in part.data["figures"]]
    lines.sort(key=lambda pair: not pair[1]["differs"])
    blocks: list[Block] = []
    for part, one in lines:
        if len(blocks) == most:
            break
        if picture := _picture(part.name, one, country.get(one["indicator"], ())):
            words = {"name": one["name"], "area": part.name}
            title = _("%(name)s in %(area)s and the Netherlands") % words
            blocks.append(b.chart(picture, title=title, subtitle="", sentence=one["sentence"]))
    return blocks


def country_chart_blocks(frozen: Frozen, most: int) -> list[Block]:
    """The first figures of the country that have a line to draw."""
    blocks: list[Block] = []
    for one in frozen.content["country"]:
        if len(blocks) == most or not one.get("sentence"):
            break
        if picture := _picture(_("the Netherlands"), one, ()):
            title = _("%(name)s in the Netherlands") % {"name": one["name"]}
            blocks.append(b.chart(picture, title=title, subtitle="", sentence=one["sentence"]))
    return blocks


def _picture(area: str, one: Data, country: Sequence[Data]) -> str | None:
    """The trend from what is frozen, or None when no year has a value that may be seen."""
    own = _points(one["years"])
    if not own or not one["scale"]:
        return None
    hidden = [
        year["first_year"]
        for year in one["years"]
        if year["kind"] == ValueKind.SUPPRESSED and year["first_year"] == year["last_year"]
    ]
    provisional = [
        year["last_year"]
        for year in one["years"]
        if year["is_provisional"] and year["value"] is not None
    ]
    series = charts.Series(area, own, _breaks(one["years"]), hidden, provisional)
    same = {(year["first_year"], year["last_year"]): year["definition"] for year in one["years"]}
    beside = [
        year
        for year in country
        if same.get((year["first_year"], year["last_year"])) == year["definition"]
        and (year["first_year"] == year["last_year"]) == (own[0].until is None)
    ]
    reference = charts.Reference(
        _("Netherlands"), [_point(year) for year in beside if year["value"] is not None]
    )
    texts = charts.Texts(one["name"], "", one["sentence"], "")
    unit = UNIT_WORDS[one["unit"]]
    return charts.render(charts.trend(series, reference, texts, unit=unit), bare=True)


def _points(years: Iterable[Data]) -> list[charts.Point]:
    """Yearly figures; pooled periods only where there are no yearly ones."""
    points = [_point(year) for year in years if year["value"] is not None]
    return [one for one in points if one.until is None] or points


def _point(year: Data) -> charts.Point:
    first, last, value = year["first_year"], year["last_year"], year["value"]
    low = value if year["low"] is None else year["low"]
    high = value if year["high"] is None else year["high"]
    return charts.Point(first, value, low, high, None if first == last else last)


def _breaks(years: Iterable[Data]) -> list[tuple[int, str]]:
    """The first year of every later definition, or of another area."""
    yearly = [year for year in years if year["first_year"] == year["last_year"]]
    return [
        (year["first_year"], break_words(why))
        for before, year in pairwise(yearly)
        if (why := _why_break(before, year))
    ]


def _why_break(before: Data, year: Data) -> str:
    """As it was frozen; an edition from before breaks were has the definition only."""
    otherwise = "break" if year["definition"] != before["definition"] else ""
    return str(year.get("why_break", otherwise))
