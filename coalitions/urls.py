"""Routes of this app. The overview of a coalition is added by the dashboard."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
