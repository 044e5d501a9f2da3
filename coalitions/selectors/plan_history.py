"""What a coalition's plan brings into the log."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.models import Ambition, EmbeddingItem, RoadMapItem
from coalitions.registry import HistorySource
from coalitions.selectors.newest_changes import by_key


@by_key
def _of_coalition(key: Any) -> Q:
    return Q(coalition=key)


def register_own() -> None:
    """Bring ambitions, embedding and the road map into the log."""
    parent = frozenset({"coalition"})
    for source in (
        HistorySource(
            "ambition", Ambition, gettext_lazy("Ambition"), _of_coalition, "title", parent
        ),
        HistorySource(
            "embedding", EmbeddingItem, gettext_lazy("Embedding"), _of_coalition, "title", parent
        ),
        HistorySource(
            "road_map",
            RoadMapItem,
            gettext_lazy("Road map"),
            _of_coalition,
            "deliverable",
            parent | {"template"},
        ),
    ):
        registry.register_history(source)
