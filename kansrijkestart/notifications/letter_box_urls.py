"""Routes of the letter box of the demonstration; included in demo mode only."""

from django.urls import path

from kansrijkestart.notifications import letter_box

app_name = "letter_box"
urlpatterns = [
    path("demo/mail/", letter_box.DemoMailListView.as_view(), name="mail"),
    path("demo/mail/<str:key>/", letter_box.DemoMailDetailView.as_view(), name="mail_detail"),
]
