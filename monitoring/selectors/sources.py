"""Where figures come from: the releases behind those on a page or in a file, each with a letter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from string import ascii_lowercase

from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.models import Release
from monitoring.selectors.figures import FigureView


@dataclass(frozen=True)
class Source:
    """One release as its readers may know it."""

    mark: str
    title: str
    url: str
    published_on: date | None
    is_demo: bool

    @property
    def words(self) -> str:
        """The title, and that its figures were invented when they were, for running text."""
        if not self.is_demo:
            return self.title
        return f"{self.title} ({_('invented figures for the demo')})"


@dataclass(frozen=True)
class Sources:
    """The sources of some figures, in the order in which they were first met."""

    found: dict[int, Source] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Source]:
        return iter(self.found.values())

    def __len__(self) -> int:
        return len(self.found)

    def of(self, figure: FigureView) -> Source | None:
        return self.found.get(figure.release)

    def behind(self, figure: FigureView) -> list[Source]:
        """Its source, or of a sum the sources of its parts."""
        return [self.found[pk] for pk in _releases(figure) if pk in self.found]


def sources_of(figures: Iterable[FigureView | None]) -> Sources:
    """Name the releases of every figure; one question however many there are."""
    wanted = list(dict.fromkeys(pk for one in figures if one for pk in _releases(one)))
    if not wanted:
        return Sources()
    known = Release.objects.in_bulk(wanted)
    return Sources(
        {pk: _source(known[pk], _letter(at)) for at, pk in enumerate(wanted) if pk in known}
    )


def _releases(figure: FigureView) -> tuple[int, ...]:
    return (figure.release,) if figure.release else figure.releases


def _source(release: Release, mark: str) -> Source:
    moment = release.published_at
    return Source(
        mark,
        release.source,
        release.source_url,
        timezone.localtime(moment).date() if moment else None,
        release.is_demo,
    )


def _letter(place: int) -> str:
    """a … z, then aa, ab and so on."""
    letters = ""
    while place >= 0:
        letters = ascii_lowercase[place % 26] + letters
        place = place // 26 - 1
    return letters
