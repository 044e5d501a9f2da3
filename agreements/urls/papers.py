"""Routes of agreements as documents and files, and of the calendar."""

from django.urls import URLPattern, path

from agreements.views import calendar_feed, list_files, papers

_all = "coalities/<slug:slug>/afspraken"

paper_routes: list[URLPattern] = [
    path("afspraken/<int:pk>.pdf", papers.AgreementPdfView.as_view(), name="pdf"),
    path("afspraken/<int:pk>.docx", papers.AgreementWordView.as_view(), name="docx"),
    path(f"{_all}.xlsx", list_files.ListWorkbookView.as_view(), name="list_xlsx"),
    path(f"{_all}.csv", list_files.ListCsvView.as_view(), name="list_csv"),
    path(f"{_all}/document/", papers.PapersView.as_view(), name="papers"),
    path(f"{_all}/document/<uuid:job>/", papers.PaperFileView.as_view(), name="paper"),
    path("agenda/", calendar_feed.CalendarView.as_view(), name="calendar"),
    path("agenda/<str:token>.ics", calendar_feed.FeedView.as_view(), name="feed"),
]
