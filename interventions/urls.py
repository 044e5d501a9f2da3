"""Routes of interventions."""

from django.urls import path

from interventions import views

app_name = "interventions"
urlpatterns = [
    path("interventies/", views.CatalogueView.as_view(), name="catalogue"),
    path("interventies/<slug:slug>/", views.InterventionDetailView.as_view(), name="detail"),
    path("coalities/<slug:slug>/interventies/", views.ChoiceListView.as_view(), name="choices"),
    path(
        "coalities/<slug:slug>/interventies/toevoegen/",
        views.ChoiceAddView.as_view(),
        name="choice_add",
    ),
    path(
        "coalities/<slug:slug>/interventies/<int:pk>/",
        views.ChoiceUpdateView.as_view(),
        name="choice_update",
    ),
    path(
        "coalities/<slug:slug>/interventies/eigen-aanbod/toevoegen/",
        views.OfferAddView.as_view(),
        name="offer_add",
    ),
    path(
        "coalities/<slug:slug>/interventies/eigen-aanbod/<int:pk>/",
        views.OfferUpdateView.as_view(),
        name="offer_update",
    ),
]
