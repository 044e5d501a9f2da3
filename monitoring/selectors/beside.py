"""One figure of a municipality set beside its region, the country and municipalities like it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from coalitions.models import Region
from monitoring.areas import Measured, obstacle
from monitoring.selectors.alike import LookAlike, look_alikes
from monitoring.selectors.figures import FigureView
from monitoring.selectors.newest import newest_of
from monitoring.selectors.pages import FullLine, figures_of, municipalities_in
from monitoring.selectors.region_says import said_of
from monitoring.selectors.series import Compared, Series
from monitoring.selectors.sums import NONE, Summed, region_sums
from monitoring.statistics import Obstacle, verdict


@dataclass(frozen=True)
class Beside:
    """Something to set a figure beside; `compared` is empty where no verdict is given."""

    name: str
    figure: FigureView | None = None
    compared: Compared | None = None
    is_older: bool = False
    summed: Summed | None = None
    like: LookAlike | None = None

    @property
    def reason(self) -> str:
        """Why there is no verdict, in words that hold for any area."""
        if self.compared is None:
            return ""
        return reason_words(self.compared.verdict.reason)


@dataclass(frozen=True)
class Comparison:
    """Everything on the page of one comparison."""

    line: FullLine
    rows: list[Beside] = field(default_factory=list)
    alike: list[Beside] = field(default_factory=list)

    @property
    def figures(self) -> list[FigureView | None]:
        shown = [one.figure for one in (*self.rows, *self.alike)]
        return [self.line.figure, *shown]

    @property
    def explained(self) -> list[str]:
        """What has to be said once about sums that are not shown."""
        sums = [one.summed for one in self.rows if one.summed]
        return list(dict.fromkeys(one.explained for one in sums if one.explained))


def reason_words(reason: Obstacle | None) -> str:
    said = {
        "counts": _("the counts are missing"),
        "reference": _("there is no figure"),
        "definition": _("it is counted in another way"),
        "period": _("it is about another period"),
        "pooled": _("one of the two adds years together"),
        "same_area": _("this is the same area"),
    }
    return said.get(reason or "", "")


def comparison_of(line: FullLine, region: Region | None) -> Comparison:
    """Set the newest figure beside everything it may be set beside."""
    rows = [beside(_("Netherlands"), line.figure, line.country)]
    if region is not None:
        rows.insert(0, _beside_region(line, region))
    likes = look_alikes(line.municipality, without=line.indicator.key)
    places = [one.municipality for one in likes]
    figures = figures_of(places, indicator_key=line.indicator.key) if places else None
    alike: list[Beside] = []
    for one in likes:
        found = figures.line(line.indicator, one.municipality) if figures else None
        series = found.series if found else None
        figure, is_older = _same_or_newest(line.figure, series)
        alike.append(Beside(one.municipality.name, figure, is_older=is_older, like=one))
    return Comparison(line, rows, alike)


def beside(name: str, own: FigureView, series: Series | None) -> Beside:
    """One reference: the same period, else the newest there is, which is said and not judged."""
    reference, is_older = _same_or_newest(own, series)
    return Beside(name, reference, judge(own, reference), is_older)


def _same_or_newest(own: FigureView, series: Series | None) -> tuple[FigureView | None, bool]:
    if series is None:
        return None, False
    same = series.at(own)
    if same is not None:
        return same, False
    return series.newest, True


def judge(own: FigureView, reference: FigureView | None) -> Compared | None:
    """The interval of the own figure against the value of the reference, or why not."""
    if not own.is_shown or not own.scale:
        return None
    if reference is None or reference.value is None:
        return Compared(verdict(own.numerator, own.denominator, None, "neutral"))
    judged = verdict(
        own.numerator,
        own.denominator,
        reference.value / own.scale if reference.scale == own.scale else None,
        own.definition.direction,  # type: ignore[arg-type]
        obstacle=obstacle(_measured(own), _measured(reference)),
    )
    return Compared(judged, reference)


def _measured(one: FigureView) -> Measured:
    return Measured(one.definition.pk, one.first_year, one.last_year, one.area, one.division_year)


def _beside_region(line: FullLine, region: Region) -> Beside:
    """The figure the source gives of the region; else the sum of its municipalities."""
    if line.region is not None and any(one.is_shown for one in line.region.figures):
        return beside(region.name, line.figure, line.region)
    members = municipalities_in(region)
    sums = region_sums(region, members, newest_of(members).made_from)
    figure, summed = said_of(line.region, sums.get(line.indicator.pk, NONE))
    compared = judge(line.figure, figure) if figure else None
    return Beside(region.name, figure, compared, summed=summed)
