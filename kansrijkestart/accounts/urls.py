"""Routes of this package."""

from django.urls import path

from kansrijkestart.accounts.views import guides, invitations, users

app_name = "people"
urlpatterns = [
    path("eerste-stappen/", guides.GuideView.as_view(), name="guide"),
    path("uitnodiging/<str:token>/", invitations.AcceptView.as_view(), name="accept"),
    path("gebruikers/", users.UserListView.as_view(), name="users"),
    path("gebruikers/<int:pk>/toegang/", users.UserActiveView.as_view(), name="user_active"),
    path(
        "gebruikers/uitnodigingen/<int:pk>/",
        users.InvitationAgainView.as_view(),
        name="invitation",
    ),
]
