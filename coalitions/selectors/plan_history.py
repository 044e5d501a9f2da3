"""What a coalition's plan brings into the log."""

from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.models import Ambition, EmbeddingItem, RoadMapItem
from coalitions.registry import HistorySource
from coalitions.selectors.newest_changes import of_coalition


def register_own() -> None:
    """Bring ambitions, embedding and the road map into the log."""
    parent = frozenset({"coalition"})
    for source in (
        HistorySource(
            "ambition", Ambition, gettext_lazy("Ambition"), of_coalition, "title", parent
        ),
        HistorySource(
            "embedding", EmbeddingItem, gettext_lazy("Embedding"), of_coalition, "title", parent
        ),
        HistorySource(
            "road_map",
            RoadMapItem,
            gettext_lazy("Road map"),
            of_coalition,
            "deliverable",
            parent | {"template"},
        ),
    ):
        registry.register_history(source)
