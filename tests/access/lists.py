"""The lists as files: whoever may read the page of a list may have its file, and nobody else."""

import pkgutil
from dataclasses import replace
from importlib import import_module

import tests.access
from tests.access.rows import Row
from tests.list_inventory import LISTS

FILE_OF = {one.page: one.file for one in LISTS if one.file and not one.has_own_access}
OTHERS = [
    import_module(f"tests.access.{one.name}")
    for one in pkgutil.iter_modules(tests.access.__path__)
    if one.name != "lists"
]
PAGES: list[Row] = [
    row
    for module in OTHERS
    for row in getattr(module, "ROWS", [])
    if row.method == "GET" and row.name in FILE_OF
]
ROWS = [
    *(replace(row, name=FILE_OF[row.name]) for row in PAGES),
    # An adviser reads on the page that the coalition makes its downloads itself.
    Row(
        "monitoring:coalition_exports_csv",
        {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 403},
        kwargs=lambda world: {"slug": world.coalition.slug},
    ),
]
