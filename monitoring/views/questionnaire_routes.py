"""Routes of questionnaires and rounds, kept apart because there are many; see monitoring.urls."""

from django.urls import path

from monitoring.views import questionnaire_ends, questionnaires, questions, round_overview, rounds

_version = "vragenlijsten/<int:pk>/"
_section = f"{_version}delen/<int:section>/"
_question = f"{_version}vragen/<int:question>/"
_round = "vragenlijsten/rondes/<int:pk>/"

questionnaire_routes = [
    path("vragenlijsten/", questionnaires.QuestionnaireListView.as_view(), name="questionnaires"),
    path(
        "vragenlijsten/nieuw/",
        questionnaires.QuestionnaireAddView.as_view(),
        name="questionnaire_add",
    ),
    path("vragenlijsten/herinneringen/", rounds.ReminderWishView.as_view(), name="reminder_wish"),
    path(
        "vragenlijsten/over/<slug:key>/",
        questionnaires.QuestionnaireUpdateView.as_view(),
        name="questionnaire_update",
    ),
    path(
        "vragenlijsten/over/<slug:key>/nieuw/",
        questionnaires.VersionAddView.as_view(),
        name="version_add",
    ),
    path(_version, questionnaires.VersionView.as_view(), name="version"),
    path(f"{_version}wijzigen/", questionnaires.VersionUpdateView.as_view(), name="version_update"),
    path(
        f"{_version}voorbeeld/",
        questionnaire_ends.VersionPreviewView.as_view(),
        name="version_preview",
    ),
    path(
        f"{_version}publiceren/",
        questionnaire_ends.VersionPublishView.as_view(),
        name="version_publish",
    ),
    path(
        f"{_version}weggooien/",
        questionnaire_ends.VersionRemoveView.as_view(),
        name="version_remove",
    ),
    path(
        f"{_version}geschiedenis/",
        questions.VersionHistoryView.as_view(),
        name="version_history",
    ),
    path(
        f"{_version}geschiedenis.csv",
        questions.VersionHistoryFileView.as_view(),
        name="version_history_csv",
    ),
    path(f"{_version}delen/nieuw/", questions.SectionAddView.as_view(), name="section_add"),
    path(_section, questions.SectionUpdateView.as_view(), name="section_update"),
    path(f"{_section}plaats/", questions.SectionMoveView.as_view(), name="section_move"),
    path(f"{_section}weghalen/", questions.SectionRemoveView.as_view(), name="section_remove"),
    path(f"{_section}vragen/nieuw/", questions.QuestionAddView.as_view(), name="question_add"),
    path(_question, questions.QuestionUpdateView.as_view(), name="question_update"),
    path(f"{_question}plaats/", questions.QuestionMoveView.as_view(), name="question_move"),
    path(f"{_question}weghalen/", questions.QuestionRemoveView.as_view(), name="question_remove"),
    path(f"{_version}ronde/", rounds.RoundAddView.as_view(), name="round_add"),
    path(_round, rounds.RoundView.as_view(), name="round"),
    path(f"{_round}wijzigen/", rounds.RoundUpdateView.as_view(), name="round_update"),
    path(f"{_round}geschiedenis/", rounds.RoundHistoryView.as_view(), name="round_history"),
    path(
        f"{_round}geschiedenis.csv", rounds.RoundHistoryFileView.as_view(), name="round_history_csv"
    ),
    path(f"{_round}uitstel/nieuw/", rounds.ExtensionAddView.as_view(), name="extension_add"),
    path(
        f"{_round}uitstel/<int:extension>/",
        rounds.ExtensionUpdateView.as_view(),
        name="extension_update",
    ),
    path(
        f"{_round}uitstel/<int:extension>/terugnemen/",
        rounds.ExtensionRemoveView.as_view(),
        name="extension_remove",
    ),
    path(f"{_round}stand/", round_overview.RoundOverviewView.as_view(), name="round_overview"),
    path(
        f"{_round}stand/<slug:variant>.csv",
        round_overview.RoundOverviewFileView.as_view(),
        name="round_overview_csv",
    ),
]
