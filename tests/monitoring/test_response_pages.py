"""The pages of a round: what they show, what they ask, what they keep."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from coalitions.models import Action
from coalitions.registry import Reading
from coalitions.selectors.look_ups import look_up_together
from kansrijkestart.core import clock
from monitoring.models import ApprovalWish, Response, ResponseAnswer, Round, RoundExtension
from monitoring.selectors.round_states import closing_words
from monitoring.selectors.year_steps import year_next_steps
from monitoring.services.answering import Entry, answers_save
from monitoring.services.handing_in import approval_set
from tests.factories import (
    AgreementFactory,
    CaseloadFactory,
    CoalitionFactory,
    CoalitionMunicipalityFactory,
    ConsentFactory,
    MembershipFactory,
    NationalRoleFactory,
    RegionMembershipFactory,
    RegionMunicipalityFactory,
)
from tests.monitoring.year_world import answer_of, open_round, questionnaire, response_of, round_of

pytestmark = pytest.mark.django_db
REASON = {"stadium-reason": "Hier begint het pas"}


class Site:
    """A coordinator at the pages of an open round."""

    def __init__(self, client, *, several: bool = False, **dates) -> None:
        self.client = client
        self.coalition = CoalitionFactory.create(stage="formed", name="Coalitie Best")
        self.here = CoalitionMunicipalityFactory.create(coalition=self.coalition).municipality
        if several:
            self.there = CoalitionMunicipalityFactory.create(coalition=self.coalition).municipality
        self.agreement = AgreementFactory.create(
            in_force=True, coalition=self.coalition, title="Signaleren", levels=["implementation"]
        )
        self.user = MembershipFactory.create(coalition=self.coalition).user
        self.round = open_round(**dates)
        client.force_login(self.user)

    def url(self, name="response", *more) -> str:
        year = self.round.questionnaire_version.year
        return reverse(
            f"monitoring:{name}", args=[self.coalition.slug, year, "kansrijke-start", *more]
        )

    def read(self, name="response", *more) -> str:
        page = self.client.get(self.url(name, *more))
        assert page.status_code == 200
        return unescape(page.content.decode())

    def form(self, *more) -> dict:
        """What the browser would send back: everything as it stands on the page."""
        name = "response_part_alone" if len(more) > 1 else "response_part"
        form = self.client.get(self.url(name, *more)).context["form"]
        found = {}
        for field in form:
            value = field.value()
            if value not in (None, "", False, []):
                found[field.html_name] = "on" if value is True else value
        return found

    def send(self, *more, expect=302, form=None, **changes):
        name = "response_part_alone" if len(more) > 1 else "response_part"
        data = (self.form(*more) if form is None else form) | changes
        page = self.client.post(self.url(name, *more), data)
        assert page.status_code == expect
        return page

    def answer(self, key, place=None) -> ResponseAnswer:
        return answer_of(self.round, place or self.here, key)


@pytest.fixture
def site(client):
    return Site(client)


def test_before_opening_the_page_says_when(client):
    coalition = CoalitionFactory.create()
    client.force_login(MembershipFactory.create(coalition=coalition).user)
    round_of(opens_at=clock.now() + timedelta(days=3), closes_at=clock.now() + timedelta(days=9))
    year = clock.today().year
    page = client.get(f"/coalities/{coalition.slug}/vragenlijst/{year}/kansrijke-start/")
    assert "De vragenlijst is nog niet open. Hij opent op" in page.content.decode()
    listed = client.get(f"/coalities/{coalition.slug}/vragenlijst/").content.decode()
    assert "Vragenlijst Kansrijke Start" in listed
    assert client.get(f"/coalities/{coalition.slug}/vragenlijst/2001/geen/").status_code == 404


def test_the_record_is_shown_with_where_it_comes_from(site):
    text = site.read("response_part", 2)
    assert "Uit jullie registratie:" in text
    assert f'href="/afspraken/{site.agreement.pk}/"' in text
    assert "geldt sinds 5 januari 2024" in text


def test_saving_without_a_change_changes_nothing(site):
    before = list(ResponseAnswer.objects.values_list("pk", "version"))
    site.send(1)
    assert list(ResponseAnswer.objects.values_list("pk", "version")) == before


def test_overruling_asks_for_a_reason_and_then_keeps_it(site):
    page = site.send(2, expect=200, afspraken=["none"])
    assert "afspraken-reason" in page.context["form"].errors
    assert site.answer("afspraken").given is None
    where = site.send(2, afspraken=["none"], **{"afspraken-reason": "Geldt niet meer"})["Location"]
    assert where == site.url("response_submit")
    assert site.answer("afspraken").reason == "Geldt niet meer"
    site.send(2, afspraken=["executive"])
    row = site.answer("afspraken")
    assert (row.given, row.reason) == (None, "")


def test_mistakes_come_back_at_their_question(site):
    page = site.send(2, expect=200, uren="99", activiteiten="other", **{"uren-unknown": "on"})
    errors = page.context["form"].errors
    assert set(errors) == {"uren", "activiteiten"}
    assert len(errors["uren"]) == 1
    page = site.send(2, expect=200, afspraken=["?", "policy"], uren="70")
    assert set(page.context["form"].errors) >= {"afspraken", "uren"}


def test_a_number_of_a_person_is_refused(site):
    page = site.send(2, expect=200, opmerking="BSN 111222333")
    assert "opmerking" in page.context["form"].errors


def test_the_route_brings_and_takes_questions(site):
    text = site.read("response_part", 1)
    assert "Sinds wanneer?" in text
    site.send(1, stadium="forming", **{"stadium-reason": "Nog niet"})
    assert "Sinds wanneer?" not in site.read("response_part", 1)
    where = site.send(1, stadium="formed")["Location"]
    assert where.endswith("/deel/1/#vraag-gevormd-op")


def test_two_people_at_different_questions_both_keep_their_words(site):
    form = site.form(2)
    site.send(2, uren="8")
    site.send(2, form=form, activiteiten="yes")
    assert site.answer("uren").given == {"number": 8}
    assert site.answer("activiteiten").given == {"options": ["yes"], "other": ""}


def test_two_people_at_one_question_see_both_texts(site):
    form = site.form(2)
    site.send(2, uren="8", opmerking="Van een ander")
    page = site.send(2, form=form, expect=409, uren="9")
    assert [(theirs, mine) for _label, theirs, mine in page.context["conflict"]["fields"]] == [
        ("8", "9")
    ]
    again = dict(page.context["form"].data.items())
    assert again["opmerking"] == "Van een ander"
    site.send(2, form=again)
    assert site.answer("uren").given == {"number": 9}
    assert site.answer("opmerking").given == {"text": "Van een ander"}


def test_a_page_that_was_tampered_with_is_asked_for_again(site):
    page = site.send(2, expect=200, version="[1]")
    assert "version" in page.context["form"].errors


@pytest.mark.parametrize(
    "version", ["[" * 20_000, '{"GM0000": ' + "9" * 5_000 + "}"], ids=["deep", "long"]
)
@pytest.mark.parametrize("name", ["response_part", "response_approve"])
def test_a_version_that_is_too_deep_or_too_long_is_asked_for_again(site, name, version):
    if name == "response_part":
        page = site.send(2, expect=200, version=version)
    else:
        approval_set(coalition=site.coalition, approver=site.user, expected_version=0)
        page = site.client.post(site.url(name), {"reason": "", "version": version})
        assert page.status_code == 200
    assert set(page.context["form"].errors) == {"version"}


def test_one_municipality_stands_apart(client):
    site = Site(client, several=True)
    site.send(2, uren="8")
    code = site.there.code
    assert "Alleen voor" in site.read("response_part_alone", 2, code)
    site.send(2, code, uren="3", **{"uren-apart": "on"})
    assert site.answer("uren", site.there).given == {"number": 3}
    assert site.there.name in site.read("response_part", 2)
    site.send(2, uren="9")
    assert site.answer("uren").given == {"number": 9}
    assert site.answer("uren", site.there).given == {"number": 3}
    form = site.form(2, code)
    del form["uren-apart"]
    site.send(2, code, form=form)
    assert site.answer("uren", site.there).given == {"number": 9}
    assert client.get(site.url("response_part_alone", 2, "GM0000")).status_code == 404


@pytest.mark.parametrize("name", ["response_submit", "response_reopen", "response_approve"])
def test_a_number_of_a_person_stands_in_nothing_that_is_frozen(site, name):
    site.send(2, uren="8", activiteiten="yes")
    municipalities = {"municipalities": [site.here.code]}
    field = "remarks" if name == "response_submit" else "reason"
    if field == "reason":
        site.client.post(site.url("response_submit"), municipalities)
        approval_set(coalition=site.coalition, approver=site.user, expected_version=0)
    sent = municipalities | {field: "BSN 111222333", "back": "1"}
    sent |= {"version": '{"GM0000": 1}'}
    page = site.client.post(site.url(name), sent)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}


def test_handing_in_and_opening_again(site):
    page = site.client.get(site.url("response_submit"))
    assert "Hoeveel uur?" in page.content.decode()
    assert page.context["ready"] == []
    site.client.post(site.url("response_submit"), {"municipalities": [site.here.code]})
    assert response_of(site.round, site.here).state == "not_started"
    site.send(2, uren="8", activiteiten="yes")
    data = {"municipalities": [site.here.code], "remarks": "Klaar"}
    assert site.client.post(site.url("response_submit"), data).status_code == 302
    row = response_of(site.round, site.here)
    assert (row.state, row.remarks) == ("submitted", "Klaar")
    assert "Ingediend op" in site.read()
    assert 'type="radio"' not in site.read("response_part", 2)
    data = {"municipalities": [site.here.code], "reason": ""}
    assert site.client.post(site.url("response_reopen"), data).status_code == 200
    site.client.post(site.url("response_reopen"), data | {"reason": "Foutje"})
    assert "Foutje" in site.read()


def test_after_closing_everything_is_to_read(site):
    form = site.form(2)
    Round.objects.filter(pk=site.round.pk).update(closes_at=clock.now() - timedelta(hours=1))
    assert "is gesloten sinds" in site.read("response_part", 2) or "gesloten op" in site.read(
        "response_part", 2
    )
    assert 'type="submit"' not in site.read("response_part", 2).split("<main")[1]
    site.send(2, form=form, expect=200, uren="8")
    assert site.answer("uren").given is None
    for name in ("response", "response_submit", "response_reopen", "response_refresh"):
        site.read(name)


def test_the_newest_record_is_shown_before_it_is_taken_over(site):
    assert "Er is niets veranderd" in site.read("response_refresh")
    Action.objects.create(
        coalition=site.coalition, title="Week", state="done", done_on=clock.today()
    )
    text = site.read("response_refresh")
    assert "Doen jullie iets?" in text
    assert site.client.post(site.url("response_refresh")).status_code == 302
    assert site.answer("activiteiten").derived == {"options": ["yes"], "other": ""}


def test_answers_to_take_over_stand_in_order_with_a_button_each(client):
    site = Site(client, several=True)
    site.send(2, uren="8", activiteiten="other", **{"activiteiten-other": "Een cursus"})
    text = site.read("response_answers")
    order = [text.index(words) for words in ("Gevormd", "uitvoerend niveau", "Anders: Een cursus")]
    assert order == sorted(order)
    assert "8 uur" in text
    assert len(re.findall(r"data-copy=\"", text)) == 4
    targets = re.findall(r'<button [^>]*type="button" hidden data-copy="([\w-]+)"', text)
    assert len(targets) == 4, "a button that does nothing without scripts is not shown"
    assert all(f'<p id="{one}" data-copy-text>' in text for one in targets)
    assert "niet vastgelegd" in text
    other = client.get(site.url("response_answers"), {"gemeente": site.there.code})
    assert other.context["place"].municipality == site.there


def test_the_approver_finds_it_and_decides(client):
    site = Site(client)
    boss = MembershipFactory.create(coalition=site.coalition, role="partner").user
    wish = {"approver": boss.pk, "version": 0}
    url = reverse("monitoring:approval_wish", args=[site.coalition.slug])
    assert client.get(url).status_code == 200
    assert client.post(url, wish).status_code == 302
    assert ApprovalWish.objects.get().approver == boss
    site.send(2, uren="8", activiteiten="yes")
    client.post(site.url("response_submit"), {"municipalities": [site.here.code]})
    assert client.get(site.url("response_approve")).status_code == 403
    client.force_login(boss)
    [step] = year_next_steps(Reading(site.coalition, boss))
    assert step.url == site.url("response_approve")
    page = client.get(step.url)
    assert page.status_code == 200
    seen = {"version": page.context["form"]["version"].value()}
    page = client.post(step.url, {"back": "1", "reason": ""} | seen)
    assert "reason" in page.context["form"].errors
    client.post(step.url, {"reason": ""} | seen)
    assert response_of(site.round, site.here).state == "approved"
    assert client.post(step.url, {}).status_code == 200


def test_the_start_page_says_until_when_the_last_municipality_may_hand_in(client):
    site = Site(client, several=True)
    until = site.round.closes_at + timedelta(days=9)
    RoundExtension.objects.create(
        round=site.round, municipality=site.there, until=until, reason="ziekte"
    )
    [step] = year_next_steps(Reading(site.coalition, site.user))
    assert closing_words(site.round.closes_at) in step.title
    assert closing_words(until) in str(step.reason)
    Response.objects.filter(municipality=site.there).update(
        state="submitted", submitted_at=clock.now()
    )
    [step] = year_next_steps(Reading(site.coalition, site.user))
    assert closing_words(site.round.closes_at) in step.title
    assert closing_words(until) not in str(step.reason)


def test_the_start_page_says_that_a_round_is_open(site):
    reading = Reading(site.coalition, site.user)
    [step] = year_next_steps(reading)
    assert step.url == site.url()
    together = Reading(site.coalition, site.user)
    look_up_together([together])
    assert year_next_steps(together) == [step]
    assert year_next_steps(Reading(site.coalition)) == []
    site.send(2, uren="8", activiteiten="yes")
    site.client.post(site.url("response_submit"), {"municipalities": [site.here.code]})
    assert year_next_steps(Reading(site.coalition, site.user)) == []


def test_who_reads_the_answers(site):
    client, page, answers = site.client, site.url(), site.url("response_answers")
    lead = RegionMembershipFactory.create()
    RegionMunicipalityFactory.create(region=lead.region, municipality=site.here)
    analyst = NationalRoleFactory.create().user
    others = [
        MembershipFactory.create().user,
        CaseloadFactory.create(coalition=site.coalition).adviser,
        lead.user,
        analyst,
    ]
    for user in others:
        client.force_login(user)
        assert client.get(page).status_code == 404
        assert client.get(answers).status_code == 404
    ConsentFactory.create(municipality=site.here, kind="answers_region")
    client.force_login(lead.user)
    assert client.get(page).status_code == 200
    assert "Mijn coalitie" not in client.get(answers).content.decode()
    assert client.get(site.url("response_part", 1)).status_code == 403
    assert client.post(site.url("response_part", 1), {}).status_code == 403
    answers_save(
        round=site.round,
        coalition=site.coalition,
        user=site.user,
        entries={
            "uren": Entry({"number": 8}),
            "activiteiten": Entry({"options": ["yes"], "other": ""}),
        },
        seen={},
    )
    client.force_login(site.user)
    client.post(site.url("response_submit"), {"municipalities": [site.here.code]})
    client.force_login(analyst)
    assert client.get(answers).status_code == 200


def test_the_log_tells_what_was_changed_and_not_that_a_round_opened(site):
    log = reverse("coalitions:log", args=[site.coalition.slug])
    assert "Hoeveel uur?" not in site.client.get(log).content.decode()
    site.send(2, uren="8")
    assert "Hoeveel uur?" in site.client.get(log).content.decode()
    adviser = CaseloadFactory.create(coalition=site.coalition).adviser
    site.client.force_login(adviser)
    assert "Hoeveel uur?" not in site.client.get(log).content.decode()


def test_two_questionnaires_of_one_year_stand_beside_each_other(site):
    open_round(questionnaire("gala"))
    year = clock.today().year
    page = site.client.get(f"/coalities/{site.coalition.slug}/vragenlijst/{year}/")
    assert len(page.context["rows"]) == 2


def test_a_draft_is_offered_when_somebody_comes_back(site):
    form = site.client.get(site.url("response_part", 2)).context["draft"]
    kept = site.form(2) | {"uren": "12"}
    assert site.client.post(form.url, kept).status_code in {200, 204}
    page = site.client.get(site.url("response_part", 2))
    assert page.context["draft"].kept_at
    back = site.client.get(f"{site.url('response_part', 2)}?concept=terug")
    assert back.context["form"]["uren"].value() == "12"


def test_what_is_typed_is_kept_by_itself_as_long_as_it_may_be_written(site):
    page = site.client.get(site.url("response_part", 2))
    text = page.content.decode()
    assert f'data-autosave data-autosave-url="{page.context["draft"].url}"' in text
    assert text.count("js/autosave.js") == 1, "twice would keep everything twice"
    Round.objects.update(closes_at=clock.now())
    text = site.client.get(site.url("response_part", 2)).content.decode()
    assert "data-autosave" not in text


def test_a_draft_from_before_a_colleague_saved_overwrites_nothing(site):
    form = site.client.get(site.url("response_part", 2)).context["draft"]
    site.client.post(form.url, site.form(2) | {"uren": "12"})
    colleague = MembershipFactory.create(coalition=site.coalition).user
    site.client.force_login(colleague)
    site.send(2, uren="8")
    site.client.force_login(site.user)
    back = site.client.get(f"{site.url('response_part', 2)}?concept=terug").context["form"]
    assert back["uren"].value() == "12"
    kept = {field.html_name: field.value() for field in back if field.value()}
    page = site.send(2, form=kept, expect=409)
    assert [row[1:] for row in page.context["conflict"]["fields"]] == [("8", "12")]
    assert site.answer("uren").given == {"number": 8}


def test_nobody_approves_until_the_coalition_wants_it(site):
    approval_set(coalition=site.coalition, approver=site.user)
    approval_set(coalition=site.coalition, approver=None)
    assert site.client.get(site.url("response_approve")).status_code == 403


@pytest.mark.parametrize(("who", "shows"), [("coordinator", True), ("adviser", False)])
def test_an_adviser_gets_no_link_to_answers_that_are_closed_to_them(client, sign_in, who, shows):
    coalition = CoalitionFactory.create()
    sign_in(who, coalition)
    page = client.get(f"/coalities/{coalition.slug}/").content.decode()
    assert (f'href="/coalities/{coalition.slug}/vragenlijst/"' in page) is shows


def test_the_list_of_all_years_leads_to_each_year(client, sign_in):
    coalition = CoalitionFactory.create()
    round_of(questionnaire())
    sign_in("coordinator", coalition)
    listed = client.get(f"/coalities/{coalition.slug}/vragenlijst/")
    year = listed.context["rows"][0].round.questionnaire_version.year
    address = f"/coalities/{coalition.slug}/vragenlijst/{year}/"
    assert f'href="{address}"' in listed.content.decode()
    assert f'href="{address}"' not in client.get(address).content.decode()


def test_a_reason_can_be_given_where_only_a_municipality_that_is_not_asked_has_a_record(client):
    """The question comes by in one municipality; the record holds an answer of the other."""
    site = Site(client, several=True)
    site.send(1, site.there.code, stadium="forming", **{"stadium-apart": "on"} | REASON)
    days = ResponseAnswer.objects.filter(question__key="gevormd-op")
    days.filter(response__municipality=site.there).update(derived={"day": "2020-01-01"})
    page = site.send(1, expect=200, **{"gevormd-op": "2021-02-03"})
    assert set(page.context["form"].errors) == {"gevormd-op-reason"}
    assert (
        "gevormd-op-reason" in site.client.get(site.url("response_part", 1)).context["form"].fields
    )
    site.send(1, **{"gevormd-op": "2021-02-03", "gevormd-op-reason": "Zo staat het in het verslag"})
    assert site.answer("gevormd-op").given == {"day": "2021-02-03"}


def test_after_a_conflict_both_texts_stand_also_at_a_key_with_a_hyphen(site):
    """Two people give another day at the same question; its key is written with a hyphen."""
    form = site.form(1)
    site.send(1, **{"gevormd-op": "2020-02-02"})
    page = site.send(1, expect=409, form=form, **{"gevormd-op": "2021-05-06"})
    [(_label, theirs, mine)] = page.context["conflict"]["fields"]
    assert (theirs, mine) == ("2 februari 2020", "6 mei 2021")
    assert page.context["form"]["gevormd-op"].value() == "2021-05-06"
    assert site.answer("gevormd-op").given == {"day": "2020-02-02"}
