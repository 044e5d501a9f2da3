"""Routes of confirming an agreement, and of saying whether it still holds."""

from django.urls import URLPattern, path

from agreements.views import confirm_link, confirmation_files, confirmations, reviews

_one = "afspraken/<int:pk>/"

confirmation_routes: list[URLPattern] = [
    path(f"{_one}bevestigingen/", confirmations.ConfirmationsView.as_view(), name="confirmations"),
    path(
        f"{_one}bevestigingen.csv",
        confirmation_files.ConfirmationsFileView.as_view(),
        name="confirmations_csv",
    ),
    path(f"{_one}ter-bevestiging/", confirmations.AskView.as_view(), name="ask"),
    path(f"{_one}bevestigen/<int:asked>/", confirmations.ConfirmView.as_view(), name="confirm"),
    path(
        f"{_one}vragen/<int:asked>/opnieuw/",
        confirmations.RequestResendView.as_view(),
        name="request_resend",
    ),
    path(
        f"{_one}vragen/<int:asked>/terugnemen/",
        confirmations.RequestWithdrawView.as_view(),
        name="request_withdraw",
    ),
    path(f"{_one}partners/<int:party>/antwoord/", confirmations.ToldView.as_view(), name="told"),
    path(f"{_one}klopt-het-nog/", reviews.ReviewView.as_view(), name="review"),
    path("bevestigen/<str:token>/", confirm_link.ConfirmLinkView.as_view(), name="confirm_link"),
    path("bevestigd/", confirm_link.ConfirmedView.as_view(), name="confirmed"),
]
