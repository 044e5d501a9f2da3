"""The lists as files: whoever may read the page of a list may have its file, and nobody else."""

from dataclasses import replace

from tests.access import advice, checklist, coalition, knots, notifications, platform, poll, public
from tests.access.rows import Row

PAGES: list[Row] = [
    row
    for module in (advice, checklist, coalition, knots, notifications, platform, poll, public)
    for row in module.ROWS
    if row.method == "GET"
]
FILE_OF = {
    "coalitions:list": "coalitions:list_csv",
    "coalitions:partners": "coalitions:partners_csv",
    "coalitions:actions": "coalitions:actions_csv",
    "coalitions:my_actions": "coalitions:my_actions_csv",
    "coalitions:meetings": "coalitions:meetings_csv",
    "coalitions:bottlenecks": "coalitions:bottlenecks_csv",
    "dashboard:caseload": "dashboard:caseload_csv",
    "dashboard:contacts": "dashboard:contacts_csv",
    "dashboard:examples": "dashboard:examples_csv",
    "dashboard:region": "dashboard:region_csv",
    "jobs:list": "jobs:list_csv",
    "notifications:list": "notifications:list_csv",
    "notifications:not_arrived": "notifications:not_arrived_csv",
}
ROWS = [replace(row, name=FILE_OF[row.name]) for row in PAGES if row.name in FILE_OF]
