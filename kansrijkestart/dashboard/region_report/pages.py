"""Where each number of the report leads: the page of the region it is read from, or its own list.

The pages show today. A number of a day of the past leads to the table of interventions as of then,
or to the report of that year, where the municipalities stand with it.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.urls import reverse

from kansrijkestart.core.links import safe_reverse
from kansrijkestart.dashboard.selectors.region_moments import Moment
from kansrijkestart.dashboard.selectors.region_report import RegionReport
from kansrijkestart.dashboard.selectors.regions import MUNICIPALITIES, STAGE_WORDS


@dataclass(frozen=True)
class Pages:
    """Addresses for the numbers of one report."""

    report: RegionReport

    def of(self, name: str, **kwargs: Any) -> str:
        """Return a page of the region."""
        return reverse(f"dashboard:{name}", kwargs={"slug": self.report.region.slug, **kwargs})

    def of_record(self, name: str) -> str:
        """Return a page of the regional coalition's record; empty without one."""
        regional = self.report.regional
        return safe_reverse(name, slug=regional.slug) if regional else ""

    def own(self, part: str, moment: Moment) -> str:
        """Return a part of the report of the year of a moment; empty for years that are no choice.

        Of the day before this year that is the report of last year.
        """
        year = moment.on.year
        if year not in self.report.years:
            return ""
        return f"{self.of('region_report')}?jaar={year}#{part}"

    def stage(self, stage: str, moment: Moment) -> str:
        """Return the municipalities at a stage."""
        if moment.is_today and stage:
            return f"{self.of('region')}?stand={STAGE_WORDS[stage]}#municipalities"
        return self.municipalities(moment)

    def municipalities(self, moment: Moment) -> str:
        if moment.is_today:
            return f"{self.of('region')}#municipalities"
        return self.own("gemeenten", moment)

    def matrix(self, moment: Moment, query: str = "") -> str:
        """Return the table of interventions of the day."""
        parts = [query] if query else []
        if not moment.is_today:
            parts.append(f"op={moment.on.isoformat()}")
        return "?".join(filter(None, [self.of("region_matrix"), "&".join(parts)]))

    def place(self, code: str, moment: Moment) -> str:
        """Return what one municipality reported of its interventions."""
        return f"{self.matrix(moment, 'weergave=lijst')}#{code.lower()}"

    def agreements(self, moment: Moment, part: str = "local") -> str:
        """Return the agreements of the region (``regional``) or of its municipalities."""
        if moment.is_today:
            return f"{self.of('region_agreements')}#{part}"
        return self.own("afspraken" if part == "regional" else "gemeenten", moment)

    def agreements_at(self, position: int, code: str) -> str:
        """Return the agreements of the municipality that is so many-eth among those with any."""
        page = ceil(position / MUNICIPALITIES)
        query = f"?page={page}" if page > 1 else ""
        return f"{self.of('region_agreements')}{query}#{code.lower()}"

    def partners(self, moment: Moment) -> str:
        if moment.is_today:
            return self.of_record("coalitions:partners")
        return self.own("partners", moment)

    def regional(self, moment: Moment) -> str:
        """Return the course of the regional coalition, where its stages stand with their days."""
        return self.of_record("coalitions:detail" if moment.is_today else "coalitions:life")

    def figure(self, key: str) -> str:
        return f"{self.of('region_figures')}?cijfer={key}"

    def round(self, year: int, key: str, state: str = "") -> str:
        address = self.of("region_round", year=year, key=key)
        return f"{address}?state={state}" if state else address
