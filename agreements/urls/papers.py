"""Routes of agreements as documents and files, and of the calendar."""

from django.urls import URLPattern, path

from agreements.views import calendar_feed, list_files, papers

_all = "coalities/<slug:slug>/afspraken"

paper_routes: list[URLPattern] = [
    path("afspraken/<int:pk>.pdf", papers.AgreementFileView.as_view(ending="pdf"), name="pdf"),
    path("afspraken/<int:pk>.docx", papers.AgreementFileView.as_view(ending="docx"), name="docx"),
    path(f"{_all}.xlsx", list_files.ListFileView.as_view(ending="xlsx"), name="list_xlsx"),
    path(f"{_all}.csv", list_files.ListFileView.as_view(ending="csv"), name="list_csv"),
    path(f"{_all}/document/", papers.PapersView.as_view(), name="papers"),
    path(f"{_all}/document/<uuid:job>/", papers.PaperFileView.as_view(), name="paper"),
    path("agenda/", calendar_feed.CalendarView.as_view(), name="calendar"),
    path("agenda/<str:token>.ics", calendar_feed.FeedView.as_view(), name="feed"),
]
