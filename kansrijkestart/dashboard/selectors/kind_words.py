"""Words that say what somebody looks for and stand in no name: *gemeente Best*, *coalitie Best*."""

from typing import Final

PLACE: Final = frozenset(("gemeente", "gemeenten", "municipality", "municipalities"))
COALITION: Final = PLACE | {
    "coalitie",
    "coalities",
    "coalition",
    "coalitions",
    "local",
    "lokale",
    "regio",
    "regionale",
    "region",
    "regional",
}
