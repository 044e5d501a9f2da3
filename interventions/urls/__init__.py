"""Routes of interventions; one module per subject."""

from django.urls import URLPattern

from interventions.urls.catalogue import catalogue_routes
from interventions.urls.choices import choice_routes
from interventions.urls.examples import example_routes
from interventions.urls.keeping import keeping_routes
from interventions.urls.lapsing import lapsing_routes
from interventions.urls.manage import manage_routes
from interventions.urls.money import money_routes
from interventions.urls.reach import reach_routes

app_name = "interventions"
urlpatterns: list[URLPattern] = [
    *keeping_routes,  # before the page of one intervention, which takes any word
    *catalogue_routes,
    *choice_routes,
    *reach_routes,
    *money_routes,
    *example_routes,
    *lapsing_routes,
    *manage_routes,
]
