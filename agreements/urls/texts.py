"""Routes of examples to begin with, versions, and what goes with an agreement."""

from django.urls import URLPattern, path

from agreements.views import enclosures, templates, versions

_one = "afspraken/<int:pk>/"

text_routes: list[URLPattern] = [
    path(
        "coalities/<slug:slug>/afspraken/voorbeelden/",
        templates.TemplatesView.as_view(),
        name="templates",
    ),
    path(f"{_one}versies/", versions.VersionsView.as_view(), name="versions"),
    path(
        f"{_one}bijlagen/toevoegen/", enclosures.AttachmentAddView.as_view(), name="attachment_add"
    ),
    path(f"{_one}bijlagen/<int:row>/", enclosures.AttachmentView.as_view(), name="attachment"),
    path(
        f"{_one}bijlagen/<int:row>/verwijderen/",
        enclosures.AttachmentRemoveView.as_view(),
        name="attachment_remove",
    ),
    path(f"{_one}documenten/toevoegen/", enclosures.DocumentAddView.as_view(), name="document_add"),
    path(
        f"{_one}documenten/<int:row>/",
        enclosures.DocumentUpdateView.as_view(),
        name="document_update",
    ),
    path(
        f"{_one}documenten/<int:row>/weghalen/",
        enclosures.DocumentRemoveView.as_view(),
        name="document_remove",
    ),
    path(
        f"{_one}instrumenten/toevoegen/",
        enclosures.InstrumentAddView.as_view(),
        name="instrument_add",
    ),
    path(
        f"{_one}instrumenten/<int:row>/",
        enclosures.InstrumentUpdateView.as_view(),
        name="instrument_update",
    ),
    path(
        f"{_one}instrumenten/<int:row>/weghalen/",
        enclosures.InstrumentRemoveView.as_view(),
        name="instrument_remove",
    ),
]
