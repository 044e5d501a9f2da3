"""The guide through the first ten minutes: read from the records, put away by its reader."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Answer,
    Assessment,
    CoalitionVisit,
    KnownAnswer,
)
from interventions.models import SupplementRequest
from kansrijkestart.accounts.choices import GuideKind, GuideWish
from kansrijkestart.accounts.models import GuideState
from kansrijkestart.accounts.services.guides import LATER_DAYS, NEW_DAYS, guide_wish
from kansrijkestart.core import clock
from monitoring.models import Response
from tests import factories as make
from tests.agreements.form_world import fields
from tests.monitoring.edition_world import make_round

pytestmark = pytest.mark.django_db
GUIDE = "/eerste-stappen/"


def said(page):
    """Return how far the guide on a page is, and its next step."""
    guide = page.context["guide"]
    return (guide.done, guide.total, str(guide.next.title) if guide.next else "")


def open_steps(page):
    return [str(step.title) for step in page.context["guide"].steps if not step.is_done]


@pytest.fixture
def best(client, sign_in):
    coalition = make.CoalitionFactory.create(name="Best")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality__name="Best")
    return coalition, sign_in("coordinator", coalition)


def test_a_new_coordinator_sees_six_steps_of_which_one_is_done(client, best):
    page = client.get("/")
    assert said(page)[:2] == (1, 6)
    text = page.content.decode()
    assert "Eerste stappen" in text
    assert "(1 van 6)" in text


def test_each_step_is_done_because_the_record_says_so(client, best):
    coalition, _user = best
    assert len(open_steps(client.get("/"))) == 5
    KnownAnswer.objects.create(
        coalition=coalition, topic="region", answer="right", words="x", fingerprint="x"
    )
    assert len(open_steps(client.get("/"))) == 4
    make.PartnershipFactory.create(coalition=coalition)
    assert len(open_steps(client.get("/"))) == 3
    make.AgreementFactory.create(coalition=coalition)
    assert len(open_steps(client.get("/"))) == 2
    principle = make.PrincipleFactory.create()
    statement = make.StatementFactory.create(principle=principle)
    round_ = Assessment.objects.create(coalition=coalition, checklist=principle.checklist, round=1)
    Answer.objects.create(assessment=round_, statement=statement, now="mostly")
    page = client.get("/")
    assert len(open_steps(page)) == 1
    assert page.context["guide"].next.file
    assert GuideState.objects.count() == 0, "nothing is kept of how far somebody is"


def fill(coalition):
    KnownAnswer.objects.create(
        coalition=coalition, topic="region", answer="right", words="x", fingerprint="x"
    )
    make.PartnershipFactory.create(coalition=coalition)
    make.AgreementFactory.create(coalition=coalition)
    statement = make.StatementFactory.create()
    round_ = Assessment.objects.create(
        coalition=coalition, checklist=statement.principle.checklist, round=1
    )
    Answer.objects.create(assessment=round_, statement=statement, now="mostly")


def test_the_paper_ends_the_guide_once_all_else_is_done(client, best):
    coalition, _user = best
    report = reverse("coalitions:report", args=[coalition.slug])
    assert client.get(report).status_code == 200
    assert client.get("/").context["guide"], "a paper with nothing on it ends nothing"
    fill(coalition)
    assert client.get(report).status_code == 200
    assert GuideState.objects.get().wish == GuideWish.DONE
    assert not client.get("/").context["guide"]


@pytest.mark.parametrize("query", ["?gids=1", ""])
def test_an_open_step_leads_on_after_saving(client, best, query):
    coalition, _user = best
    kind = make.PartnerTypeFactory.create()
    add = reverse("coalitions:partners_add", args=[coalition.slug]) + query
    data = {f"tick_{kind.pk}": "on", f"name_{kind.pk}": "Verloskundigen Best"}
    form = client.get(add).context["form"]
    data["idempotency_key"] = form["idempotency_key"].value()
    answer = client.post(add, data)
    assert answer.url == reverse("agreements:create", args=[coalition.slug]) + "?gids=1"


def test_the_checklist_begins_at_the_partners_and_later_leads_to_the_overview(client, best):
    coalition, _user = best
    checklist = make.ChecklistFactory.create(scope="local")
    for number in (1, 2):
        make.PrincipleFactory.create(checklist=checklist, number=number, key=f"p{number}")
    start = reverse("coalitions:checklist_start", args=[coalition.slug])
    first = reverse("coalitions:principle", args=[coalition.slug, 2]) + "?gids=1"
    assert client.post(start).url == first
    later = client.post(first, {"later": "1", "note-version": "0"})
    assert later.url == reverse("coalitions:detail", args=[coalition.slug]) + "?gids=1"
    overview = client.get(later.url).content.decode()
    assert "Download stand van zaken (PDF)" in overview.split('class="ks-guide')[1]


def test_an_agreement_begins_the_checklist_at_the_partners(client, best):
    """A page with only a button to begin would be one page more than the first ten minutes have."""
    coalition, _user = best
    make.PartnershipFactory.create(coalition=coalition)
    principle = make.PrincipleFactory.create(checklist__scope="local", number=2)
    add = reverse("agreements:create", args=[coalition.slug])
    sent = fields(title="Een", themes=[make.ThemeFactory.create().pk])
    answer = client.post(add, sent)
    assert answer.url == reverse("coalitions:principle", args=[coalition.slug, 2]) + "?gids=1"
    begun = Assessment.objects.get(coalition=coalition)
    assert (begun.round, begun.checklist, begun.state) == (1, principle.checklist, "draft")
    assert client.get(answer.url).status_code == 200
    assert client.post(add, sent).status_code == 302, "the same once more"
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("scope", ["local", "regional"])
def test_the_agreement_that_they_have_already_applies(client, sign_in, scope):
    """Else the page for the alderman at the end says that no agreement applies."""
    region = make.RegionFactory.create() if scope == "regional" else None
    coalition = make.CoalitionFactory.create(scope=scope, region=region)
    sign_in("coordinator", coalition)
    add = reverse("agreements:create", args=[coalition.slug])
    asked = "in_force" if scope == "local" else "draft"
    assert client.get(f"{add}?gids=1").context["form"]["state"].value() == asked
    make.AgreementFactory.create(coalition=coalition)
    assert client.get(f"{add}?gids=1").context["form"]["state"].value() == "draft"


def test_an_agreement_leads_to_the_checklist_once(client, best):
    """Also where there is no checklist to begin with."""
    coalition, _user = best
    make.PartnershipFactory.create(coalition=coalition)
    add = reverse("agreements:create", args=[coalition.slug])
    theme = make.ThemeFactory.create()
    sent = [fields(title=title, themes=[theme.pk]) for title in ("Een", "Twee")]
    urls = [client.post(add, data).url for data in sent]
    assert urls[0] == reverse("coalitions:checklist", args=[coalition.slug]) + "?gids=1"
    assert urls[1].startswith("/afspraken/"), "the step is done: it leads where it always did"


def test_without_the_guide_saving_leads_where_it_did(client, best):
    coalition, user = best
    guide_wish(user=user, guide=GuideKind.COORDINATOR, wish=GuideWish.NEVER)
    checklist = make.ChecklistFactory.create(scope="local")
    make.PrincipleFactory.create(checklist=checklist, number=1)
    start = reverse("coalitions:checklist_start", args=[coalition.slug])
    assert client.post(start).url == reverse("coalitions:principle", args=[coalition.slug, 1])


@pytest.mark.parametrize("wish", ["later", "never"])
def test_it_is_put_away_and_comes_back_when_asked(client, best, wish):
    coalition, _user = best
    partners = reverse("coalitions:partners", args=[coalition.slug])
    assert client.get(partners).context["guide"]
    answer = client.post(GUIDE, {"guide": "coordinator", "wish": wish, "next": partners})
    assert answer.url == partners
    assert not client.get(partners).context["guide"]
    assert 'name="wish" value="shown"' in client.get("/hulp/").content.decode()
    client.post(GUIDE, {"guide": "coordinator", "wish": "shown"})
    assert client.get(partners).context["guide"]


def test_later_is_a_week_and_never_is_longer(client, best):
    _coalition, user = best
    guide_wish(user=user, guide=GuideKind.COORDINATOR, wish=GuideWish.LATER)
    ago = clock.now() - timedelta(days=LATER_DAYS, minutes=1)
    GuideState.objects.update(changed_at=ago)
    assert client.get("/").context["guide"]
    GuideState.objects.update(wish=GuideWish.NEVER)
    assert not client.get("/").context["guide"]


def test_it_shows_itself_to_new_accounts_only(client, best):
    _coalition, user = best
    user.date_joined = clock.now() - timedelta(days=NEW_DAYS + 1)
    user.save()
    assert not client.get("/").context["guide"]
    guide_wish(user=user, guide=GuideKind.COORDINATOR, wish=GuideWish.SHOWN)
    assert client.get("/").context["guide"]


@pytest.mark.parametrize(
    "data",
    [
        {"guide": "coordinator", "wish": "done"},
        {"guide": "nobody", "wish": "later"},
        {"wish": "later"},
    ],
)
def test_nobody_says_that_they_are_done(client, best, data):
    assert client.post(GUIDE, data).status_code == 404
    assert GuideState.objects.count() == 0


def test_it_never_leads_to_another_site(client, best):
    data = {"guide": "coordinator", "wish": "later", "next": "https://elders.example/"}
    assert client.post(GUIDE, data).url == "/"


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return len(found)


@pytest.mark.parametrize(("name", "cost"), [("home", 0), ("coalitions:partners", 1)])
def test_it_costs_one_question_and_none_when_it_is_put_away(client, best, name, cost):
    """On the start page none either: it is among what that page looks up anyway."""
    coalition, user = best
    path = "/" if name == "home" else reverse(name, args=[coalition.slug])
    shown = queries(client, path)
    guide_wish(user=user, guide=GuideKind.COORDINATOR, wish=GuideWish.NEVER)
    assert shown - queries(client, path) == cost


def test_other_pages_ask_nothing_for_it(client, best):
    coalition, user = best
    path = reverse("coalitions:log", args=[coalition.slug])
    shown = queries(client, path)
    guide_wish(user=user, guide=GuideKind.COORDINATOR, wish=GuideWish.NEVER)
    assert shown == queries(client, path)


def test_partners_and_strangers_have_no_guide(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("partner", coalition)
    assert not client.get("/").context["guide"]
    client.logout()
    assert not client.get("/").context["guide"]


def test_an_ended_coalition_has_no_guide(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    type(coalition).objects.filter(pk=coalition.pk).update(stage="ended", ended_on=clock.today())
    assert not client.get("/").context["guide"]


def ask_advice(coalition, *, state="advice_requested", shares=True):
    place = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    if shares:
        make.ConsentFactory.create(municipality=place, kind="checklist_adviser")
    principle = make.PrincipleFactory.create()
    round_ = Assessment.objects.create(
        coalition=coalition,
        checklist=principle.checklist,
        round=1,
        state=state,
        agreed_on=clock.today(),
    )
    return AdviceRequest.objects.create(assessment=round_, principle=principle)


@pytest.mark.parametrize("case", [{"state": "closed"}, {"shares": False}])
def test_advice_that_cannot_be_given_is_no_step(client, sign_in, case):
    coalition = make.CoalitionFactory.create()
    sign_in("adviser", coalition)
    ask_advice(coalition, **case)
    page = client.get(reverse("dashboard:caseload"), {"toon": "advies"})
    assert page.context["rows"] == []
    assert page.context["guide"].total == 4


def test_a_concept_is_no_advice(client, sign_in):
    coalition = make.CoalitionFactory.create()
    adviser = sign_in("adviser", coalition)
    asked = ask_advice(coalition)
    AdviceMessage.objects.create(
        assessment=asked.assessment,
        principle=asked.principle,
        kind="advice",
        author=adviser,
        text="Nog niet af",
    )
    assert said(client.get(reverse("dashboard:caseload")))[:2] == (1, 5)


def test_the_step_of_the_advice_opens_its_list(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("adviser", coalition)
    make.CaseloadFactory.create(adviser=user)
    ask_advice(coalition)
    guide = client.get(reverse("dashboard:caseload")).context["guide"]
    [address] = [one.address for one in guide.steps if "toon=advies" in one.url]
    page = client.get(address)
    assert page.context["filter_form"].asked["toon"] == "advies"
    assert [row.coalition for row in page.context["rows"]] == [coalition]


def still_open(client, path):
    return [one.url for one in client.get(path).context["guide"].steps if not one.is_done]


@pytest.mark.parametrize("lacks", ["consent", "keeper"])
def test_who_cannot_be_asked_keeps_no_step_open(client, sign_in, lacks):
    regional = make.CoalitionFactory.create(regional=True)
    sign_in("region_lead", regional)
    place = make.RegionMunicipalityFactory.create(region=regional.region).municipality
    local = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=local, municipality=place)
    path = reverse("dashboard:region", args=[regional.region.slug])
    if lacks != "consent":
        make.ConsentFactory.create(municipality=place, kind="interventions_region")
    if lacks != "keeper":
        make.MembershipFactory.create(coalition=local, role="coordinator")
    missing = reverse("dashboard:region_matrix_missing", args=[regional.region.slug])
    assert missing not in still_open(client, path)
    make.ConsentFactory.create(municipality=place, kind="interventions_region")
    make.MembershipFactory.create(coalition=local, role="coordinator")
    assert missing in still_open(client, path)


def test_a_table_that_the_lead_may_not_read_is_not_done(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    sign_in("region_lead", regional)
    place = make.RegionMunicipalityFactory.create(region=regional.region).municipality
    local = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=local, municipality=place)
    make.ChoiceFactory.create(coalition=local)
    path = reverse("dashboard:region", args=[regional.region.slug])
    hidden = client.get(path).context["guide"].done
    make.ConsentFactory.create(municipality=place, kind="interventions_region")
    assert client.get(path).context["guide"].done == hidden + 1


def test_what_a_coalition_that_is_both_agrees_for_itself_is_no_step_of_the_region(client, sign_in):
    both = make.CoalitionFactory.create(regional=True, scope="both")
    sign_in("region_lead", both)
    path = reverse("dashboard:region", args=[both.region.slug])
    before = client.get(path).context["guide"].done
    make.AgreementFactory.create(coalition=both)
    assert client.get(path).context["guide"].done == before
    make.AgreementFactory.create(coalition=both, scope="regional")
    assert client.get(path).context["guide"].done == before + 1


def test_an_adviser_is_led_to_the_sheet_for_a_talk(client, sign_in):
    coalition = make.CoalitionFactory.create()
    adviser = sign_in("adviser", coalition)
    page = client.get(reverse("dashboard:caseload"))
    assert said(page)[:2] == (1, 4), "nobody asks advice, so that is no step"
    ask_advice(coalition)
    assert said(client.get(reverse("dashboard:caseload")))[:2] == (1, 5)
    CoalitionVisit.objects.create(user=adviser, coalition=coalition)
    guide = client.get(reverse("dashboard:caseload")).context["guide"]
    assert guide.done == 2
    assert guide.steps[-1].file == reverse("coalitions:talk_sheet", args=[coalition.slug])
    record = client.get(reverse("coalitions:detail", args=[coalition.slug])).content.decode()
    shown = record.split('class="ks-guide')[1].split("</section>")[0]
    assert f'href="{guide.steps[-1].file}"' in shown
    assert "?toon=advies&amp;gids=1" in shown, "the paper is not all that is left"


def test_a_lead_is_led_to_the_report(client, sign_in):
    coalition = make.CoalitionFactory.create(region=make.RegionFactory.create())
    lead = sign_in("region_lead", coalition)
    region = lead.region_memberships.get().region
    path = reverse("dashboard:region", args=[region.slug])
    page = client.get(path)
    assert page.context["guide"].total == 4, "asking is a step once somebody can be asked"
    before = page.context["guide"].done
    SupplementRequest.objects.create(
        region=region,
        municipality=make.MunicipalityFactory.create(),
        coalition=coalition,
        asked_by=lead,
        text="x",
        again_from=clock.today() + timedelta(days=7),
    )
    make.AgreementFactory.create(
        coalition=make.CoalitionFactory.create(scope="regional", region=region)
    )
    guide = client.get(path).context["guide"]
    assert (guide.total, guide.done >= before + 1) == (5, True)


def test_while_a_round_is_open_a_lead_sees_who_is_ready(client, sign_in):
    coalition = make.CoalitionFactory.create(regional=True)
    lead = sign_in("region_lead", coalition)
    region = lead.region_memberships.get().region
    path = reverse("dashboard:region", args=[region.slug])
    place = make.RegionMunicipalityFactory.create(region=region).municipality
    over = make_round(closes=clock.now() - timedelta(days=5), key="voorbij")
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    for one in (over, asked):
        elsewhere = make.MunicipalityFactory.create()
        Response.objects.create(round=one, municipality=elsewhere, coalition=coalition)
    total = client.get(path).context["guide"].total
    Response.objects.create(round=over, municipality=place, coalition=coalition)
    assert client.get(path).context["guide"].total == total, "that round is over"
    response = Response.objects.create(round=asked, municipality=place, coalition=coalition)
    guide = client.get(path).context["guide"]
    ready = reverse("dashboard:region_round", args=[region.slug, 2024, "nu"])
    [step] = [one for one in guide.steps if one.url == ready]
    assert guide.total == total + 1
    assert not step.is_done, "nobody is ready"
    assert client.get(step.address).context["guide"].here == step
    response.state, response.submitted_at = "submitted", clock.now()
    response.save()
    assert ready not in still_open(client, path)
