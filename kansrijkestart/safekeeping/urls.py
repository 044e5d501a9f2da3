"""Routes of this package."""

from django.urls import URLPattern

app_name = "safekeeping"
urlpatterns: list[URLPattern] = []
