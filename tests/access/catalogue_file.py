"""Who keeps the catalogue: new interventions, names, forms, and the catalogue as a file."""

from tests.access.rows import Row
from tests.factories import InterventionFactory

ANALYSTS = {"nobody": 302, "analyst": 200}


def _item(world):
    return {"slug": InterventionFactory.create().slug}


def _name(world):
    item = InterventionFactory.create()
    row = item.names.create(name=f"Roepnaam {item.pk}")
    return {"slug": item.slug, "pk": row.pk}


def _variant(world):
    item = InterventionFactory.create()
    row = item.variants.create(name="vorm", status="insured", source="test")
    return {"slug": item.slug, "pk": row.pk}


def _kept(name, kwargs):
    return Row(f"interventions:{name}", ANALYSTS, otherwise=403, kwargs=kwargs)


ROWS = [
    _kept("intervention_add", lambda world: {}),
    _kept("catalogue_import", lambda world: {}),
    _kept("catalogue_file", lambda world: {"form": "csv"}),
    _kept("name_add", _item),
    _kept("name_update", _name),
    _kept("name_remove", _name),
    _kept("variant_add", _item),
    _kept("variant_update", _variant),
    _kept("variant_remove", _variant),
]
