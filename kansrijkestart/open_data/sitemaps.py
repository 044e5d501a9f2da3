"""The public pages, for search engines."""

from datetime import date
from typing import Any, Final

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from coalitions.models import Coalition, PracticeExample
from coalitions.selectors.public import public_coalitions
from interventions.models import Intervention

PAGES: Final = (
    "home",
    "dashboard:map",
    "dashboard:examples",
    "interventions:catalogue",
    "monitoring:method",
    "open_data:page",
    "about",
    "accessibility",
    "privacy",
    "help",
)


class PageSitemap(Sitemap):
    """Pages that there is one of."""

    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class CoalitionSitemap(Sitemap):
    """Public coalitions. When the record changed last is not told: that is no public fact."""

    def items(self) -> QuerySet[Coalition]:
        return public_coalitions()

    def location(self, item: Coalition) -> str:
        return reverse("dashboard:public_coalition", args=[item.slug])


class ExampleSitemap(Sitemap):
    def items(self) -> QuerySet[PracticeExample]:
        return PracticeExample.objects.published()

    def location(self, item: PracticeExample) -> str:
        return item.public_url

    def lastmod(self, item: PracticeExample) -> date | None:
        return item.published_on


class InterventionSitemap(Sitemap):
    def items(self) -> QuerySet[Intervention]:
        return Intervention.objects.catalogue()

    def location(self, item: Intervention) -> str:
        return reverse("interventions:detail", args=[item.slug])


SITEMAPS: Final[dict[str, Any]] = {
    "pages": PageSitemap,
    "coalitions": CoalitionSitemap,
    "examples": ExampleSitemap,
    "interventions": InterventionSitemap,
}
