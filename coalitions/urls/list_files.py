"""Routes of the lists of a record as files."""

from django.urls import URLPattern, path

from coalitions.views import list_files

_one = "coalities/<slug:slug>/"
list_file_routes: list[URLPattern] = [
    path("coalities.csv", list_files.CoalitionsFileView.as_view(), name="list_csv"),
    path("acties.csv", list_files.MyActionsFileView.as_view(), name="my_actions_csv"),
    path(f"{_one}plan/acties.csv", list_files.ActionsFileView.as_view(), name="actions_csv"),
    path(f"{_one}overleggen.csv", list_files.MeetingsFileView.as_view(), name="meetings_csv"),
    path(f"{_one}knelpunten.csv", list_files.BottlenecksFileView.as_view(), name="bottlenecks_csv"),
    path(
        f"{_one}partners/contactpersonen.csv",
        list_files.ContactsFileView.as_view(),
        name="contacts_csv",
    ),
    path(
        f"{_one}checklist/antwoorden.csv",
        list_files.AnswersFileView.as_view(),
        name="answers_csv",
    ),
    path(f"{_one}plan.csv", list_files.AmbitionsFileView.as_view(), name="plan_csv"),
    path(f"{_one}plan/borging.csv", list_files.EmbeddingFileView.as_view(), name="embedding_csv"),
    path(f"{_one}plan/routekaart.csv", list_files.RoadMapFileView.as_view(), name="road_map_csv"),
    path(f"{_one}plan/komt-eraan.csv", list_files.ComingFileView.as_view(), name="coming_csv"),
    path(
        f"{_one}praktijkvoorbeelden.csv",
        list_files.OwnExamplesFileView.as_view(),
        name="examples_csv",
    ),
    path(f"{_one}peilingen.csv", list_files.PollsFileView.as_view(), name="polls_csv"),
    path(f"{_one}tijdlijn.csv", list_files.TimelineFileView.as_view(), name="timeline_csv"),
    path(f"{_one}partners.csv", list_files.PartnersListFileView.as_view(), name="partners_csv"),
]
