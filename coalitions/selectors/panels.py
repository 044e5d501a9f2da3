"""What apps above this one bring to the page of one record of a coalition.

An app registers a source in ``AppConfig.ready()``; the page asks every source once::

    from coalitions.selectors import panels

    panels.register_panel(used_in_answers)

A source gets who reads which coalition, the kind of the record ("agreement", "choice"; see
``RecordMixin``; "members" is the page with who has access) and its key. It returns ``None`` when it
has nothing to say to this reader, and asks as many queries for one row as for many.
"""

from collections.abc import Callable

from coalitions.registry import Block, Reading

Source = Callable[[Reading, str, int], Block | None]

_sources: list[Source] = []


def register_panel(source: Source) -> None:
    """Let ``source`` give a part of the pages of records."""
    if source not in _sources:
        _sources.append(source)


def panels_of(reading: Reading, kind: str, key: int) -> list[Block]:
    """Return the parts that other apps bring to the page of this record, by position."""
    found = [block for source in _sources if (block := source(reading, kind, key))]
    return sorted(found, key=lambda block: block.position)
