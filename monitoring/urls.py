"""Routes of this app."""

from django.urls import path

from monitoring.views import (
    exports,
    figures,
    interpretations,
    method,
    protection,
    related,
    releases,
    suggestions,
)

app_name = "monitoring"
urlpatterns = [
    path("interventies/<slug:slug>/cijfers/", related.RelatedView.as_view(), name="related"),
    path("methode/", method.MethodView.as_view(), name="method"),
    path("methode/vectoren/<slug:name>.csv", method.VectorsView.as_view(), name="vectors"),
    path("cijfers/imports/", releases.ReleaseListView.as_view(), name="releases"),
    path("cijfers/imports/nieuw/", releases.ReleaseUploadView.as_view(), name="release_upload"),
    path("cijfers/imports/<int:pk>/", releases.ReleaseDetailView.as_view(), name="release_detail"),
    path(
        "cijfers/imports/<int:pk>/publiceren/",
        releases.ReleasePublishView.as_view(),
        name="release_publish",
    ),
    path(
        "cijfers/imports/<int:pk>/intrekken/",
        releases.ReleaseWithdrawView.as_view(),
        name="release_withdraw",
    ),
    path(
        "coalities/<slug:slug>/cijfers/",
        figures.CoalitionFiguresView.as_view(),
        name="coalition",
    ),
    path(
        "coalities/<slug:slug>/cijfers/duiding/",
        interpretations.InterpretationListView.as_view(),
        name="interpretations",
    ),
    path(
        "coalities/<slug:slug>/cijfers/duiding/nieuw/",
        interpretations.InterpretationAddView.as_view(),
        name="interpretation_add",
    ),
    path(
        "coalities/<slug:slug>/cijfers/duiding/<int:pk>/",
        interpretations.InterpretationUpdateView.as_view(),
        name="interpretation_update",
    ),
    path(
        "coalities/<slug:slug>/cijfers/download/<str:variant>.csv",
        figures.CoalitionCsvView.as_view(),
        name="coalition_csv",
    ),
    path(
        "coalities/<slug:slug>/cijfers/<slug:indicator>/",
        figures.IndicatorView.as_view(),
        name="indicator",
    ),
    path(
        "coalities/<slug:slug>/interventies/suggesties/",
        suggestions.SuggestionsView.as_view(),
        name="suggestions",
    ),
    path("cijfers/bescherming/", protection.RunListView.as_view(), name="protection"),
    path(
        "cijfers/bescherming/<int:pk>/",
        protection.RunDetailView.as_view(),
        name="protection_detail",
    ),
    path("exports/", exports.ExportListView.as_view(), name="exports"),
    path("exports/<int:pk>/", exports.ExportDetailView.as_view(), name="export_detail"),
    path("exports/<int:pk>/opnieuw/", exports.ExportAgainView.as_view(), name="export_again"),
    path("exports/<int:pk>/<str:name>", exports.ExportFileView.as_view(), name="export_file"),
    path(
        "coalities/<slug:slug>/downloads/",
        exports.CoalitionExportsView.as_view(),
        name="coalition_exports",
    ),
]
