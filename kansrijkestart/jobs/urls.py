"""Routes of this package."""

from django.urls import path

from kansrijkestart.jobs import administration, views

app_name = "jobs"
urlpatterns = [
    path("taken/", administration.JobListView.as_view(), name="list"),
    path("taken.csv", administration.JobFileView.as_view(), name="list_csv"),
    path("taken/mijn/", administration.OwnJobListView.as_view(), name="own"),
    path("taken/mijn.csv", administration.OwnJobFileView.as_view(), name="own_csv"),
    path("taken/<uuid:pk>/opnieuw/", administration.JobRetryView.as_view(), name="retry"),
    path("taken/<uuid:pk>/", views.JobDetailView.as_view(), name="detail"),
    path("taken/<uuid:pk>/stand/", views.JobStateView.as_view(), name="state"),
]
