"""Routes of the reach of a choice."""

from django.urls import URLPattern, path

from interventions.views import reach

_all = "coalities/<slug:slug>/interventies/<int:pk>/bereik/"

reach_routes: list[URLPattern] = [
    path(_all, reach.ReachView.as_view(), name="reach"),
    path(f"{_all}nieuw/", reach.ReachAddView.as_view(), name="reach_add"),
    path(f"{_all}<int:reach>/", reach.ReachUpdateView.as_view(), name="reach_update"),
]
