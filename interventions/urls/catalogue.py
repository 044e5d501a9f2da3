"""Routes of the catalogue."""

from django.urls import URLPattern, path

from interventions.views import catalogue

catalogue_routes: list[URLPattern] = [
    path("interventies.csv", catalogue.CatalogueListFileView.as_view(), name="catalogue_csv"),
    path("interventies/", catalogue.CatalogueView.as_view(), name="catalogue"),
    path("interventies/vergelijken/", catalogue.CompareView.as_view(), name="compare"),
    path("interventies/<slug:slug>/", catalogue.InterventionDetailView.as_view(), name="detail"),
]
