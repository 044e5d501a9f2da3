"""The checklist's pages in the hands of a coordinator, a partner and an adviser."""

import re

import pytest
from django.urls import reverse

from coalitions.models import (
    AdviceRequest,
    Answer,
    Assessment,
    PrincipleNote,
    Statement,
)
from kansrijkestart.core import clock
from tests import factories as make
from tests.checklist.make import (
    fields,
    local_checklist,
    partner,
    principle,
    round_of,
    statement,
)

pytestmark = pytest.mark.django_db


def url(assessment, name, **kwargs):
    return reverse(f"coalitions:{name}", kwargs={"slug": assessment.coalition.slug, **kwargs})


def page(assessment, name="principle", number=2):
    return url(assessment, name, number=number)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def draft(sign_in):
    assessment = round_of()
    sign_in("coordinator", assessment.coalition)
    return assessment


def test_before_the_first_round_the_principles_are_shown_and_one_button_begins(client, sign_in):
    coalition = make.CoalitionFactory.create()
    local_checklist()
    sign_in("coordinator", coalition)
    partner(coalition, "gemeente")
    response = client.get(reverse("coalitions:checklist", args=[coalition.slug]))
    assert "Principe trekker" in text_of(response)
    assert client.get(reverse("coalitions:principle", args=[coalition.slug, 1])).status_code == 302
    started = client.post(reverse("coalitions:checklist_start", args=[coalition.slug]))
    assert started.url.partition("?")[0] == reverse(
        "coalitions:principle", args=[coalition.slug, 2]
    )
    assert Assessment.objects.get().state == "draft"


def test_the_list_counts_answers_in_words_and_never_gives_a_score(client, draft):
    Answer.objects.create(assessment=draft, statement=statement(draft), now="mostly")
    shown = text_of(client.get(url(draft, "checklist")))
    read = re.sub(r"<[^>]+>", "", shown.split("<main")[1].split("</main")[0])
    assert re.search(r"1 \w+, 2 \w+", read)
    assert "%" not in read


def test_what_the_record_says_is_ticked_but_not_stored(client, draft):
    partner(draft.coalition, "gemeente", "Gemeente Best")
    response = client.get(page(draft))
    row = f"s{statement(draft).pk}-now"
    tags = re.findall(rf'<input[^>]*name="{row}"[^>]*>', text_of(response))
    assert [tag for tag in tags if "checked" in tag] == [t for t in tags if "in_place" in t]
    assert text_of(response).count("checked") == 1
    assert "Gemeente Best" in text_of(response)
    assert not Answer.objects.exists()


def test_saving_goes_on_to_the_next_page_and_later_to_the_list(client, draft):
    first = client.post(page(draft, number=1), fields(draft, "trekker", L1_1__now="mostly"))
    assert first.url == page(draft)
    last = client.post(page(draft), fields(draft, L2_1__now="in_place", note="Samen gedaan."))
    assert last.url == url(draft, "checklist_agree")
    later = client.post(page(draft), fields(draft, L2_2__now="not_yet") | {"later": "1"})
    assert later.url == url(draft, "checklist")
    assert Answer.objects.count() == 3
    assert PrincipleNote.objects.get().explanation == "Samen gedaan."


def test_not_applicable_without_a_reason_points_at_the_field_and_loses_nothing(client, draft):
    data = fields(draft, L2_1__now="not_applicable", L2_2__now="mostly", note="Onze woorden.")
    data[f"s{statement(draft).pk}-owner"] = "Team Jeugd"
    response = client.post(page(draft), data)
    shown = text_of(response)
    assert response.status_code == 200
    assert f'href="#id_s{statement(draft).pk}-explanation"' in shown
    assert "Team Jeugd" in shown
    assert "Onze woorden." in shown
    assert Answer.objects.get().statement.key == "L2.2"
    assert PrincipleNote.objects.get().explanation == "Onze woorden."
    again = dict(re.findall(r'name="([^"]+-version)" value="(\d+)"', shown))
    data |= again | {f"s{statement(draft).pk}-explanation": "Hier niet nodig."}
    assert client.post(page(draft), data).status_code == 302
    assert Answer.objects.count() == 2


@pytest.mark.parametrize("bad", ["31-04-2026", "\x00", "morgen"])
def test_an_impossible_date_is_refused_at_the_field(client, draft, bad):
    response = client.post(page(draft), fields(draft, L2_1__now="mostly", L2_1__due_on=bad))
    assert response.status_code == 200
    assert f'href="#id_s{statement(draft).pk}-due_on"' in text_of(response)
    assert '<details class="ks-fold" open>' in text_of(response)


@pytest.mark.parametrize("bad", ["x" * 10_000, "Naam\x00"])
def test_too_long_or_broken_text_is_said_at_the_field(client, draft, bad):
    response = client.post(page(draft), fields(draft, L2_1__now="mostly", L2_1__owner=bad))
    assert response.status_code == 200
    assert f'href="#id_s{statement(draft).pk}-owner"' in text_of(response)


def test_an_unknown_choice_or_version_does_not_break_the_page(client, draft):
    key = statement(draft).pk
    bad = {f"s{key}-now": "perfect", f"s{key}-version": "99999999999999"}
    assert client.post(page(draft), fields(draft) | bad).status_code == 200
    assert not Answer.objects.exists()


def test_two_sessions_on_one_answer_see_both_texts_and_the_second_save_decides(client, draft):
    theirs = fields(draft, L2_1__now="mostly", L2_1__explanation="Volgens hen.")
    mine = fields(draft, L2_1__now="mostly", L2_1__explanation="Volgens ons.", L2_2__now="in_place")
    client.post(page(draft), theirs)
    response = client.post(page(draft), mine)
    shown = text_of(response)
    assert response.status_code == 409
    assert shown.count("Volgens hen.") == 1
    assert shown.count("Volgens ons.") == 2
    assert Answer.objects.get(statement__key="L2.1").explanation == "Volgens hen."
    assert Answer.objects.get(statement__key="L2.2").now == "in_place"
    mine |= dict(re.findall(r'name="([^"]+-version)" value="(\d+)"', shown))
    assert client.post(page(draft), mine).status_code == 302
    assert Answer.objects.get(statement__key="L2.1").explanation == "Volgens ons."


def test_two_sessions_on_different_principles_do_not_touch_each_other(client, draft):
    assert client.post(page(draft, number=1), fields(draft, "trekker", L1_1__now="mostly"))
    answer = client.post(page(draft), fields(draft, L2_1__now="not_yet"))
    assert answer.status_code == 302
    assert Answer.objects.count() == 2


def test_autosave_stores_and_answers_with_the_new_versions(client, draft):
    address = page(draft, "principle_autosave")
    data = fields(draft, L2_1__now="mostly")
    first = client.post(address, data)
    version = f"s{statement(draft).pk}-version"
    assert (first.status_code, first.json()["fields"][version]) == (200, 1)
    data |= {version: "1", f"s{statement(draft).pk}-now": "in_place"}
    assert client.post(address, data).json()["fields"][version] == 2
    stale = client.post(address, data | {f"s{statement(draft).pk}-now": "not_yet"})
    assert stale.status_code == 409
    assert version not in stale.json()["fields"]
    assert Answer.objects.get().now == "in_place"


def test_autosave_keeps_the_fit_half_of_a_page(client, draft):
    data = fields(draft, L2_1__now="not_applicable", L2_2__now="mostly")
    response = client.post(page(draft, "principle_autosave"), data)
    assert response.status_code == 422
    assert response.json()["fields"] == {f"s{statement(draft, 'L2.2').pk}-version": 1}


def test_settling_asks_who_was_there_and_then_offers_advice(client, draft):
    there = partner(draft.coalition, "gemeente").organisation
    address = url(draft, "checklist_agree")
    today = clock.today().isoformat()
    refused = client.post(address, {"agreed_on": today, "remark": "Mooi gesprek."})
    assert refused.status_code == 200
    assert "Mooi gesprek." in text_of(refused)
    data = {"agreed_on": today, "organisations": [there.pk], "remark": "Mooi gesprek."}
    assert client.post(address, data).url == url(draft, "checklist")
    assert url(draft, "advice_request") in text_of(client.get(url(draft, "checklist")))
    shown = text_of(client.get(url(draft, "checklist_round", round=1)))
    assert there.name in shown
    assert "Mooi gesprek." in shown


def test_words_sent_after_settling_are_refused_and_still_on_the_page(client, draft):
    Assessment.objects.update(state="agreed", agreed_on=clock.today())
    response = client.post(page(draft), fields(draft, L2_1__now="mostly", note="Toch nog dit."))
    assert response.status_code == 409
    assert "Toch nog dit." in text_of(response)
    assert not Answer.objects.exists()


def test_hostile_words_stay_words(client, draft):
    evil = "<script>alert(1)</script>"
    client.post(page(draft), fields(draft, L2_1__now="mostly", L2_1__evidence=evil, note=evil))
    for address in (page(draft), url(draft, "checklist_round", round=1)):
        assert evil not in text_of(client.get(address))


def test_a_round_that_does_not_exist_and_a_sixth_principle_are_not_found(client, draft):
    assert client.get(url(draft, "checklist_round", round=7)).status_code == 404
    assert client.get(page(draft, number=6)).status_code == 404


def test_closing_a_round_offers_a_new_one(client, sign_in):
    assessment = round_of(state="agreed")
    sign_in("coordinator", assessment.coalition)
    assert client.get(url(assessment, "checklist_close")).status_code == 405
    client.post(url(assessment, "checklist_close"))
    assert url(assessment, "checklist_start") in text_of(client.get(url(assessment, "checklist")))
    started = client.post(url(assessment, "checklist_start"), follow=True)
    assert started.status_code == 200
    assert client.get(url(assessment, "checklist_round", round=1)).status_code == 200


def test_a_refused_button_says_why(client, draft):
    response = client.post(url(draft, "checklist_close"), follow=True)
    assert "ks-message-error" in text_of(response)


@pytest.mark.parametrize("name", ["principle", "checklist", "checklist_agree", "checklist_round"])
def test_every_page_has_one_heading_unique_ids_and_a_label_per_field(client, draft, name):
    partner(draft.coalition, "gemeente")
    kwargs = {"principle": {"number": 2}, "checklist_round": {"round": 1}}.get(name, {})
    shown = text_of(client.get(url(draft, name, **kwargs)))
    assert shown.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', shown))
    controls = re.findall(
        r'<(?:input|textarea|select)\b(?![^>]*type="hidden")[^>]* id="([^"]+)"', shown
    )
    assert set(controls) <= labels
    assert not re.search(r"\son\w+=|style=", shown)


def count_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_a_principle_costs_the_same_for_six_or_eleven_statements_and_any_partners(
    client, sign_in, django_assert_max_num_queries
):
    costs = []
    for statements, partners in ((6, 1), (11, 30)):
        keys = [f"L2.{n}" for n in range(1, statements + 1)]
        coalition = make.CoalitionFactory.create()
        checklist = local_checklist(keys)
        assessment = round_of(coalition, checklist=checklist)
        partner(coalition, "gemeente")
        for _time in range(partners):
            partner(coalition, "gemeente")
        user = make.UserFactory.create()
        make.MembershipFactory.create(user=user, coalition=coalition)
        client.force_login(user)
        costs.append(count_queries(client, page(assessment), django_assert_max_num_queries))
        clear(assessment)
    assert costs[0] == costs[1]


def clear(assessment):
    """Make room for a second checklist with the same statement keys."""
    for row in Statement.objects.filter(principle__checklist=assessment.checklist):
        row.key = f"X{row.pk}"
        row.save()


def test_an_adviser_finds_the_way_to_write_beside_what_the_coalition_says(client):
    assessment = round_of(state="advice_requested")
    adviser = make.NationalRoleFactory.create(role="adviser").user
    make.CaseloadFactory.create(adviser=adviser, coalition=assessment.coalition)
    make.CoalitionMunicipalityFactory.create(coalition=assessment.coalition)
    for cover in assessment.coalition.coverage.all():
        make.ConsentFactory.create(municipality=cover.municipality, kind="checklist_adviser")
    AdviceRequest.objects.create(assessment=assessment, principle=principle(assessment))
    client.force_login(adviser)
    for name in ("checklist", "detail"):
        text = text_of(client.get(url(assessment, name)))
        assert url(assessment, "advice", number=principle(assessment).number) in text, name
        assert "Wat de coalitie zegt" in text
        assert "Wat jullie zeggen" not in text
