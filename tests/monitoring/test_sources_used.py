"""The records that an answer of an edition rests on, apart from where the record said something."""

import pytest

from monitoring.exporters.edition_tables import sources_table
from monitoring.models import ResponseAnswer
from monitoring.selectors.edition_pages import used_records
from monitoring.selectors.frozen import Answered, asked_from, read_frozen
from tests.monitoring.edition_world import freeze, year_world

YES, NO = ({"options": [one], "other": ""} for one in ("yes", "no"))
SOURCES = [{"kind": "coalition", "key": "a", "words": "A", "path": ""}]


@pytest.mark.parametrize(
    ("given", "derived", "rests"),
    [(None, YES, True), (YES, YES, True), (NO, YES, False), ({"unknown": True}, YES, False)],
)
def test_an_answer_rests_on_the_record_unless_somebody_said_something_else(given, derived, rests):
    question = asked_from(
        {"key": "a", "text": "A", "form": "one", "options": [], "unit": "", "minimum": None}
        | {"maximum": None, "is_required": True, "after": "", "when": []}
    )
    answer = Answered(question, {"given": given, "derived": derived, "sources": SOURCES})
    assert list(answer.sources) == (SOURCES if rests else [])
    assert list(answer.told_by) == SOURCES


@pytest.mark.django_db
def test_overruled_and_not_asked_answers_do_not_use_a_record():
    """The plan is overruled in the world; the week is asked only after a visit."""
    world = year_world()
    ResponseAnswer.objects.filter(question=world.questions["visit"]).update(given=NO, reason="nee")
    rows = ResponseAnswer.objects.filter(question=world.questions["week"])
    rows.update(derived={"number": 16}, given=None, sources=SOURCES)
    edition = freeze(world)
    codes = [one.code for one in world.municipalities]
    used = {cell[2] for one in used_records(edition, codes) for cell in one.cells}
    assert used == {"stage"}
    table = sources_table(read_frozen(edition))
    at = {column.key: place for place, column in enumerate(table.columns)}
    told = {row[at["question"]]: row[at["source_kind"]] for row in table.rows}
    assert (told["stage"], told["plan"]) == ("coalition", None)
    slug = world.coalitions[0].slug
    own = sources_table(read_frozen(edition, "coalition", slug))
    names = {row[at["question"]]: row[at["source_key"] : at["source_path"] + 1] for row in own.rows}
    assert names["plan"] == names["stage"] == [slug, world.coalitions[0].name, "/x/"]
