"""Routes about practice examples."""

from django.urls import URLPattern, path

from interventions.views import examples

example_routes: list[URLPattern] = [
    path(
        "coalities/<slug:slug>/praktijkvoorbeelden/<int:pk>/interventies/",
        examples.ExampleAboutView.as_view(),
        name="example_about",
    ),
]
