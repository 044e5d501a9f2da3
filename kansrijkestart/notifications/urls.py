"""Routes of this package; included in demo mode only."""

from django.urls import path

from kansrijkestart.notifications import views

app_name = "notifications"
urlpatterns = [
    path("demo/mail/", views.DemoMailListView.as_view(), name="mail"),
    path("demo/mail/<str:key>/", views.DemoMailDetailView.as_view(), name="mail_detail"),
]
