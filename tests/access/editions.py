"""Who may read frozen rounds, what is in them, and their files."""

from datetime import UTC, datetime
from itertools import count

from coalitions.models import Municipality
from kansrijkestart.core import clock
from monitoring.models import (
    Edition,
    EditionPart,
    ExportBatch,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    Round,
)
from tests.access.rows import Row

ANALYSTS = {"nobody": 302, "analyst": 200}
SENDS = {"nobody": 302, "analyst": 302}
# Who reads the frozen answers of the world's municipality: it shares them with its region.
READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "region_lead": 200, "analyst": 200}
NUMBERS = count(1)
MOMENT = datetime(2024, 12, 31, 23, 0, tzinfo=UTC)


def frozen_edition(world, *, alone=False):
    """A frozen round in which every municipality of the coalition handed in and shares.

    ``alone``: only that of the world itself.
    """
    covered = Municipality.objects.covered_by(world.coalition).order_by("code")
    places = [world.municipality] if alone else list(covered)
    key = f"jaar-{next(NUMBERS)}"
    questionnaire = Questionnaire.objects.create(key=key, name="Kansrijke Start")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, year=2024, title=f"Vragenlijst {key}", provenance="test"
    )
    QuestionnaireVersion.objects.filter(pk=version.pk).update(
        state="published", published_at=MOMENT
    )
    asked = Round.objects.create(
        questionnaire_version=version,
        opens_at=MOMENT.replace(month=11, day=1),
        closes_at=MOMENT,
        opened_at=MOMENT.replace(month=11, day=1),
        frozen_at=MOMENT,
    )
    Response.objects.bulk_create(
        Response(
            round=asked,
            municipality=place,
            coalition=world.coalition,
            state="submitted",
            submitted_at=MOMENT.replace(day=1),
        )
        for place in places
    )
    edition = Edition.objects.create(
        round=asked, number=1, moment=MOMENT, content=_content(version, world, places)
    )
    EditionPart.objects.bulk_create(
        EditionPart(
            edition=edition,
            municipality=place,
            code=place.code,
            content=_part(world, place),
            checksum="0" * 64,
        )
        for place in places
    )
    Edition.objects.filter(pk=edition.pk).update(
        state="frozen", frozen_at=clock.now(), checksum="0" * 64
    )
    return edition


def _content(version, world, places):
    codes = [one.code for one in places]
    question = {
        "key": "plan",
        "text": "Is er een plan?",
        "help_text": "",
        "form": "one",
        "unit": "",
        "minimum": None,
        "maximum": None,
        "is_required": True,
        "derivation": "joint_plan",
        "section": "Samenwerking",
        "after": "",
        "when": [],
        "options": [{"key": "yes", "text": "ja", "note": "", "is_other": False, "is_alone": False}],
    }
    return {
        "day": "2024-12-31",
        "reason": "",
        "questionnaire": {
            "key": version.questionnaire.key,
            "title": version.title,
            "year": 2024,
            "provenance": "test",
        },
        "questions": [question],
        "division": {"year": 2024, "municipalities": [{"code": one} for one in codes]},
        "coalitions": [
            {"slug": world.coalition.slug, "name": "x", "is_demo": False, "municipalities": codes}
        ],
        "regions": [
            {"slug": world.region.slug, "name": "x", "is_demo": False, "municipalities": codes}
        ],
        "definitions": [],
        "country": [],
        "process": [],
        "totals": {"every": 1, "asked": 1, "handed_in": 1},
    }


def _part(world, place):
    answer = {
        "asked": True,
        "value": {"options": ["yes"], "other": ""},
        "derived": {"options": ["yes"], "other": ""},
        "given": None,
        "reason": "",
        "sources": [{"kind": "coalition", "key": "x", "words": "x", "path": ""}],
        "is_apart": False,
    }
    return {
        "code": place.code,
        "name": place.name,
        "province": "",
        "regions": [world.region.slug],
        "coalition": world.coalition.slug,
        "coalition_name": world.coalition.name,
        "shares": True,
        "state": "submitted",
        "counts": True,
        "handed_in_at": None,
        "handed_in_by": None,
        "approved_at": None,
        "remarks": "",
        "answers": {"plan": answer},
        "figures": [],
    }


def _pk(world):
    return {"pk": frozen_edition(world).pk}


def _with_batch(world):
    edition = frozen_edition(world)
    ExportBatch.objects.create(edition=edition, total=1)
    return {"pk": edition.pk, "step": "pauze"}


def _place(world):
    return _pk(world) | {"code": world.municipality.code}


ROWS = [
    Row("monitoring:editions", ANALYSTS),
    Row("monitoring:edition", ANALYSTS, kwargs=_pk),
    Row("monitoring:drift", ANALYSTS, kwargs=_pk),
    Row("monitoring:edition_correct", ANALYSTS, kwargs=_pk),
    Row(
        "monitoring:edition_correct",
        SENDS,
        method="POST",
        kwargs=_pk,
        data=lambda w: {
            "reason": "hersteld",
            "idempotency_key": "0a0dbe45-1f2b-4a90-8d0e-5a7f4f1c2a11",
        },
    ),
    Row("monitoring:correction_allow", ANALYSTS, kwargs=_pk),
    Row(
        "monitoring:correction_allow",
        SENDS,
        method="POST",
        kwargs=_pk,
        data=lambda w: {
            "municipality": w.municipality.pk,
            "until": "2099-01-01T12:00",
            "reason": "fout gevonden",
            "idempotency_key": "1a0dbe45-1f2b-4a90-8d0e-5a7f4f1c2a12",
        },
    ),
    Row("monitoring:batch_start", SENDS, method="POST", kwargs=_pk),
    Row("monitoring:batch_step", SENDS, method="POST", kwargs=_with_batch),
    # Who may not have what they ask for is told so on the page with downloads.
    Row(
        "monitoring:edition_export",
        dict.fromkeys(READERS, 302),
        method="POST",
        kwargs=_pk,
        data=lambda w: {"subject": f"coalition:{w.coalition.slug}"},
    ),
    Row("monitoring:edition_part", READERS, kwargs=_place),
    Row("monitoring:edition_answer", READERS, kwargs=lambda w: _place(w) | {"question": "plan"}),
    Row(
        "monitoring:coalition_edition",
        {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 403},
        kwargs=lambda w: _pk(w) | {"slug": w.coalition.slug},
    ),
]
