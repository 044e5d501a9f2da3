"""Who reads service directories and care pathways: whoever opens the record; its keeper writes."""

import uuid

from agreements.models import CarePathway, PathwayLine, ServiceDirectory
from tests import factories as make
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
SENDERS = WRITERS | {"coordinator": 302}


def _slug(world):
    return {"slug": world.coalition.slug}


def _directory(world):
    row = ServiceDirectory.objects.create(
        coalition=world.coalition, municipality=world.municipality, name="Sociale kaart"
    )
    return _slug(world) | {"pk": row.pk}


def _found(world):
    rows = CarePathway.objects.filter(coalition=world.coalition, municipality=world.municipality)
    return rows.first() or CarePathway.objects.create(
        coalition=world.coalition,
        municipality=world.municipality,
        theme=make.RiskThemeFactory.create(),
    )


def _pathway(world):
    return _slug(world) | {"pk": _found(world).pk}


def _new_line(world):
    return _pathway(world) | {"question": "hulp"}


def _line(world):
    pathway = _found(world)
    row = PathwayLine.objects.create(pathway=pathway, question="support", text="Spreekuur")
    return _slug(world) | {"pk": pathway.pk, "line": row.pk}


def _send(name, kwargs, data=None):
    def sent(_world):
        key = {"version": 1, "idempotency_key": str(uuid.uuid4())}
        return key | {field: value() if callable(value) else value for field, value in data.items()}

    data = data or {}
    return Row(f"agreements:{name}", SENDERS, method="POST", kwargs=kwargs, data=sent)


def _theme():
    return make.RiskThemeFactory.create().pk


ROWS = [
    *(
        Row(f"agreements:{name}", READERS, kwargs=_slug)
        for name in ("directory", "pathways", "pathways_xlsx", "pathways_csv", "pathways_pdf")
    ),
    *(Row(f"agreements:{name}", READERS, kwargs=_pathway) for name in ("pathway", "pathway_sheet")),
    *(
        Row(f"agreements:{name}", WRITERS, kwargs=_slug)
        for name in ("directory_add", "pathway_add")
    ),
    *(
        Row(f"agreements:directory_{name}", WRITERS, kwargs=_directory)
        for name in ("update", "end", "check")
    ),
    *(
        Row(f"agreements:pathway_{name}", WRITERS, kwargs=_pathway)
        for name in ("update", "check", "remove")
    ),
    Row("agreements:pathway_line_add", WRITERS, kwargs=_new_line),
    Row("agreements:pathway_line_update", WRITERS, kwargs=_line),
    Row("agreements:pathway_line_remove", WRITERS, kwargs=_line),
    _send("directory_add", _slug, {"name": "Wegwijzer"}),
    _send("directory_update", _directory, {"name": "Wegwijzer"}),
    _send("directory_check", _directory),
    _send("directory_end", _directory, {"ended_on": "2024-03-01"}),
    _send("pathway_add", _slug, {"theme": _theme, "support": "Spreekuur"}),
    _send("pathway_update", _pathway, {"checked_on": ""}),
    _send("pathway_check", _pathway),
    _send("pathway_remove", _pathway),
    _send("pathway_line_add", _new_line, {"text": "Spreekuur"}),
    _send("pathway_line_update", _line, {"text": "Spreekuur op maandag"}),
    _send("pathway_line_remove", _line),
    _send("pathway_line_place", _line, {"place": "1"}),
]
