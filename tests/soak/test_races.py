"""C5 and C6: the same form many times at once, alike forms, two editors, releases and files."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.models import Agreement
from coalitions.models import Action
from interventions.models import Choice
from interventions.services.matrix import matrix_import
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from monitoring.models import FigureImport, Observation, Release
from tests import factories as make
from tests.events import events_of
from tests.soak.asking import Tally, encoded
from tests.soak.book import Entry, note
from tests.soak.fuzzing import rows_to_try
from tests.soak.pages import forms_of
from tests.soak.racing import FORM, Race, at_once, client_of, status_of
from tests.soak.sizes import size
from tests.soak.world import full_world, make_room

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = (
    "indicator;area;division_year;period_start;period_end;"
    "numerator;denominator;value;status;provisional"
)


def close(tally, suite, what, times, unit, figures):
    note(Entry(suite, what, times, unit, len(tally.faults), figures))
    assert not tally.faults, tally.report


def test_the_same_form_sent_many_times_at_once_has_one_effect():
    tally, many = Tally(), size("RACE_MANY", 20)
    tried = 0
    for row in rows_to_try():
        # A world for every row: what one form did may not stand in the way of the next.
        tried += Race(full_world(), many, tally).row(row)
        make_room()
    assert tried > 40
    figures = f"{tried} forms, {many} at once; {tally.taken} taken"
    close(tally, "race", "the same form at the same moment", tally.asked, "posts", figures)


def _new(world, name, kwargs):
    """Return a form that makes something, filled in, with its address."""
    path, user = reverse(name, kwargs=kwargs), world.users["coordinator"]
    page = client_of(user).get(path).content.decode()
    forms = [one for one in forms_of(page) if one.method == "post" and one.action in ("", path)]
    return user, path, forms[0].filled()


def test_alike_forms_at_once_do_what_they_do_one_by_one():
    tally, world = Tally(), full_world()
    make.InterventionFactory.create_batch(3)
    make.PartnerTypeFactory.create_batch(3)
    race = Race(world, size("RACE_ALIKE", 8), tally)
    slug = {"slug": world.coalition.slug}
    names = [
        "agreements:create",
        "interventions:choice_add",
        "coalitions:partners_add",
        "coalitions:action_add",
        "coalitions:parents_add",
        "coalitions:member_invite",
        "coalitions:create",
    ]
    rounds = size("RACE_ALIKE_ROUNDS", 3)
    for _round in range(rounds):
        for name in names:
            user, path, pairs = _new(world, name, {} if name == "coalitions:create" else slug)
            mark = uuid4().hex[:8]
            pairs = [(key, f"{text} {mark}" if text == "Tekst" else text) for key, text in pairs]
            race.alike(name, user, path, pairs)
    figures = f"{len(names)} forms, {race.many} at once; {tally.taken} taken"
    close(tally, "race", "alike forms of several people at once", tally.asked, "posts", figures)


EDITED = [
    ("agreements:update", "title", Agreement),
    ("coalitions:action_update", "title", Action),
    ("interventions:choice_update", "executor", Choice),
]


def _edited(world, model) -> tuple[Any, dict[str, Any]]:
    one: Any
    if model is Agreement:
        one = make.AgreementFactory.create(coalition=world.coalition)
        return one, {"pk": one.pk}
    if model is Action:
        one = Action.objects.create(coalition=world.coalition, title="Bellen")
    else:
        one = make.ChoiceFactory.create(coalition=world.coalition)
    return one, {"slug": world.coalition.slug, "pk": one.pk}


def _pair(world, tally, name, field, model):
    """Two people open the same page and save at the same moment: one wins, none loses words."""
    one, kwargs = _edited(world, model)
    path = reverse(name, kwargs=kwargs)
    other = make.MembershipFactory.create(coalition=world.coalition, role="coordinator").user
    clients = [client_of(user) for user in (world.users["coordinator"], other)]
    words, tasks = [f"Woorden {uuid4().hex[:8]}" for _ in clients], []
    for client, text in zip(clients, words, strict=True):
        [form] = [
            form
            for form in forms_of(client.get(path).content.decode())
            if any(key == "version" for key, _value in form.fields)
        ][:1]
        pairs = [(key, value) for key, value in form.filled() if key != field] + [(field, text)]
        tasks.append(partial(client.post, path, data=encoded(pairs), content_type=FORM))
    answers = at_once(tasks)
    tally.asked += 1
    statuses = [status_of(answer) for answer in answers]
    if sorted(statuses) != [302, 409]:
        tally.add(name, f"two editors: {sorted(statuses)}", words)
        return
    one.refresh_from_db()
    winner = words[statuses.index(302)]
    if getattr(one, field) != winner:
        tally.add(name, "what was saved is not there", (words, getattr(one, field)))
    shown = answers[statuses.index(409)].content.decode()
    if not all(text in shown for text in words):
        tally.add(name, "the page of the conflict lacks a text", words)


def test_two_editors_never_overwrite_each_other():
    tally, world, pairs = Tally(), full_world(), size("RACE_PAIRS", 120)
    for number in range(pairs):
        _pair(world, tally, *EDITED[number % len(EDITED)])
    close(tally, "race", "two editors on the same version", pairs, "pairs", f"{len(EDITED)} forms")


def _figures(world, first):
    key = world.indicator.key
    code = world.municipality.code
    rows = [f"{key};{code};2023;{2010 + n};{2010 + n};{first + n};400;;;" for n in range(12)]
    return "\n".join([HEADER, *rows]).encode()


def _post(user, path, data=None):
    return client_of(user).post(path, data)


def _store(user, tally, number):
    """Check the newest file, ask six times at once to store it, and let three workers do so."""
    wanted = FigureImport.objects.latest("pk")
    running.run(wanted.job_id)
    path = reverse("monitoring:figure_import_store", args=[wanted.pk])
    answers = [status_of(one) for one in at_once([partial(_post, user, path)] * 6)]
    tally.asked += 6
    if answers != [302] * 6:
        tally.add("import", f"stored at once: {answers}", number)
    wanted.refresh_from_db()
    assert wanted.store_job_id
    at_once([partial(running.run, wanted.store_job_id)] * 3)


def test_the_same_file_of_figures_is_loaded_once_and_published_once():
    tally, world, rounds = Tally(), full_world(), size("RACE_FILES", 12)
    user = world.users["analyst"]
    for number in range(rounds):
        data, before = _figures(world, 20 + number), Release.objects.count()

        def load(data=data):
            file = SimpleUploadedFile("cijfers.csv", data)
            path = reverse("monitoring:release_upload")
            return client_of(user).post(path, {"file": file, "source": "Proef"})

        files = FigureImport.objects.count()
        answers = [status_of(answer) for answer in at_once([load] * 6)]
        tally.asked += 6
        if answers != [302] * 6 or FigureImport.objects.count() != files + 1:
            tally.add("import", f"the same file at once: {answers}", number)
        _store(user, tally, number)
        if Release.objects.count() != before + 1:
            tally.add("import", "the same file is stored once", number)
        release = Release.objects.latest("pk")
        if Observation.objects.filter(release=release).count() != release.row_count:
            tally.add("import", "not all rows are there", number)
        path = reverse("monitoring:release_publish", args=[release.pk])
        answers = [status_of(one) for one in at_once([partial(_post, user, path)] * 6)]
        tally.asked += 6
        release.refresh_from_db()
        events = events_of(release).filter(state="published").count()
        if sorted(answers) != [200] * 5 + [302] or events != 1:
            tally.add("publish", f"at once: {answers}, {events} events", number)
    what = "the same file loaded, and published, six times at once"
    close(tally, "race", what, tally.asked, "posts", f"{rounds} files")


def test_two_releases_published_at_once_and_one_withdrawn_meanwhile():
    tally, world, rounds = Tally(), full_world(), size("RACE_RELEASES", 20)
    user = world.users["analyst"]
    for _number in range(rounds):
        first, second = make.ReleaseFactory.create_batch(2)
        paths = [
            (reverse("monitoring:release_publish", args=[first.pk]), {}),
            (reverse("monitoring:release_publish", args=[second.pk]), {}),
            (reverse("monitoring:release_withdraw", args=[second.pk]), {"reason": "fout"}),
        ]
        tasks = [partial(_post, user, path, data) for path, data in paths]
        answers = [status_of(answer) for answer in at_once(tasks)]
        tally.asked += 3
        first.refresh_from_db()
        second.refresh_from_db()
        if max(answers) >= 500 or (first.state, second.state) != ("published", "withdrawn"):
            tally.add("releases", f"{answers} {first.state} {second.state}", "")
    what = "two releases published, one withdrawn, at once"
    close(tally, "race", what, tally.asked, "posts", f"{rounds} times")


def test_the_same_table_of_a_region_is_taken_once():
    tally, world, rounds = Tally(), full_world(), size("RACE_MATRIX", 10)
    one = make.InterventionFactory.create(name="Proefinterventie")
    for number in range(rounds):
        mark = "1" if number % 2 == 0 else "x"
        text = f"Gemeente;{one.name}\n{world.municipality.name};{mark}\n".encode()

        def load(data=text):
            return matrix_import(
                region=world.region,
                data=data,
                file_name="tabel.csv",
                source="tabel",
                reported_on=clock.today(),
            )

        given = at_once([load] * 6)
        tally.asked += 6
        wrong = [item for item in given if isinstance(item, Exception)]
        if wrong:
            tally.add("matrix", repr(wrong[0])[:120], len(wrong))
        if Choice.objects.filter(coalition=world.coalition, intervention=one).count() != 1:
            tally.add("matrix", "not exactly one choice", number)
    close(tally, "race", "the same regional table at once", tally.asked, "imports", f"{rounds} ×")
