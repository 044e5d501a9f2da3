"""Routes of this package."""

from django.urls import path

from kansrijkestart.safekeeping import views

app_name = "safekeeping"
urlpatterns = [
    path("bewaard/", views.ParkedView.as_view(), name="parked"),
    path("bewaard/concept/", views.DraftView.as_view(), name="draft"),
]
