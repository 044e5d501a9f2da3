"""Routes of what a coalition offers."""

from django.urls import URLPattern, path

from interventions.views import choices, offers, several

_all = "coalities/<slug:slug>/interventies/"

choice_routes: list[URLPattern] = [
    path(_all.removesuffix("/") + ".csv", choices.ChoicesFileView.as_view(), name="choices_csv"),
    path(_all, choices.ChoiceListView.as_view(), name="choices"),
    path(f"{_all}toevoegen/", choices.ChoiceAddView.as_view(), name="choice_add"),
    path(f"{_all}meer/", several.ChoicesAddView.as_view(), name="choices_add"),
    path(f"{_all}nakijken/", several.ChoicesConfirmView.as_view(), name="choices_confirm"),
    path(f"{_all}<int:pk>/stoppen/", several.ChoiceStopView.as_view(), name="choice_stop"),
    path(f"{_all}<int:pk>/", choices.ChoiceUpdateView.as_view(), name="choice_update"),
    path(f"{_all}eigen-aanbod/toevoegen/", offers.OfferAddView.as_view(), name="offer_add"),
    path(f"{_all}eigen-aanbod/<int:pk>/", offers.OfferUpdateView.as_view(), name="offer_update"),
]
