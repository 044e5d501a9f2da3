"""Questionnaires as data: the files, the editor, publishing, and what changed."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from coalitions.importers import reference as coalition_reference
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.core.reference import Sync
from monitoring.choices import CHOOSING
from monitoring.importers.questionnaires import load
from monitoring.models import Question, Questionnaire, QuestionnaireVersion
from monitoring.selectors import derivations
from monitoring.selectors.questionnaire_checks import derivation_fault, faults_of
from monitoring.selectors.questionnaires import changes_since, parts_of, questions_of
from monitoring.services import questionnaires as services
from monitoring.services import questions
from monitoring.services.questions import OptionRow
from tests.access.questionnaires import a_version
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
YES_NO = [OptionRow("yes", "Ja"), OptionRow("no", "Nee")]


@pytest.fixture(autouse=True)
def in_english():
    """What services say is compared as it is written."""
    with override("en"):
        yield


@pytest.fixture
def loaded():
    load(Sync())
    return QuestionnaireVersion.objects.get(questionnaire__key="kansrijke-start", year=2024)


def a_draft(**values):
    row = services.questionnaire_add(key="lijst", name="Lijst", asked_by="")
    wanted: dict[str, Any] = {
        "year": 2025,
        "title": "Lijst 2025",
        "provenance": "test",
        "begin_with": None,
    }
    return services.version_add(questionnaire=row, **(wanted | values))


def ask(version, section, key, form="one", options=YES_NO, **values):
    wanted: dict[str, Any] = {
        "help_text": "",
        "unit": "",
        "minimum": None,
        "maximum": None,
        "is_required": True,
        "derivation": "",
        "asked_after": None,
        "asked_when": [],
    }
    return questions.question_add(
        version=version,
        section=section,
        key=key,
        text=f"Vraag {key}?",
        form=form,
        options=options if form in CHOOSING else [],
        **(wanted | values),
    )


def words_of(version):
    return [(part.section.title, [q.key for q in part.questions]) for part in parts_of(version)]


def test_the_files_load_once_and_say_what_they_are_not(loaded):
    assert not load_again().changes
    rows = QuestionnaireVersion.objects.order_by("questionnaire__key", "year")
    assert [(r.questionnaire.key, r.year, r.state) for r in rows] == [
        ("gala", 2024, "published"),
        ("kansrijke-start", 2021, "published"),
        ("kansrijke-start", 2024, "published"),
    ]
    assert all("niet" in row.provenance and "RIVM" in row.provenance for row in rows)


def load_again():
    sync = Sync()
    load(sync)
    return sync


def test_a_loaded_version_is_left_alone_and_so_is_the_year_of_a_draft(loaded):
    Questionnaire.objects.filter(key="gala").update(name="Anders genoemd")
    assert not load_again().changes
    assert Questionnaire.objects.get(key="gala").name == "Anders genoemd"


def test_what_the_files_ask_could_be_published_by_hand(loaded):
    coalition_reference.load(Sync())
    for version in QuestionnaireVersion.objects.all():
        assert faults_of(version) == []


def test_every_way_that_the_files_name_is_known_and_fits(loaded):
    rows = Question.objects.exclude(derivation="").prefetch_related("options")
    named = {row.derivation for row in rows}
    assert len(named) >= 15
    for row in rows:
        keys = [one.key for one in row.options.all()]
        assert derivations.find(row.derivation), row.derivation
        assert derivation_fault(row.derivation, row.form, keys) == "", row.key


def test_who_reads_the_two_levels_reads_that_mapping_them_is_our_choice(loaded):
    asked = Question.objects.filter(derivation="agreement_levels")
    assert {one.questionnaire_version.year for one in asked} == {2021, 2024}
    for one in asked:
        for words in ("uitvoering", "organisatie en bestuur", "een keuze van deze site"):
            assert words in one.help_text


def test_the_same_is_asked_under_the_same_key_every_year(loaded):
    before = QuestionnaireVersion.objects.get(questionnaire__key="kansrijke-start", year=2021)
    changes = changes_since(loaded)
    assert changes.before == before
    assert {one.key for one in changes.removed} == {"activities-began", "covid-effect"}
    assert "interventions-running" in {one.key for one in changes.added}
    assert changes.changed == []


def test_last_years_version_is_copied_whole(loaded):
    copy = services.version_add(
        questionnaire=loaded.questionnaire,
        year=2025,
        title="2025",
        provenance="eigen",
        begin_with=loaded,
    )
    assert copy.state == "draft"
    assert copy.copied_from == loaded
    assert words_of(copy) == words_of(loaded)
    assert not changes_since(copy)
    old, new = list(questions_of(loaded)), list(questions_of(copy))
    assert [(q.asked_after and q.asked_after.key, q.asked_when) for q in old] == [
        (q.asked_after and q.asked_after.key, q.asked_when) for q in new
    ]
    assert not {q.pk for q in old} & {q.pk for q in new}
    assert all(q.asked_after.questionnaire_version_id == copy.pk for q in new if q.asked_after)


def test_a_year_has_one_draft_and_next_numbers(loaded):
    def begin(**values):
        wanted = {"year": 2024, "title": "x", "provenance": "x", "begin_with": loaded}
        return services.version_add(questionnaire=loaded.questionnaire, **(wanted | values))

    second = begin()
    assert second.number == 2
    with pytest.raises(DomainError, match="draft of this year"):
        begin()
    with pytest.raises(DomainError, match="published"):
        begin(year=2026, begin_with=second)


def test_nothing_of_a_published_version_changes(loaded):
    section = loaded.sections.first()
    question = section.questions.first()
    refused = [
        lambda: services.version_update(
            version=loaded, expected_version=None, title="x", intro="", provenance="x"
        ),
        lambda: services.version_remove(version=loaded),
        lambda: questions.section_add(version=loaded, title="x", intro=""),
        lambda: questions.section_move(section=section, way="down"),
        lambda: questions.question_move(question=question, way="down"),
        lambda: questions.question_remove(question=question),
        lambda: ask(loaded, section, "nieuw"),
    ]
    for change in refused:
        with pytest.raises(DomainError, match="does not change"):
            change()
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(text="anders")


def test_publishing_names_everything_that_is_not_right():
    draft = a_draft()
    assert [one.words for one in faults_of(draft)] == [
        "There is no part yet. Add a part with a question."
    ]
    first = questions.section_add(version=draft, title="Eerste", intro="")
    questions.section_add(version=draft, title="Leeg", intro="")
    one = ask(draft, first, "een", options=YES_NO[:1])
    later = ask(draft, first, "later")
    ask(draft, first, "gewoon", form="text")
    Question.objects.filter(pk=one.pk).update(asked_after=later, asked_when=["weg"])
    with pytest.raises(DomainError) as refused:
        services.version_publish(version=draft, user=UserFactory.create(), expected_version=None)
    said = " ".join(refused.value.messages)
    for words in ("“Leeg” has no question", "at least two", "comes later", "not offered"):
        assert words in said
    assert QuestionnaireVersion.objects.get(pk=draft.pk).state == "draft"


def test_publishing_twice_is_publishing_once():
    draft, user = a_version(), UserFactory.create()
    done = services.version_publish(version=draft, user=user, expected_version=draft.version)
    again = services.version_publish(version=draft, user=UserFactory.create(), expected_version=1)
    assert (again.published_by, again.published_at) == (user, done.published_at)


def test_who_publishes_what_changed_meanwhile_looks_again():
    draft = a_version()
    services.version_update(
        version=draft, expected_version=1, title="Anders", intro="", provenance="x"
    )
    with pytest.raises(EditConflict):
        services.version_publish(version=draft, user=UserFactory.create(), expected_version=1)


def test_a_way_to_fill_in_must_fit_the_question():
    draft = a_draft()
    section = questions.section_add(version=draft, title="Deel", intro="")
    with pytest.raises(DomainError, match="does not fit"):
        ask(draft, section, "weken", form="text", derivation="prenatal_visit_week")
    with pytest.raises(DomainError, match="keys: policy"):
        ask(
            draft,
            section,
            "niveau",
            form="several",
            options=[OptionRow("executive", "x"), OptionRow("no", "y")],
            derivation="agreement_levels",
        )
    assert ask(draft, section, "onbekend", derivation="bestaat-niet").derivation == "bestaat-niet"


def test_parts_and_questions_move_up_and_down_and_over_the_edge():
    draft = a_draft()
    first = questions.section_add(version=draft, title="A", intro="")
    second = questions.section_add(version=draft, title="B", intro="")
    a, b, c = (ask(draft, place, key) for place, key in ((first, "a"), (first, "b"), (second, "c")))
    questions.question_move(question=b, way="up")
    assert words_of(draft) == [("A", ["b", "a"]), ("B", ["c"])]
    questions.question_move(question=a, way="down")
    assert words_of(draft) == [("A", ["b"]), ("B", ["a", "c"])]
    questions.question_move(question=a, way="up")
    questions.question_move(question=b, way="up")
    assert words_of(draft) == [("A", ["b", "a"]), ("B", ["c"])]
    questions.question_move(question=c, way="down")
    questions.section_move(section=second, way="up")
    questions.section_move(section=second, way="up")
    assert words_of(draft) == [("B", ["c"]), ("A", ["b", "a"])]


def test_a_second_click_moves_nothing_a_second_time(client, sign_in):
    sign_in("analyst")
    draft = a_draft()
    section = questions.section_add(version=draft, title="A", intro="")
    for key in "abc":
        ask(draft, section, key)
    last = Question.objects.get(key="c")
    address = reverse("monitoring:question_move", args=[draft.pk, last.pk])
    seen = f"{section.pk}.{last.position}"
    for _ in range(2):
        client.post(address, {"way": "up", "seen": seen})
    assert words_of(draft) == [("A", ["a", "c", "b"])]
    questions.section_add(version=draft, title="B", intro="")
    third = questions.section_add(version=draft, title="C", intro="")
    address = reverse("monitoring:section_move", args=[draft.pk, third.pk])
    for _ in range(2):
        client.post(address, {"way": "up", "seen": "3"})
    assert [title for title, _keys in words_of(draft)] == ["A", "C", "B"]


def test_a_full_part_and_a_question_with_a_follower_stay():
    draft = a_draft()
    section = questions.section_add(version=draft, title="A", intro="")
    first = ask(draft, section, "a")
    ask(draft, section, "b", asked_after=first, asked_when=["yes"])
    with pytest.raises(DomainError, match="questions of this part first"):
        questions.section_remove(section=section)
    with pytest.raises(DomainError, match=r"Vraag b\?"):
        questions.question_remove(question=first)
    for key in ("b", "a"):
        questions.question_remove(question=Question.objects.get(key=key))
    questions.section_remove(section=section)
    services.version_remove(version=draft)
    assert not QuestionnaireVersion.objects.exists()


def test_answers_keep_their_row_and_their_order():
    draft = a_draft()
    section = questions.section_add(version=draft, title="A", intro="")
    question = ask(draft, section, "a")
    kept = question.options.get(key="no")
    values = {name: getattr(question, name) for name in questions.QUESTION_FIELDS}
    rows = [OptionRow("other", "Anders", is_other=True), OptionRow("no", "Nee, niet")]
    saved = questions.question_update(question=question, expected_version=1, options=rows, **values)
    found = saved.options.order_by("position")
    assert [(one.key, one.text) for one in found] == [("other", "Anders"), ("no", "Nee, niet")]
    assert found.get(key="no").pk == kept.pk
    with pytest.raises(EditConflict):
        questions.question_update(question=question, expected_version=1, options=rows, **values)
    with pytest.raises(DomainError, match="same key"):
        questions.question_update(
            question=question, expected_version=2, options=[rows[0], rows[0]], **values
        )


def test_changes_are_told_per_question(loaded):
    copy = services.version_add(
        questionnaire=loaded.questionnaire, year=2025, title="x", provenance="x", begin_with=loaded
    )
    asked = {one.key: one for one in questions_of(copy)}
    plan = asked["joint-plan"]
    values = {name: getattr(plan, name) for name in questions.QUESTION_FIELDS}
    questions.question_update(
        question=plan,
        expected_version=None,
        options=[OptionRow("yes", "Ja"), OptionRow("in_development", "Bezig")],
        **(values | {"text": "Is er een plan?"}),
    )
    questions.question_remove(question=asked["remarks"])
    changes = changes_since(copy)
    assert [one.key for one in changes.removed] == ["remarks"]
    (changed,) = changes.changed
    assert [str(one) for one in changed.fields] == ["question"]
    assert (changed.options_new, changed.options_gone) == (["Bezig"], ["In ontwikkeling", "Nee"])


def option_fields(rows):
    """The answers of the form, as a browser sends them."""
    data = {"options-TOTAL_FORMS": len(rows), "options-INITIAL_FORMS": 0}
    for number, (place, key, text) in enumerate(rows):
        data |= {
            f"options-{number}-place": place,
            f"options-{number}-key": key,
            f"options-{number}-text": text,
        }
    return data


def send(client, route, /, *args, follow=True, **data):
    address = reverse(f"monitoring:{route}", args=args)
    shown = client.get(address).context["form"]
    hidden = {f: shown[f].value() for f in ("version", "idempotency_key") if f in shown.fields}
    return client.post(address, hidden | data, follow=follow)


def test_an_analyst_makes_a_questionnaire_from_nothing_to_publication(client, sign_in):
    sign_in("analyst")
    send(client, "questionnaire_add", key="eigen", name="Eigen lijst", asked_by="GGD")
    page = send(client, "version_add", "eigen", year=2025, title="Lijst 2025", provenance="GGD")
    draft = page.context["version"]
    assert [one.words for one in page.context["faults"]]
    send(client, "section_add", draft.pk, title="Deel een", intro="Kort")
    section = draft.sections.get()
    fields = {"section": section.pk, "form": "one", "is_required": "on", "help_text": ""}
    rows = option_fields([("2", "no", "Nee"), ("1", "yes", "Ja"), ("", "", "")])
    send(
        client,
        "question_add",
        draft.pk,
        section.pk,
        key="a",
        text="Doen jullie dat?",
        **fields,
        **rows,
    )
    first = Question.objects.get(key="a")
    assert [one.key for one in first.options.order_by("position")] == ["yes", "no"]
    more = {"section": section.pk, "form": "number", "unit": "uur", "minimum": 0, "maximum": 60}
    send(
        client,
        "question_add",
        draft.pk,
        section.pk,
        key="b",
        text="Hoeveel uur?",
        route=[f"{first.pk}:yes"],
        **more,
        **option_fields([]),
    )
    second = Question.objects.get(key="b")
    assert (second.asked_after, second.asked_when, second.unit) == (first, ["yes"], "uur")
    preview = client.get(reverse("monitoring:version_preview", args=[draft.pk])).content.decode()
    assert "Hoeveel uur?" in preview
    assert preview.count("disabled") >= 2
    page = send(client, "version_publish", draft.pk)
    assert QuestionnaireVersion.objects.get(pk=draft.pk).state == "published"
    for name in ("version_update", "version_remove", "section_add"):
        assert client.get(reverse(f"monitoring:{name}", args=[draft.pk])).status_code == 404
    history = client.get(reverse("monitoring:version_history", args=[draft.pk])).content.decode()
    assert "Doen jullie dat?" in history
    assert "Lijst 2025" in history


def test_a_draft_asks_as_much_with_forty_questions_as_with_two(client, sign_in):
    sign_in("analyst")
    draft = a_draft()
    section = questions.section_add(version=draft, title="A", intro="")
    before = ask(draft, section, "eerste")

    def cost(name):
        address = reverse(f"monitoring:{name}", args=[draft.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def more(number):
        ask(draft, section, f"q{number}", asked_after=before, asked_when=["yes"])

    more(0)
    few = [cost(name) for name in ("version", "version_preview")]
    for number in range(1, 40):
        more(number)
    assert [cost(name) for name in ("version", "version_preview")] == few
    assert max(few) <= 40


def test_a_form_with_mistakes_stores_nothing_and_keeps_what_was_written(client, sign_in):
    sign_in("analyst")
    draft = a_version()
    section = draft.sections.get()
    rows = option_fields([("1", "", "Ja"), ("2", "no", "")])
    fields = {"section": section.pk, "form": "one", "key": "nieuw", "text": "Nieuwe vraag?"}
    page = send(client, "question_add", draft.pk, section.pk, **fields, **rows)
    body = page.content.decode()
    assert page.status_code == 200
    assert "Nieuwe vraag?" in body
    assert 'value="Ja"' in body
    assert not Question.objects.filter(key="nieuw").exists()


def test_a_policy_viewer_and_a_coordinator_do_not_see_drafts(sign_in, client):
    draft = a_version()
    user = sign_in("without_role")
    assert not QuestionnaireVersion.objects.visible_to(user).filter(pk=draft.pk).exists()
    done = a_version(is_published=True)
    assert QuestionnaireVersion.objects.visible_to(user).filter(pk=done.pk).exists()
