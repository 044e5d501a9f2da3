"""Who may do what with the plan of a coalition and its timeline."""

from coalitions.models import Ambition, EmbeddingItem, RoadMapItem
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
POSTERS = WRITERS | {"coordinator": 302}


def _slug(world):
    return {"slug": world.coalition.slug}


def _ambition(world):
    row = Ambition.objects.create(coalition=world.coalition, title="Eerder in beeld")
    return _slug(world) | {"pk": row.pk}


def _embedding(world):
    row = EmbeddingItem.objects.create(
        coalition=world.coalition, title="Huisbezoek", anchored_in="health"
    )
    return _slug(world) | {"pk": row.pk}


def _deliverable(world):
    row = RoadMapItem.objects.create(
        coalition=world.coalition, deliverable="Afspraken", level="local"
    )
    return _slug(world) | {"pk": row.pk}


ROWS = [
    Row("coalitions:plan", READERS, kwargs=_slug),
    Row("coalitions:ambition_add", WRITERS, kwargs=_slug),
    Row("coalitions:ambition_update", WRITERS, kwargs=_ambition),
    Row("coalitions:ambition_state", WRITERS, kwargs=_ambition),
    Row("coalitions:road_map", READERS, kwargs=_slug),
    Row("coalitions:road_map_add", WRITERS, kwargs=_slug),
    Row("coalitions:road_map_update", WRITERS, kwargs=_deliverable),
    Row("coalitions:road_map_take_over", POSTERS, method="POST", kwargs=_slug),
    Row("coalitions:embedding", READERS, kwargs=_slug),
    Row("coalitions:embedding_add", WRITERS, kwargs=_slug),
    Row("coalitions:embedding_update", WRITERS, kwargs=_embedding),
    Row("coalitions:embedding_end", WRITERS, kwargs=_embedding),
    Row("coalitions:timeline", READERS, kwargs=_slug),
    Row("coalitions:coming", READERS, kwargs=_slug),
]
