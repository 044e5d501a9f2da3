"""Recording the money of a coalition, and its files. The page itself stands in the dashboard."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from coalitions.views.mixins import CoalitionMixin
from interventions.exporters.money import MONEY_FILES, MoneyFile
from interventions.forms.lists import MoneyFilter
from interventions.forms.money import (
    FundingAddForm,
    FundingEndForm,
    FundingRemoveForm,
    FundingUpdateForm,
)
from interventions.models import Funding
from interventions.selectors.money import coalition_money
from interventions.services.money import (
    funding_add,
    funding_change,
    funding_end,
    funding_remove,
)
from kansrijkestart.core.downloads import download
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class _MoneySubpage(CoalitionMixin):
    tab = "interventions"
    template_name: str | None = "interventions/money_form.html"

    def get_success_url(self) -> str:
        return safe_reverse("dashboard:coalition_money", slug=self.coalition.slug)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Money"), self.get_success_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.get_success_url()}


class FundingAddView(_MoneySubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """Record a stream of money."""

    permission = "interventions.add_funding"
    form_class = FundingAddForm
    page_title = gettext_lazy("Add money")
    success_message = gettext_lazy("The money is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: FundingAddForm) -> Funding:
        return funding_add(coalition=self.coalition, **form.values())


class _OneFunding(_MoneySubpage):
    permission = "interventions.change_funding"

    @cached_property
    def funding(self) -> Funding:
        rows = Funding.objects.filter(coalition=self.coalition).select_related("coalition")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Funding:
        return self.funding

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.funding}  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"funding": self.funding}


class FundingUpdateView(_OneFunding, DraftMixin, ServiceFormMixin, FormView):
    """Change a stream of money."""

    form_class = FundingUpdateForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.funding.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: FundingUpdateForm) -> Funding:
        return funding_change(
            funding=self.funding, expected_version=form.seen_version, **form.values()
        )


class FundingEndView(_OneFunding, ServiceFormMixin, FormView):
    """Say when a stream ends."""

    form_class = FundingEndForm
    template_name = "interventions/money_end.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("End: %(title)s") % {"title": self.funding.title}

    def perform(self, form: FundingEndForm) -> Funding:
        return funding_end(
            funding=self.funding,
            ends_on=form.cleaned_data["ends_on"],
            expected_version=form.seen_version,
        )


class FundingRemoveView(_OneFunding, ServiceFormMixin, FormView):
    """Take away what was recorded by mistake, after asking."""

    form_class = FundingRemoveForm
    template_name = "interventions/money_remove.html"
    success_message = gettext_lazy("The money is taken away. The log keeps what stood here.")

    def get_page_title(self) -> str:
        return _("Take away: %(title)s") % {"title": self.funding.title}

    def perform(self, form: FundingRemoveForm) -> None:
        funding_remove(funding=self.funding, expected_version=form.seen_version)


class MoneyFileView(CoalitionMixin, View):
    """The money as a file."""

    http_method_names = ["get", "head"]
    ending = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MoneyFilter(request.GET)
        if form.errors:
            raise BadRequest
        money = coalition_money(self.coalition)
        is_demo = self.coalition.is_demo or any(one.row.is_demo for one in money.lines)
        content = MONEY_FILES[self.ending](
            MoneyFile(self.coalition.name, money, is_demo, form.notes, form.narrow)
        )
        return download(content, f"geld-{self.coalition.slug}.{self.ending}")
