"""Start pages, public pages, and pages that show several apps."""

from django.urls import URLPattern, path

from kansrijkestart.dashboard.views import national, public, region

# Without a namespace: home, about, help, privacy, accessibility, health.
site_patterns: list[URLPattern] = [
    path("over/", public.AboutView.as_view(), name="about"),
    path("toegankelijkheid/", public.AccessibilityView.as_view(), name="accessibility"),
    path("privacy/", public.PrivacyView.as_view(), name="privacy"),
    path("hulp/", public.HelpView.as_view(), name="help"),
    path("robots.txt", public.RobotsView.as_view(), name="robots"),
    path(".well-known/security.txt", public.SecurityTextView.as_view(), name="security_txt"),
]

public_patterns: list[URLPattern] = [
    path("landkaart/", public.MapView.as_view(), name="map"),
    path("landkaart/<slug:slug>/", public.PublicCoalitionView.as_view(), name="public_coalition"),
    path("landelijk/", national.NationalView.as_view(), name="national"),
]

region_patterns: list[URLPattern] = [
    path("regios/<slug:slug>/", region.RegionView.as_view(), name="region"),
    path("regios/<slug:slug>/matrix/", region.RegionMatrixView.as_view(), name="region_matrix"),
    path(
        "regios/<slug:slug>/matrix.xlsx",
        region.RegionMatrixXlsxView.as_view(),
        name="region_matrix_xlsx",
    ),
    path(
        "regios/<slug:slug>/matrix.csv",
        region.RegionMatrixCsvView.as_view(),
        name="region_matrix_csv",
    ),
    path(
        "regios/<slug:slug>/afspraken/",
        region.RegionAgreementsView.as_view(),
        name="region_agreements",
    ),
]

# Under "dashboard:": map, public coalition page, region pages, caseload, national.
urlpatterns: list[URLPattern] = [*public_patterns, *region_patterns]
# Under "coalitions:": a coalition's overview and its one-page report.
coalition_patterns: list[URLPattern] = []
