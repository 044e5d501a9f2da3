"""Routes of notifications."""

from django.urls import path

from kansrijkestart.notifications import views

app_name = "notifications"
urlpatterns = [
    path("meldingen/", views.NotificationListView.as_view(), name="list"),
    path("meldingen.csv", views.NotificationsFileView.as_view(), name="list_csv"),
    path(
        "meldingen/niet-aangekomen.csv",
        views.NotArrivedFileView.as_view(),
        name="not_arrived_csv",
    ),
    path("meldingen/gelezen/", views.ReadView.as_view(), name="read"),
    path("meldingen/instellingen/", views.WishesView.as_view(), name="settings"),
    path("meldingen/niet-aangekomen/", views.NotArrivedView.as_view(), name="not_arrived"),
    path("meldingen/<int:pk>/", views.FollowView.as_view(), name="follow"),
]
