"""What is missing in the country: each number leads to exactly those municipalities; no score."""

import random
from datetime import timedelta

import pytest
from django.urls import reverse

from kansrijkestart.core import clock
from monitoring.models import Question, Response, ResponseAnswer
from monitoring.selectors.country_now import complete_in, rounds_now
from monitoring.selectors.rounds import progress_of
from tests import factories as make
from tests.dashboard.test_start_sentences import numbers, opened
from tests.monitoring.edition_world import make_round

pytestmark = pytest.mark.django_db
BLOCK = r"<dt>Hoe volledig</dt>.*?</dd>"


def response(asked, *, coalition=True):
    own = make.CoalitionFactory.create(stage="formed") if coalition else None
    row = make.CoalitionMunicipalityFactory.create(coalition=own) if own else None
    place = row.municipality if row else make.MunicipalityFactory.create()
    return Response.objects.create(round=asked, municipality=place, coalition=own)


def answer(one, key, given):
    question = Question.objects.get(questionnaire_version=one.round.questionnaire_version, key=key)
    return ResponseAnswer.objects.update_or_create(
        response=one, question=question, defaults={"given": given}
    )


NEEDED = ("stage", "plan", "levels", "formed_on", "story")


def fill(one, *, visit):
    for key in NEEDED:
        answer(one, key, {"unknown": True})
    answer(one, "visit", visit)


def test_who_has_every_obligatory_answer(client, sign_in):
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    whole, on_the_way, unknown, lacking = (response(asked) for _ in range(4))
    silent = response(asked, coalition=False)
    fill(whole, visit={"options": ["no"]})
    fill(on_the_way, visit={"options": ["yes"]})
    answer(on_the_way, "week", {"number": 12})
    fill(unknown, visit={"unknown": True})
    fill(lacking, visit={"options": ["yes"]})  # after a yes the week is asked
    fill(silent, visit={"options": ["no"]})
    sign_in("analyst")
    told = numbers(client.get(reverse("dashboard:national")), BLOCK)
    states = [one for one in told if "state=" in one[1]]
    assert [number for number, _where in states] == [3, 1]
    for number, where in states:
        assert len(opened(client, "", where).context["lines"]) == number
    [(_number, where)] = [one for one in states if "incomplete" in one[1]]
    [line] = client.get(where.partition("#")[0]).context["lines"]
    assert line.municipality == lacking.municipality


@pytest.mark.parametrize("seed", range(3))
def test_counted_in_the_database_as_on_the_page_of_the_round(seed):
    draw = random.Random(seed)  # noqa: S311 - no secret
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    other = make_round(closes=clock.now() + timedelta(days=6), key="ander")
    keys = [*NEEDED, "visit", "week"]
    choices = [None, {"unknown": True}, {"options": ["yes"]}, {"options": ["no"]}]
    for _number in range(12):
        one = response(asked)
        for key in keys:
            if draw.random() < 0.95:
                given = draw.choice(choices) if key in {"visit", "week"} else {"unknown": True}
                answer(one, key, given)
                if key == "visit" and draw.random() < 0.3:
                    rows = ResponseAnswer.objects.filter(response=one, question__key=key)
                    rows.update(given=None, derived=draw.choice(choices))
    rounds = rounds_now()
    found = complete_in(rounds)
    progress = progress_of(asked, list(asked.responses.values_list("pk", flat=True)))
    assert found == {
        asked.pk: sum(one.is_complete for one in progress.values()),
        other.pk: 0,
    }
    assert 0 < found[asked.pk] < 12


def test_without_an_open_round_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert complete_in([]) == {}


def test_who_has_no_figure_in_the_newest_file(client, sign_in):
    shown, hidden, absent, older = make.MunicipalityFactory.create_batch(4)
    old = make.ReleaseFactory.create(published=True, published_at=clock.now() - timedelta(days=9))
    make.ObservationFactory.create(release=old, municipality=older)
    new = make.ReleaseFactory.create(published=True, source="Nieuwste bron")
    make.ObservationFactory.create(release=new, municipality=shown)
    for place, kind in ((hidden, "suppressed"), (absent, "not_available")):
        make.ObservationFactory.create(
            release=new, municipality=place, kind=kind, numerator=None, denominator=None, value=None
        )
    # Of regions alone, and not public yet: these are no newest file of municipalities.
    make.ObservationFactory.create(
        release=make.ReleaseFactory.create(published=True),
        municipality=None,
        region=make.RegionFactory.create(),
    )
    embargo = make.ReleaseFactory.create(
        published=True, embargo_until=clock.now() + timedelta(days=1)
    )
    make.ObservationFactory.create(release=embargo, municipality=older)
    sign_in("analyst")
    base = reverse("dashboard:national")
    page = client.get(base)
    assert "in het nieuwste bestand met cijfers (Nieuwste bron)" in page.content.decode()
    [(number, where)] = [one for one in numbers(page, BLOCK) if "cijfers" in one[1]]
    asked = opened(client, base, where).context["asked"]
    assert {one.municipality for one in asked.states} == {absent, older}
    assert number == 2
    file = client.get(reverse("dashboard:national_csv") + where.partition("#")[0])
    assert len(file.content.decode("utf-8-sig").strip().splitlines()) == 1 + number
    sign_in("policy_viewer")
    assert client.get(base + where).context["asked"] is None
    assert "Hoe volledig" not in client.get(base).content.decode()


def test_of_whom_no_coalition_is_known(client, sign_in):
    make.CoalitionMunicipalityFactory.create(coalition=make.CoalitionFactory.create())
    nobody = make.MunicipalityFactory.create()
    sign_in("analyst")
    base = reverse("dashboard:national")
    [(number, where)] = numbers(client.get(base), BLOCK)
    asked = opened(client, base, where).context["asked"]
    assert number == 1
    assert [one.municipality for one in asked.states] == [nobody]
