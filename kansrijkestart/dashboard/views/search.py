"""Search over everything that a reader may open."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from kansrijkestart.core.views import PageMixin, PartMixin
from kansrijkestart.core.words import Asked
from kansrijkestart.dashboard.forms import SearchForm
from kansrijkestart.dashboard.roles import roles_of
from kansrijkestart.dashboard.selectors.found import KINDS
from kansrijkestart.dashboard.selectors.hits import Searching
from kansrijkestart.dashboard.selectors.search import page_of, search_all


class SearchView(PartMixin, PageMixin, TemplateView):
    """What is found per kind, or all of one kind; works as you type where there are scripts."""

    template_name = "dashboard/search.html"
    part_name = "dashboard/_search_found.html"
    page_title = gettext_lazy("Search the site")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SearchForm(self.request.GET or None)
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        search = Searching(Asked(said.get("q", "")), self.request.user, roles_of(self.request))
        kind = next((one for one in KINDS if one.key == said.get("kind")), None)
        found = [] if kind else search_all(search)
        number = self.request.GET.get("page")
        page, hits = page_of(kind, search, number) if kind else (None, [])
        return super().get_context_data(
            form=form,
            is_asked=bool(search.asked),
            text=said.get("q", ""),
            kind=kind,
            groups=found,
            hits=hits,
            page_obj=page,
            total=page.paginator.count if page else sum(one.total for one in found),
            **kwargs,
        )
