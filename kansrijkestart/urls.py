"""Root routes: one include per app; every app writes whole paths under the contract's names."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, include, path

import coalitions.urls
import kansrijkestart.dashboard.urls as dashboard
import kansrijkestart.open_data.urls as open_data
from kansrijkestart.accounts.views.addresses import AddressView
from kansrijkestart.accounts.views.sign_on import sign_on

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(dashboard.site_patterns)),
    path("", include((dashboard.urlpatterns, "dashboard"))),
    path("", include(open_data.site_patterns)),
    path("", include((open_data.urlpatterns, "open_data"))),
    # A coalition's overview shows several apps, so the dashboard brings it under coalitions' names.
    path(
        "",
        include((coalitions.urls.urlpatterns + dashboard.coalition_patterns, "coalitions")),
    ),
    path("", include("interventions.urls")),
    path("", include("agreements.urls")),
    path("", include("monitoring.urls")),
    path("", include("kansrijkestart.jobs.urls")),
    path("", include("kansrijkestart.safekeeping.urls")),
    path("", include("kansrijkestart.notifications.urls")),
    path("", include("kansrijkestart.accounts.urls")),
    # In the place of allauth's own, under its name.
    path("accounts/oidc/<str:provider_id>/login/", sign_on, name="openid_connect_login"),
    path("accounts/email/", login_required(AddressView.as_view()), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("taal/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
]

handler500 = "kansrijkestart.core.failures.server_error"

if settings.DEMO_MODE:
    urlpatterns += [path("", include("kansrijkestart.notifications.letter_box_urls"))]
