"""Who changed what of an indicator."""

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.selectors.history import Feed
from coalitions.views.mixins import HistoryFileMixin, HistoryMixin
from monitoring.selectors.indicators import story_of
from monitoring.views.indicators import KeeperMixin, OneMixin


class IndicatorHistoryView(HistoryMixin, OneMixin, KeeperMixin, TemplateView):
    """Who changed what of this indicator, its versions and its places in sets."""

    page_title = gettext_lazy("History")

    def feeds(self) -> list[Feed]:
        return story_of(self.indicator)


class IndicatorHistoryFileView(HistoryFileMixin, IndicatorHistoryView):
    pass
