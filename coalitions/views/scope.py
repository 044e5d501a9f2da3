"""A coalition that was local becomes regional, or both; or the other way round."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.forms.scope import ScopeForm
from coalitions.models import Coalition
from coalitions.selectors.scope import open_round, regions_to_set
from coalitions.services.scope import scope_change
from coalitions.views.life_forms import LifeSubpage
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import ServiceFormMixin


class ScopeView(LifeSubpage, ServiceFormMixin, FormView):
    form_class = ScopeForm
    template_name = "coalitions/scope_form.html"
    page_title = gettext_lazy("Local, regional or both")

    @cached_property
    def may_set(self) -> bool:
        """Whether something can be chosen: a coalition that is local needs a region for more."""
        return self.coalition.is_regional or self.regions.exists()

    @cached_property
    def regions(self) -> Any:
        return regions_to_set(signed_in(self.request))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.coalition, "regions": self.regions}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "may_set": self.may_set,
            "open_round": open_round(self.coalition),
        }

    def perform(self, form: ScopeForm) -> Coalition:
        return scope_change(
            coalition=self.coalition,
            user=signed_in(self.request),
            expected_version=form.seen_version,
            scope=form.cleaned_data["scope"],
            region=form.cleaned_data.get("region"),
        )

    def get_success_url(self) -> str:
        """A lead who gave the record back to its coordinator does not see it any more."""
        if self.get_coalitions().filter(pk=self.coalition.pk).exists():
            return self.page_url("life")
        return safe_reverse("coalitions:list") or "/"
