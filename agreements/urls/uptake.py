"""Routes of regional agreements, their uptake and the framework."""

from django.urls import URLPattern, path

from agreements.views import framework, uptake

_own = "coalities/<slug:slug>/regionale-afspraken/"
_one = "afspraken/<int:pk>/"

uptake_routes: list[URLPattern] = [
    path(_own, uptake.OfferedListView.as_view(), name="regional"),
    path(
        f"{_own}overname.xlsx", uptake.OfferedFileView.as_view(ending="xlsx"), name="regional_xlsx"
    ),
    path(f"{_own}overname.csv", uptake.OfferedFileView.as_view(ending="csv"), name="regional_csv"),
    path(f"{_own}<int:pk>/", uptake.OfferedDetailView.as_view(), name="regional_one"),
    path(f"{_own}<int:pk>/<str:code>/", uptake.UptakeView.as_view(), name="uptake"),
    path(f"{_one}voorleggen/", uptake.ProposeView.as_view(), name="propose"),
    path(f"{_one}overname.xlsx", uptake.UptakeFileView.as_view(ending="xlsx"), name="uptake_xlsx"),
    path(f"{_one}overname.csv", uptake.UptakeFileView.as_view(ending="csv"), name="uptake_csv"),
    path(
        "coalities/<slug:slug>/kader/nieuw/",
        framework.FrameworkAddView.as_view(),
        name="framework_add",
    ),
    path(
        "coalities/<slug:slug>/kader/<int:pk>/",
        framework.FrameworkUpdateView.as_view(),
        name="framework_update",
    ),
]
