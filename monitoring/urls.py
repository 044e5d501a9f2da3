"""Routes of this app."""

from django.urls import path

from monitoring.edition_urls import edition_routes
from monitoring.list_urls import list_routes
from monitoring.views import (
    compare,
    exports,
    figure_imports,
    figures,
    groups,
    indicator_files,
    indicator_history,
    indicators,
    interpretations,
    method,
    own,
    protection,
    reasoning,
    related,
    releases,
    response_approval,
    response_forms,
    responses,
    suggestions,
)
from monitoring.views.questionnaire_routes import questionnaire_routes

app_name = "monitoring"
_talk = "coalities/<slug:slug>/cijfers/duiding/<int:pk>/"
talk_routes = [
    path(f"{_talk}ambitie/", groups.TalkAmbitionView.as_view(), name="interpretation_ambition"),
    path(f"{_talk}groep/", groups.GroupAddView.as_view(), name="group_add"),
    path(f"{_talk}groep/<int:group>/", groups.GroupUpdateView.as_view(), name="group_update"),
    path(
        f"{_talk}groep/<int:group>/weghalen/", groups.GroupRemoveView.as_view(), name="group_remove"
    ),
    path(
        "coalities/<slug:slug>/redeneerlijn/", reasoning.ReasoningView.as_view(), name="reasoning"
    ),
    path(
        "coalities/<slug:slug>/redeneerlijn/pdf/",
        reasoning.ReasoningPdfView.as_view(),
        name="reasoning_pdf",
    ),
]
_year = "coalities/<slug:slug>/vragenlijst/<int:year>/<slug:key>/"
response_routes = [
    path(
        "coalities/<slug:slug>/vragenlijst/",
        responses.ResponseListView.as_view(),
        name="responses",
    ),
    path(
        "coalities/<slug:slug>/vragenlijst/goedkeuring/",
        response_approval.ApprovalWishView.as_view(),
        name="approval_wish",
    ),
    path(
        "coalities/<slug:slug>/vragenlijst/<int:year>/",
        responses.ResponseListView.as_view(),
        name="responses_year",
    ),
    path(_year, responses.ResponseView.as_view(), name="response"),
    path(f"{_year}overnemen/", responses.AnswersView.as_view(), name="response_answers"),
    path(f"{_year}bijwerken/", response_forms.RefreshView.as_view(), name="response_refresh"),
    path(f"{_year}indienen/", response_forms.SubmitView.as_view(), name="response_submit"),
    path(f"{_year}heropenen/", response_forms.ReopenView.as_view(), name="response_reopen"),
    path(f"{_year}goedkeuren/", response_approval.ApproveView.as_view(), name="response_approve"),
    path(f"{_year}deel/<int:part>/", response_forms.PartView.as_view(), name="response_part"),
    path(
        f"{_year}deel/<int:part>/<str:code>/",
        response_forms.PartView.as_view(),
        name="response_part_alone",
    ),
]
urlpatterns = [
    *list_routes,
    *talk_routes,
    *edition_routes,
    *questionnaire_routes,
    *response_routes,
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
        "cijfers/imports/<int:pk>/terugzetten/",
        releases.ReleaseRestoreView.as_view(),
        name="release_restore",
    ),
    path(
        "cijfers/imports/<int:pk>/open/",
        releases.ReleaseOpenView.as_view(is_open=True),
        name="release_open",
    ),
    path(
        "cijfers/imports/<int:pk>/niet-open/",
        releases.ReleaseOpenView.as_view(is_open=False),
        name="release_close",
    ),
    path(
        "cijfers/imports/bestand/<int:pk>/",
        figure_imports.FigureImportView.as_view(),
        name="figure_import",
    ),
    path(
        "cijfers/imports/bestand/<int:pk>/bevindingen.csv",
        figure_imports.FindingsView.as_view(),
        name="figure_import_findings",
    ),
    path(
        "cijfers/imports/bestand/<int:pk>/opslaan/",
        figure_imports.FigureImportStoreView.as_view(),
        name="figure_import_store",
    ),
    path(
        "cijfers/imports/bestand/<int:pk>/opnieuw/",
        figure_imports.FigureImportAgainView.as_view(),
        name="figure_import_again",
    ),
    path(
        "cijfers/imports/bestand/<int:pk>/weggooien/",
        figure_imports.FigureImportDiscardView.as_view(),
        name="figure_import_discard",
    ),
    path(
        "cijfers/indicatoren/",
        indicators.IndicatorListView.as_view(),
        name="indicators",
    ),
    path(
        "cijfers/indicatoren/nieuw/",
        indicators.IndicatorAddView.as_view(),
        name="indicator_add",
    ),
    path(
        "cijfers/indicatoren/sets/nieuw/",
        indicators.IndicatorSetAddView.as_view(),
        name="indicator_set_add",
    ),
    path(
        "cijfers/indicatoren/sets/<slug:key>/",
        indicators.IndicatorSetUpdateView.as_view(),
        name="indicator_set_update",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/",
        indicators.IndicatorAboutView.as_view(),
        name="indicator_about",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/wijzigen/",
        indicators.IndicatorUpdateView.as_view(),
        name="indicator_update",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/geschiedenis/",
        indicator_history.IndicatorHistoryView.as_view(),
        name="indicator_history",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/geschiedenis.csv",
        indicator_history.IndicatorHistoryFileView.as_view(),
        name="indicator_history_csv",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/definities/nieuw/",
        indicators.DefinitionAddView.as_view(),
        name="definition_add",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/definities/<int:number>/",
        indicators.DefinitionUpdateView.as_view(),
        name="definition_update",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/sets/nieuw/",
        indicators.MembershipAddView.as_view(),
        name="membership_add",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/sets/<int:pk>/",
        indicators.MembershipUpdateView.as_view(),
        name="membership_update",
    ),
    path(
        "cijfers/indicatoren/<slug:key>/sets/<int:pk>/weghalen/",
        indicators.MembershipRemoveView.as_view(),
        name="membership_remove",
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
    path("coalities/<slug:slug>/cijfers/eigen/nieuw/", own.OwnAddView.as_view(), name="own_add"),
    path("coalities/<slug:slug>/cijfers/eigen/<int:pk>/", own.OwnDetailView.as_view(), name="own"),
    path(
        "coalities/<slug:slug>/cijfers/eigen/<int:pk>/wijzigen/",
        own.OwnUpdateView.as_view(),
        name="own_change",
    ),
    path(
        "coalities/<slug:slug>/cijfers/eigen/<int:pk>/getal/",
        own.OwnFigureView.as_view(),
        name="own_figure",
    ),
    path(
        "coalities/<slug:slug>/cijfers/eigen/<int:pk>/verwijderen/",
        own.OwnRemoveView.as_view(),
        name="own_remove",
    ),
    path(
        "coalities/<slug:slug>/cijfers/eigen/<int:pk>/<str:name>",
        own.OwnFileView.as_view(),
        name="own_file",
    ),
    path(
        "coalities/<slug:slug>/cijfers/<slug:indicator>/vergelijken/",
        compare.CompareView.as_view(),
        name="compare",
    ),
    path(
        "coalities/<slug:slug>/cijfers/<slug:indicator>/download/<str:name>",
        indicator_files.IndicatorFileView.as_view(),
        name="indicator_file",
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
