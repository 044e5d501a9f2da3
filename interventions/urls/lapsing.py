"""Routes about recognitions that lapse."""

from django.urls import URLPattern, path

from interventions.views import lapsing

lapsing_routes: list[URLPattern] = [
    path(
        "coalities/<slug:slug>/interventies/<int:pk>/erkenning/",
        lapsing.LapsedReasonView.as_view(),
        name="lapsed_reason",
    ),
]
