"""Routes of one coalition's agreements."""

from django.urls import URLPattern, path

from agreements.views import agreements, cube, routes, solutions, versions

_all = "coalities/<slug:slug>/afspraken/"

agreement_routes: list[URLPattern] = [
    path(_all, agreements.AgreementListView.as_view(), name="list"),
    path(
        "coalities/<slug:slug>/afspraken/nieuw/",
        agreements.AgreementCreateView.as_view(),
        name="create",
    ),
    path("coalities/<slug:slug>/klantroutes/", routes.RoutesView.as_view(), name="routes"),
    path("coalities/<slug:slug>/klantroutes/pdf/", routes.RoutesPdfView.as_view(), name="sheet"),
    path(f"{_all}waarover/", cube.CubeView.as_view(), name="cube"),
    path(f"{_all}waarover.xlsx", cube.CubeFileView.as_view(), name="cube_xlsx"),
    path(
        "coalities/<slug:slug>/knelpunten/<int:pk>/afspraken/",
        solutions.BottleneckAgreementsView.as_view(),
        name="for_bottleneck",
    ),
    path("afspraken/<int:pk>/", agreements.AgreementDetailView.as_view(), name="detail"),
    path("afspraken/<int:pk>/wijzigen/", agreements.AgreementUpdateView.as_view(), name="update"),
    path("afspraken/<int:pk>/stand/", agreements.AgreementStateView.as_view(), name="state"),
    path(
        "afspraken/<int:pk>/versies/<int:number>/", versions.VersionView.as_view(), name="version"
    ),
]
