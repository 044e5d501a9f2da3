"""Whether a sum over areas was checked: no hidden figure may follow from what is shown."""

from collections.abc import Callable, Collection

Checked = Callable[[int, Collection[int], int], bool]


def was_in_run(definition_id: int, members: Collection[int], division_year: int) -> bool:
    """Tell whether the sum of exactly these municipalities was in the protection run.

    ``members`` are keys of municipalities of the division of that year. Nothing has been checked
    yet, so the answer is no, and no sum over areas is shown.
    """
    return False
