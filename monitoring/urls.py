"""Routes of this app."""

from django.urls import path

from monitoring.views import figures, method, releases

app_name = "monitoring"
urlpatterns = [
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
        "coalities/<slug:slug>/cijfers/download/<str:variant>.csv",
        figures.CoalitionCsvView.as_view(),
        name="coalition_csv",
    ),
    path(
        "coalities/<slug:slug>/cijfers/<slug:indicator>/",
        figures.IndicatorView.as_view(),
        name="indicator",
    ),
]
