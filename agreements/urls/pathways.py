"""Routes of service directories and care pathways."""

from django.urls import URLPattern, path

from agreements.views import directories, pathway_forms, pathways

_kept = "coalities/<slug:slug>/sociale-kaart/"
_kept_file = "coalities/<slug:slug>/sociale-kaart.csv"
_all = "coalities/<slug:slug>/zorgpaden"
_one = f"{_all}/<int:pk>/"
_line = f"{_one}antwoorden/<int:line>/"

pathway_routes: list[URLPattern] = [
    path(_kept, directories.DirectoryListView.as_view(), name="directory"),
    path(
        "coalities/<slug:slug>/sociale-kaart.csv",
        directories.DirectoryFileView.as_view(),
        name="directory_csv",
    ),
    path(f"{_kept}toevoegen/", directories.DirectoryAddView.as_view(), name="directory_add"),
    path(f"{_kept}<int:pk>/", directories.DirectoryUpdateView.as_view(), name="directory_update"),
    path(
        f"{_kept}<int:pk>/beeindigen/", directories.DirectoryEndView.as_view(), name="directory_end"
    ),
    path(
        f"{_kept}<int:pk>/klopt-nog/",
        directories.DirectoryCheckView.as_view(),
        name="directory_check",
    ),
    path(f"{_all}/", pathways.PathwayListView.as_view(), name="pathways"),
    path(f"{_all}.xlsx", pathways.PathwaysFileView.as_view(ending="xlsx"), name="pathways_xlsx"),
    path(f"{_all}.csv", pathways.PathwaysFileView.as_view(ending="csv"), name="pathways_csv"),
    path(f"{_all}.pdf", pathways.PathwaysFileView.as_view(ending="pdf"), name="pathways_pdf"),
    path(f"{_all}/toevoegen/", pathway_forms.PathwayAddView.as_view(), name="pathway_add"),
    path(_one, pathways.PathwayView.as_view(), name="pathway"),
    path(f"{_one}pdf/", pathways.PathwaySheetView.as_view(), name="pathway_sheet"),
    path(f"{_one}wijzigen/", pathway_forms.PathwayUpdateView.as_view(), name="pathway_update"),
    path(f"{_one}klopt-nog/", pathway_forms.PathwayCheckView.as_view(), name="pathway_check"),
    path(f"{_one}weghalen/", pathway_forms.PathwayRemoveView.as_view(), name="pathway_remove"),
    path(
        f"{_one}toevoegen/<slug:question>/",
        pathway_forms.LineAddView.as_view(),
        name="pathway_line_add",
    ),
    path(_line, pathway_forms.LineUpdateView.as_view(), name="pathway_line_update"),
    path(f"{_line}weghalen/", pathway_forms.LineRemoveView.as_view(), name="pathway_line_remove"),
    path(f"{_line}plaats/", pathway_forms.LinePlaceView.as_view(), name="pathway_line_place"),
]
