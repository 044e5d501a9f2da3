"""Routes of what money there is; the page itself stands in the dashboard, with its chart."""

from django.urls import URLPattern, path

from interventions.views import money

_all = "coalities/<slug:slug>/geld"

money_routes: list[URLPattern] = [
    path(f"{_all}.xlsx", money.MoneyFileView.as_view(ending="xlsx"), name="money_xlsx"),
    path(f"{_all}.csv", money.MoneyFileView.as_view(ending="csv"), name="money_csv"),
    path(f"{_all}/toevoegen/", money.FundingAddView.as_view(), name="funding_add"),
    path(f"{_all}/<int:pk>/", money.FundingUpdateView.as_view(), name="funding_update"),
    path(f"{_all}/<int:pk>/beeindigen/", money.FundingEndView.as_view(), name="funding_end"),
    path(f"{_all}/<int:pk>/weghalen/", money.FundingRemoveView.as_view(), name="funding_remove"),
]
