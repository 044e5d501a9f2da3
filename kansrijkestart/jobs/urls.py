"""Routes of this package."""

from django.urls import path

from kansrijkestart.jobs import views

app_name = "jobs"
urlpatterns = [
    path("taken/<uuid:pk>/", views.JobDetailView.as_view(), name="detail"),
    path("taken/<uuid:pk>/stand/", views.JobStateView.as_view(), name="state"),
]
