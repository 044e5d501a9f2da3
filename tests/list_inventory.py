"""Every list of the product that can hold more than twenty rows, and why others are none.

``tests/test_lists.py`` reads every one of ``LISTS`` in each order, narrowed, as a file and with its
button to print; ``tests/test_list_costs.py`` fails for a page that shows more than twenty rows and
stands in neither.
"""

from dataclasses import dataclass, field
from typing import Any

# A list that says nothing about more rows than this needs no order.
SHORT = 20


@dataclass(frozen=True)
class ListPage:
    """A list: the route of its page and of its file (none with a reason), and what it is asked.

    ``file_kwargs`` are what the file is named by beside what the page is; ``query`` is what a page
    needs before it shows the list; ``role`` who has rows in it, where that is not the coordinator
    or an administrator.
    """

    page: str
    file: str
    no_file: str = ""
    file_kwargs: dict[str, Any] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    role: str = ""

    @property
    def has_own_access(self) -> bool:
        """Tell whether the file has rows of its own in tests/access: its address is another."""
        return self.file in OWN_ACCESS


# Files that have their own rows in tests/access.
OWN_ACCESS = {
    "agreements:list_csv",
    "agreements:regional_csv",
    "dashboard:region_matrix_csv",
    "dashboard:region_money_csv",
    "dashboard:region_round_csv",
    "interventions:money_csv",
    "monitoring:coalition_exports_csv",
    "monitoring:round_overview_csv",
}
DUTCH = {"variant": "excel"}


def _page(page: str, **more: Any) -> ListPage:
    return ListPage(page, f"{page}_csv", **more)


LISTS = [
    _page("coalitions:checklist_history"),
    _page("coalitions:log"),
    _page("interventions:history"),
    _page("monitoring:indicator_history"),
    _page("monitoring:round_history"),
    _page("monitoring:version_history"),
    _page("agreements:confirmations"),
    _page("agreements:directory"),
    _page("agreements:list"),
    _page("agreements:regional"),
    _page("coalitions:actions"),
    _page("coalitions:answers"),
    _page("coalitions:bottlenecks"),
    _page("coalitions:coming"),
    _page("coalitions:embedding"),
    _page("coalitions:road_map"),
    _page("coalitions:contacts"),
    _page("coalitions:examples"),
    _page("coalitions:list"),
    _page("coalitions:meetings"),
    _page("coalitions:my_actions"),
    _page("coalitions:partners"),
    _page("coalitions:plan"),
    ListPage(
        "coalitions:poll_invited",
        "",
        no_file="The addresses are kept until the poll closes; a file would keep them longer.",
    ),
    _page("coalitions:polls"),
    _page("coalitions:timeline"),
    _page("dashboard:caseload", role="adviser"),
    ListPage("dashboard:coalition_money", "interventions:money_csv"),
    _page("dashboard:contacts", role="adviser"),
    _page("dashboard:examples"),
    _page("dashboard:map"),
    _page("dashboard:national", query={"deel": "alle"}),
    _page("dashboard:region"),
    _page("dashboard:region_agreements"),
    _page("dashboard:region_bottlenecks"),
    _page("dashboard:region_instruments"),
    _page("dashboard:region_matrix"),
    _page("dashboard:region_money"),
    _page("dashboard:region_round", file_kwargs=DUTCH),
    _page("interventions:catalogue"),
    _page("interventions:choices"),
    _page("jobs:list"),
    _page("jobs:own"),
    _page("monitoring:coalition_exports"),
    _page("monitoring:drift"),
    ListPage("monitoring:edition", "monitoring:edition_places_csv"),
    _page("monitoring:editions"),
    _page("monitoring:exports"),
    _page("monitoring:indicators"),
    _page("monitoring:interpretations"),
    _page("monitoring:protection"),
    _page("monitoring:releases"),
    _page("monitoring:round_overview", file_kwargs=DUTCH),
    _page("notifications:list", role="adviser"),
    _page("notifications:not_arrived"),
    _page("people:users"),
]

# Pages with more than twenty rows, or with more pages, that are no list of the kind above.
NO_LISTS: dict[str, str] = {
    "agreements:ask": "A form: whom to ask.",
    "agreements:cube": "A table of counts with a workbook of its own; it leads to agreements:list.",
    "agreements:detail": "One agreement with its parts.",
    "agreements:papers": "A form; the list that it makes papers of is agreements:list.",
    "agreements:pathways": "A row per municipality with counts; files of its own (XLSX, CSV, PDF).",
    "agreements:routes": "A table of phases and levels, with a PDF.",
    "coalitions:checklist": "The statements of one checklist, in its own order.",
    "coalitions:compare": "Narrowed by the two days it is asked with; in the order of the record.",
    "coalitions:detail": "The first page of a record: what is there leads to its lists.",
    "coalitions:life": "The history of one coalition: stages, municipalities, grants.",
    "dashboard:person": "What opens for one person; people:users is the list of people.",
    "dashboard:region_figures": "One figure per municipality; the files are those of the figures.",
    "dashboard:region_framework": "A text, with a PDF.",
    "dashboard:region_matrix_load": "A form: what of a file is loaded.",
    "dashboard:region_report": "A report, with a PDF and a workbook.",
    "home": "A start page: what is there leads to its lists.",
    "interventions:choices_add": "A form: what to add.",
    "interventions:reach": "The years of one intervention.",
    "monitoring:coalition": "A dashboard of figures, with files of its own.",
    "monitoring:coalition_edition": "One frozen round of a coalition, with files of its own.",
    "monitoring:response": "The parts of one questionnaire.",
    "monitoring:suggestions": "What fits the figures, in the order of the catalogue.",
    "agreements:versions": "The texts of one agreement: a few.",
    "coalitions:leads": "Who leads: one or two at a time.",
    "coalitions:members": "A few people with access; per municipality a form of what it shares.",
    "dashboard:region_rounds": "Questionnaires per year: one or two.",
    "monitoring:questionnaires": "Questionnaires and rounds: one or two a year.",
    "monitoring:responses": "Questionnaires of a coalition: one or two a year.",
    "search": "The words are the filter; what fits best stands first.",
}
