"""The page of figures of a coalition, written out once and kept for the next reader.

Reading back what was judged and writing its table costs more than all the rest of the page, so the
whole body is kept as text. Its key names everything it was made from: the state of the figures,
the record of the coalition with its own figures, the day, the language, the code and the static
files, and what the page adds of its own: the choice and the right to change the record. So nothing
is ever made invalid by hand, and a reader never gets the page of somebody with other rights.

Rights are not decided here: who may not open the coalition never comes this far.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from django.core.cache import cache
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from coalitions.models import Coalition
from monitoring.selectors.newest import made_from_now
from monitoring.selectors.stamp import record_stamp

KEPT_SECONDS: Final = 60 * 60


class KeptPage(NamedTuple):
    """What stands under the heading, and the words the heading needs of it."""

    body: SafeString
    note: str
    prefix: str
    has_figures: bool


def kept_page(
    coalition: Coalition, own: tuple[object, ...], make: Callable[[str], KeptPage]
) -> KeptPage:
    """The page as it was kept, or made from the state of the figures at this moment.

    Both stamps are read first: what changes while the page is made is newer than its key says, and
    that key is never asked for again.
    """
    made_from = made_from_now()
    parts = (made_from, record_stamp(coalition), coalition.pk, get_language(), icons(), own)
    key = f"figures-page:{sha256(repr(parts).encode()).hexdigest()}"
    kept: KeptPage | None = cache.get(key)
    if kept is None:
        kept = make(made_from)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def icons() -> str:
    """The address of the signs in the table: another name after they changed."""
    return static("img/icons.svg")
