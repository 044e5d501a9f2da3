"""Open data: a page with files for people, an API for programs; and the map of the site."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, path

from kansrijkestart.open_data.resources import FIGURES_OF, RESOURCES
from kansrijkestart.open_data.sitemaps import SITEMAPS
from kansrijkestart.open_data.views import api, pages

app_name = "open_data"
_API = "api/v1/"

site_patterns: list[URLPattern] = [
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
urlpatterns: list[URLPattern] = [
    path("open-data/", pages.OpenDataView.as_view(), name="page"),
    path(
        "open-data/cijfers/<slug:indicator>/<str:name>",
        pages.FiguresFileView.as_view(),
        name="figures_file",
    ),
    path("open-data/<slug:part>/<str:name>", pages.FileView.as_view(), name="file"),
    path(_API, api.IndexView.as_view(), name="api"),
    path(f"{_API}openapi.json", api.OpenApiView.as_view(), name="openapi"),
    *(
        path(f"{_API}{one.name}/", api.ListView.as_view(resource=one), name=one.name)
        for one in RESOURCES
    ),
    path(f"{_API}coalitions/<slug:slug>/", api.CoalitionView.as_view(), name="coalition"),
    path(
        f"{_API}figures/<slug:indicator>/",
        api.ListView.as_view(resource=FIGURES_OF),
        name="figures_of",
    ),
]
