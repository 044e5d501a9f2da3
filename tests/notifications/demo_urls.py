"""The routes as they are in demo mode."""

from django.urls import include, path

from kansrijkestart.urls import urlpatterns as site_patterns

urlpatterns = [*site_patterns, path("", include("kansrijkestart.notifications.letter_box_urls"))]
