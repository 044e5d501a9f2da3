"""Routes of this package."""

from django.urls import path

from kansrijkestart.accounts.views import guides, invitations, users

app_name = "people"
urlpatterns = [
    path("eerste-stappen/", guides.GuideView.as_view(), name="guide"),
    path("uitnodiging/<str:token>/", invitations.AcceptView.as_view(), name="accept"),
    path("gebruikers/", users.UserListView.as_view(), name="users"),
    path("gebruikers.csv", users.UserFileView.as_view(), name="users_csv"),
    path(
        "gebruikers/<int:pk>/tweede-stap/",
        users.SecondFactorView.as_view(),
        name="second_factor_reset",
    ),
    path("gebruikers/<int:pk>/wachtwoord/", users.PasswordLinkView.as_view(), name="password_link"),
    path("gebruikers/<int:pk>/toegang/", users.UserActiveView.as_view(), name="user_active"),
    path(
        "gebruikers/uitnodigingen/<int:pk>/",
        users.InvitationAgainView.as_view(),
        name="invitation",
    ),
]
