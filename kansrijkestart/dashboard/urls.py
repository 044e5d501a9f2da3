"""Start pages, public pages, and pages that show several apps."""

from django.urls import URLPattern, path

from kansrijkestart.dashboard.views import (
    administration,
    adviser,
    coalition,
    contacts,
    examples,
    health,
    home,
    money,
    national,
    national_figures,
    person,
    public,
    public_map,
    region,
    region_agreements,
    region_bottlenecks,
    region_cube,
    region_figures,
    region_files,
    region_framework,
    region_heat,
    region_instruments,
    region_matrix,
    region_matrix_load,
    region_matrix_missing,
    region_report,
    region_rounds,
    search,
)

# Without a namespace: home, about, help, privacy, accessibility, health.
site_patterns: list[URLPattern] = [
    path("", home.HomeView.as_view(), name="home"),
    path("zoeken/", search.SearchView.as_view(), name="search"),
    path("over/", public.AboutView.as_view(), name="about"),
    path("toegankelijkheid/", public.AccessibilityView.as_view(), name="accessibility"),
    path("privacy/", public.PrivacyView.as_view(), name="privacy"),
    path("hulp/", public.HelpView.as_view(), name="help"),
    path("favicon.ico", public.FaviconView.as_view(), name="favicon"),
    path("robots.txt", public.RobotsView.as_view(), name="robots"),
    path(".well-known/security.txt", public.SecurityTextView.as_view(), name="security_txt"),
    path("gezond/live", health.live, name="live"),
    path("gezond/klaar", health.ready, name="ready"),
]

public_patterns: list[URLPattern] = [
    path("landkaart.csv", public_map.MapFileView.as_view(), name="map_csv"),
    path("landkaart/", public_map.MapView.as_view(), name="map"),
    path("landkaart/<slug:slug>/", public.PublicCoalitionView.as_view(), name="public_coalition"),
    path("praktijkvoorbeelden/", examples.ExamplesView.as_view(), name="examples"),
    path("praktijkvoorbeelden.csv", examples.ExamplesFileView.as_view(), name="examples_csv"),
    path("praktijkvoorbeelden/<slug:slug>/", examples.ExampleView.as_view(), name="example"),
    path("landelijk/gemeenten.csv", national.NationalFileView.as_view(), name="national_csv"),
    path("landelijk/", national.NationalView.as_view(), name="national"),
    path(
        "landelijk/cijfers/",
        national_figures.NationalFiguresView.as_view(),
        name="national_figures",
    ),
    path(
        "landelijk/cijfers/regio/",
        national_figures.NationalHeatView.as_view(),
        name="national_heat",
    ),
]

adviser_patterns: list[URLPattern] = [
    path("adviseur/", adviser.CaseloadView.as_view(), name="caseload"),
    path("adviseur.csv", adviser.CaseloadFileView.as_view(), name="caseload_csv"),
    path("adviseur/waarnemen/", adviser.CoverView.as_view(), name="caseload_cover"),
    path(
        "adviseur/waarnemen/<int:pk>/beeindigen/",
        adviser.CoverEndView.as_view(),
        name="caseload_cover_end",
    ),
    path("adviseur/contacten/", contacts.ContactsView.as_view(), name="contacts"),
    path("adviseur/contacten.csv", contacts.ContactsFileView.as_view(), name="contacts_csv"),
    path("adviseur/contacten/nieuw/", contacts.ContactAddView.as_view(), name="contact_add"),
    path(
        "adviseur/contacten/<int:pk>/", contacts.ContactChangeView.as_view(), name="contact_change"
    ),
]

administration_patterns: list[URLPattern] = [
    path("gebruikers/<int:pk>/", person.PersonView.as_view(), name="person"),
    path("instellingen/", administration.SettingsView.as_view(), name="settings"),
    path("gegevensbestanden/", administration.ReferenceView.as_view(), name="reference"),
]

_region = "regios/<slug:slug>/"
region_patterns: list[URLPattern] = [
    path(_region, region.RegionView.as_view(), name="region"),
    path(f"{_region}gemeenten.csv", region_files.RegionFileView.as_view(), name="region_csv"),
    path(
        f"{_region}instrumenten.csv",
        region_instruments.RegionInstrumentsFileView.as_view(),
        name="region_instruments_csv",
    ),
    path(
        f"{_region}knelpunten.csv",
        region_bottlenecks.RegionBottlenecksFileView.as_view(),
        name="region_bottlenecks_csv",
    ),
    path(f"{_region}matrix/", region_matrix.RegionMatrixView.as_view(), name="region_matrix"),
    path(
        f"{_region}matrix.xlsx",
        region_matrix.RegionMatrixFileView.as_view(ending="xlsx"),
        name="region_matrix_xlsx",
    ),
    path(
        f"{_region}matrix.csv",
        region_matrix.RegionMatrixFileView.as_view(ending="csv"),
        name="region_matrix_csv",
    ),
    path(
        f"{_region}matrix.pdf",
        region_matrix.RegionMatrixFileView.as_view(ending="pdf"),
        name="region_matrix_pdf",
    ),
    path(
        f"{_region}matrix/niet-opgegeven/",
        region_matrix_missing.RegionMatrixMissingView.as_view(),
        name="region_matrix_missing",
    ),
    path(
        f"{_region}matrix/laden/",
        region_matrix_load.RegionMatrixLoadView.as_view(),
        name="region_matrix_load",
    ),
    path(
        f"{_region}matrix/laden/<int:pk>/terugdraaien/",
        region_matrix_load.RegionMatrixUndoView.as_view(),
        name="region_matrix_undo",
    ),
    path(
        f"{_region}afspraken/",
        region_agreements.RegionAgreementsView.as_view(),
        name="region_agreements",
    ),
    path(
        f"{_region}afspraken.csv",
        region_agreements.RegionAgreementsFileView.as_view(),
        name="region_agreements_csv",
    ),
    path(f"{_region}afspraken/waarover/", region_cube.RegionCubeView.as_view(), name="region_cube"),
    path(
        f"{_region}afspraken/waarover.xlsx",
        region_cube.RegionCubeFileView.as_view(),
        name="region_cube_xlsx",
    ),
    path(
        f"{_region}afspraken/overname.xlsx",
        region_cube.RegionUptakeFileView.as_view(ending="xlsx"),
        name="region_uptake_xlsx",
    ),
    path(
        f"{_region}afspraken/overname.csv",
        region_cube.RegionUptakeFileView.as_view(ending="csv"),
        name="region_uptake_csv",
    ),
    path(
        f"{_region}kader/", region_framework.RegionFrameworkView.as_view(), name="region_framework"
    ),
    path(
        f"{_region}kader.pdf",
        region_framework.RegionFrameworkPdfView.as_view(),
        name="region_framework_pdf",
    ),
    path(
        f"{_region}instrumenten/",
        region_instruments.RegionInstrumentsView.as_view(),
        name="region_instruments",
    ),
    path(
        f"{_region}knelpunten/",
        region_bottlenecks.RegionBottlenecksView.as_view(),
        name="region_bottlenecks",
    ),
    path(
        f"{_region}knelpunten/<int:pk>/",
        region_bottlenecks.RegionBottleneckView.as_view(),
        name="region_bottleneck",
    ),
    path(f"{_region}vragenlijst/", region_rounds.RegionRoundsView.as_view(), name="region_rounds"),
    path(
        f"{_region}vragenlijst/<int:year>/<slug:key>/",
        region_rounds.RegionRoundView.as_view(),
        name="region_round",
    ),
    path(
        f"{_region}vragenlijst/<int:year>/<slug:key>/<slug:variant>.csv",
        region_rounds.RegionRoundFileView.as_view(),
        name="region_round_csv",
    ),
    path(f"{_region}verslag/", region_report.RegionReportView.as_view(), name="region_report"),
    path(
        f"{_region}verslag.pdf",
        region_report.RegionReportFileView.as_view(kind="pdf"),
        name="region_report_pdf",
    ),
    path(
        f"{_region}verslag.xlsx",
        region_report.RegionReportFileView.as_view(kind="xlsx"),
        name="region_report_xlsx",
    ),
    path(
        f"{_region}raadspakket.pdf",
        region_report.RegionReportFileView.as_view(kind="raad"),
        name="region_council_pdf",
    ),
    path(f"{_region}geld/", money.RegionMoneyView.as_view(), name="region_money"),
    path(
        f"{_region}geld.xlsx",
        money.RegionMoneyFileView.as_view(ending="xlsx"),
        name="region_money_xlsx",
    ),
    path(
        f"{_region}geld.csv",
        money.RegionMoneyFileView.as_view(ending="csv"),
        name="region_money_csv",
    ),
    path(f"{_region}cijfers/", region_figures.RegionFiguresView.as_view(), name="region_figures"),
    path(
        f"{_region}cijfers/overzicht/",
        region_heat.RegionHeatView.as_view(),
        name="region_heat",
    ),
]

# Under "dashboard:": map, public coalition page, region pages, caseload, national.
urlpatterns: list[URLPattern] = [
    *public_patterns,
    *adviser_patterns,
    *region_patterns,
    *administration_patterns,
    path("coalities/<slug:slug>/geld/", money.CoalitionMoneyView.as_view(), name="coalition_money"),
]
# Under "coalitions:": a coalition's overview and its one-page report.
coalition_patterns: list[URLPattern] = [
    path("coalities/<slug:slug>/", coalition.CoalitionDetailView.as_view(), name="detail"),
    path(
        "coalities/<slug:slug>/stand-van-zaken.pdf",
        coalition.CoalitionReportView.as_view(),
        name="report",
    ),
    path(
        "coalities/<slug:slug>/overdracht.pdf",
        coalition.HandOverSummaryView.as_view(),
        name="hand_over_summary",
    ),
    path(
        "coalities/<slug:slug>/gespreksblad.pdf",
        coalition.TalkSheetView.as_view(),
        name="talk_sheet",
    ),
]
