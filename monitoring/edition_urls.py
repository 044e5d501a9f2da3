"""Routes of frozen rounds; part of those of this app."""

from django.urls import path

from monitoring.views import edition_corrections, edition_parts, editions

edition_routes = [
    path("edities/", editions.EditionListView.as_view(), name="editions"),
    path("edities/<int:pk>/", editions.EditionView.as_view(), name="edition"),
    path("edities/<int:pk>/verschillen/", editions.DriftView.as_view(), name="drift"),
    path(
        "edities/<int:pk>/verbeteren/",
        edition_corrections.EditionCorrectView.as_view(),
        name="edition_correct",
    ),
    path(
        "edities/<int:pk>/heropenen/",
        edition_corrections.CorrectionAllowView.as_view(),
        name="correction_allow",
    ),
    path("edities/<int:pk>/download/", editions.EditionExportView.as_view(), name="edition_export"),
    path("edities/<int:pk>/reeks/", editions.BatchStartView.as_view(), name="batch_start"),
    path(
        "edities/<int:pk>/reeks/<slug:step>/", editions.BatchStepView.as_view(), name="batch_step"
    ),
    path(
        "edities/<int:pk>/gemeenten/<slug:code>/",
        edition_parts.EditionPartView.as_view(),
        name="edition_part",
    ),
    path(
        "edities/<int:pk>/gemeenten/<slug:code>/<slug:question>/",
        edition_parts.EditionAnswerView.as_view(),
        name="edition_answer",
    ),
    path(
        "coalities/<slug:slug>/edities/<int:pk>/",
        edition_parts.CoalitionEditionView.as_view(),
        name="coalition_edition",
    ),
]
