"""Start pages, public pages, and pages that show several apps."""

from django.urls import URLPattern, path

from kansrijkestart.dashboard.views import adviser, coalition, health, home, region_figures

# Without a namespace: home, about, help, privacy, accessibility, health.
site_patterns: list[URLPattern] = [
    path("", home.HomeView.as_view(), name="home"),
    path("gezond/live", health.live, name="live"),
    path("gezond/klaar", health.ready, name="ready"),
]
# Under "dashboard:": map, public coalition page, region pages, caseload, national.
urlpatterns: list[URLPattern] = [
    path("adviseur/", adviser.CaseloadView.as_view(), name="caseload"),
    path("adviseur/waarnemen/", adviser.CoverView.as_view(), name="caseload_cover"),
    path(
        "regios/<slug:slug>/cijfers/",
        region_figures.RegionFiguresView.as_view(),
        name="region_figures",
    ),
]
# Under "coalitions:": a coalition's overview and its one-page report.
coalition_patterns: list[URLPattern] = [
    path("coalities/<slug:slug>/", coalition.CoalitionDetailView.as_view(), name="detail"),
    path(
        "coalities/<slug:slug>/stand-van-zaken.pdf",
        coalition.CoalitionReportView.as_view(),
        name="report",
    ),
]
