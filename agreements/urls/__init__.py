"""Routes of agreements; one module per subject."""

from django.urls import URLPattern

from agreements.urls.agreements import agreement_routes
from agreements.urls.confirmations import confirmation_routes
from agreements.urls.papers import paper_routes
from agreements.urls.pathways import pathway_routes
from agreements.urls.texts import text_routes
from agreements.urls.uptake import uptake_routes

app_name = "agreements"
urlpatterns: list[URLPattern] = [
    *agreement_routes,
    *text_routes,
    *confirmation_routes,
    *uptake_routes,
    *pathway_routes,
    *paper_routes,
]
