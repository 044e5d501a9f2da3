"""Routes of agreements."""

from django.urls import path

from agreements.views import agreements as views
from agreements.views import routes

app_name = "agreements"
urlpatterns = [
    path("coalities/<slug:slug>/afspraken/", views.AgreementListView.as_view(), name="list"),
    path(
        "coalities/<slug:slug>/afspraken/nieuw/", views.AgreementCreateView.as_view(), name="create"
    ),
    path("coalities/<slug:slug>/klantroutes/", routes.RoutesView.as_view(), name="routes"),
    path("coalities/<slug:slug>/klantroutes/pdf/", routes.RoutesPdfView.as_view(), name="sheet"),
    path(
        "coalities/<slug:slug>/knelpunten/<int:pk>/afspraken/",
        views.BottleneckAgreementsView.as_view(),
        name="for_bottleneck",
    ),
    path("afspraken/<int:pk>/", views.AgreementDetailView.as_view(), name="detail"),
    path("afspraken/<int:pk>/wijzigen/", views.AgreementUpdateView.as_view(), name="update"),
    path("afspraken/<int:pk>/stand/", views.AgreementStateView.as_view(), name="state"),
]
