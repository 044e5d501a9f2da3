"""Routes of the checklist and the advice beside it."""

from django.urls import URLPattern, path

from coalitions.views import advice, answers, checklist, evidence, principles, rounds

_checklist = "coalities/<slug:slug>/checklist/"
checklist_routes: list[URLPattern] = [
    path(_checklist, checklist.ChecklistView.as_view(), name="checklist"),
    path(f"{_checklist}starten/", checklist.RoundStartView.as_view(), name="checklist_start"),
    path(
        f"{_checklist}versies/",
        checklist.ChecklistVersionsView.as_view(),
        name="checklist_versions",
    ),
    path(f"{_checklist}antwoorden/", answers.AnswerListView.as_view(), name="answers"),
    path(f"{_checklist}afsluiten/", checklist.RoundCloseView.as_view(), name="checklist_close"),
    path(f"{_checklist}vastgesteld/", checklist.AgreeView.as_view(), name="checklist_agree"),
    path(f"{_checklist}advies-vragen/", advice.AdviceRequestView.as_view(), name="advice_request"),
    path(f"{_checklist}ronde/<int:round>/", checklist.RoundView.as_view(), name="checklist_round"),
    path(
        f"{_checklist}ronde/<int:round>/geschiedenis/",
        checklist.RoundHistoryView.as_view(),
        name="checklist_history",
    ),
    path(
        f"{_checklist}ronde/<int:round>/geschiedenis.csv",
        checklist.RoundHistoryFileView.as_view(),
        name="checklist_history_csv",
    ),
    path(
        f"{_checklist}ronde/<int:round>/vergelijken/",
        rounds.RoundCompareView.as_view(),
        name="checklist_compare",
    ),
    path(
        f"{_checklist}ronde/<int:round>/pdf/", rounds.RoundPdfView.as_view(), name="checklist_pdf"
    ),
    path(f"{_checklist}<int:number>/", principles.PrincipleView.as_view(), name="principle"),
    path(
        f"{_checklist}<int:number>/opslaan/",
        principles.PrincipleAutosaveView.as_view(),
        name="principle_autosave",
    ),
    path(
        f"{_checklist}<int:number>/onderbouwing/<int:statement>/",
        evidence.EvidenceView.as_view(),
        name="evidence",
    ),
    path(f"{_checklist}<int:number>/advies/", advice.AdviceView.as_view(), name="advice"),
    path(
        f"{_checklist}<int:number>/advies/stelling/<int:statement>/",
        advice.AdviceView.as_view(),
        name="advice_statement",
    ),
    path(
        f"{_checklist}<int:number>/vraag/",
        advice.AdviceEnquireView.as_view(),
        name="advice_enquire",
    ),
    path(
        f"{_checklist}ronde/<int:round>/advies-delen/",
        advice.AdviceSharingView.as_view(),
        name="advice_sharing",
    ),
    path(
        f"{_checklist}<int:number>/reactie/", advice.AdviceReplyView.as_view(), name="advice_reply"
    ),
]
