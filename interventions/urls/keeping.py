"""Routes for a new intervention, its names and forms, and the catalogue as a file."""

from django.urls import URLPattern, path

from interventions.views import catalogue_files, keeping

_one = "interventies/<slug:slug>/"

keeping_routes: list[URLPattern] = [
    path("interventies/nieuw/", keeping.InterventionAddView.as_view(), name="intervention_add"),
    path(
        "interventies/bestand/",
        catalogue_files.CatalogueImportView.as_view(),
        name="catalogue_import",
    ),
    path(
        "interventies/bestand/<str:form>/",
        catalogue_files.CatalogueFileView.as_view(),
        name="catalogue_file",
    ),
    path(f"{_one}namen/nieuw/", keeping.NameAddView.as_view(), name="name_add"),
    path(f"{_one}namen/<int:pk>/", keeping.NameUpdateView.as_view(), name="name_update"),
    path(f"{_one}namen/<int:pk>/weg/", keeping.NameRemoveView.as_view(), name="name_remove"),
    path(f"{_one}vormen/nieuw/", keeping.VariantAddView.as_view(), name="variant_add"),
    path(f"{_one}vormen/<int:pk>/", keeping.VariantUpdateView.as_view(), name="variant_update"),
    path(f"{_one}vormen/<int:pk>/weg/", keeping.VariantRemoveView.as_view(), name="variant_remove"),
]
