"""Routes for whoever keeps the catalogue."""

from django.urls import URLPattern, path

from interventions.views import manage

_one = "interventies/<slug:slug>/"

manage_routes: list[URLPattern] = [
    path(f"{_one}wijzigen/", manage.InterventionUpdateView.as_view(), name="intervention_update"),
    path(f"{_one}erkenningen/nieuw/", manage.RecognitionAddView.as_view(), name="recognition_add"),
    path(
        f"{_one}erkenningen/<int:pk>/",
        manage.RecognitionUpdateView.as_view(),
        name="recognition_update",
    ),
    path(f"{_one}geschiedenis/", manage.InterventionHistoryView.as_view(), name="history"),
    path(
        f"{_one}geschiedenis.csv", manage.InterventionHistoryFileView.as_view(), name="history_csv"
    ),
]
