"""Routes of this package."""

from django.urls import URLPattern

app_name = "notifications"
urlpatterns: list[URLPattern] = []
