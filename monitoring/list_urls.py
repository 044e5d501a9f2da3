"""Routes of lists as files; part of those of this app."""

from django.urls import path

from monitoring.views import interpretations, list_files, protection, releases

_own = "coalities/<slug:slug>/"
list_routes = [
    path("cijfers/imports.csv", releases.ReleaseListFileView.as_view(), name="releases_csv"),
    path("cijfers/bescherming.csv", protection.RunsFileView.as_view(), name="protection_csv"),
    path("cijfers/indicatoren.csv", list_files.IndicatorsFileView.as_view(), name="indicators_csv"),
    path("edities.csv", list_files.EditionsFileView.as_view(), name="editions_csv"),
    path(
        "edities/<int:pk>/gemeenten.csv",
        list_files.EditionPlacesFileView.as_view(),
        name="edition_places_csv",
    ),
    path("edities/<int:pk>/verschillen.csv", list_files.DriftFileView.as_view(), name="drift_csv"),
    path("exports.csv", list_files.ExportsFileView.as_view(), name="exports_csv"),
    path(
        f"{_own}exports.csv",
        list_files.CoalitionExportsFileView.as_view(),
        name="coalition_exports_csv",
    ),
    path(
        f"{_own}cijfers/duiding.csv",
        interpretations.InterpretationsFileView.as_view(),
        name="interpretations_csv",
    ),
]
