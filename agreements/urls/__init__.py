"""Routes of agreements; one module per subject."""

from django.urls import URLPattern

from agreements.urls.agreements import agreement_routes
from agreements.urls.papers import paper_routes

app_name = "agreements"
urlpatterns: list[URLPattern] = [
    *agreement_routes,
    *paper_routes,
]
